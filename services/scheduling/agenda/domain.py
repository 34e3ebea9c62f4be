"""What an agenda must keep to: the activity's days, one session at a time in a room, speakers that are known."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

from contracts.problems import problem
from contracts.refusals import Invalid

HIDDEN = "internal_blocker"
Sessions = list[dict[str, Any]]
Problems = list[dict[str, str]]


def problems_of(sessions: Sessions, days: tuple[date, date], exists: Callable[[datetime], bool]) -> Problems:
    """Every session outside the days, every time that clocks skip, every overlap in one room."""
    return [*_outside(sessions, days), *_skipped(sessions, exists), *_overlapping(sessions)]


def _outside(sessions: Sessions, days: tuple[date, date]) -> Iterator[dict[str, str]]:
    for place, session in enumerate(sessions):
        for name in ("starts", "ends"):
            if not days[0] <= session[name].date() <= days[1]:
                yield problem(f"sessions.{place}.{name}", "outside_activity", f"Between {days[0]} and {days[1]}.")


def _skipped(sessions: Sessions, exists: Callable[[datetime], bool]) -> Iterator[dict[str, str]]:
    for place, session in enumerate(sessions):
        for name in ("starts", "ends"):
            if not exists(session[name]):
                yield problem(f"sessions.{place}.{name}", "nonexistent_time", "Clocks skip this time there.")


def _overlapping(sessions: Sessions) -> Iterator[dict[str, str]]:
    for (one, first), (two, second) in combinations(enumerate(sessions), 2):
        same_room = first["room"] and second["room"] and first["room"].lower() == second["room"].lower()
        if same_room and first["starts"] < second["ends"] and second["starts"] < first["ends"]:
            yield problem(f"sessions.{two}.room", "overlap", f"Session {one + 1} is in this room at that time.")


def person_ids(sessions: Sessions) -> set[UUID]:
    """The registered persons who speak."""
    return {speaker["person_id"] for session in sessions for speaker in session["speakers"] if speaker["person_id"]}


def unknown_speakers(sessions: Sessions, unknown: set[UUID]) -> Problems:
    """A problem for every speaker who is one of these persons."""
    return [
        problem(f"sessions.{s}.speakers.{p}.person_id", "unknown_person", "No person is known under this id.")
        for s, session in enumerate(sessions)
        for p, speaker in enumerate(session["speakers"])
        if speaker["person_id"] in unknown
    ]


def accept(problems: Iterable[dict[str, str]]) -> None:
    """Passes when there is no problem; refuses `Invalid` with all of them."""
    listed = list(problems)
    if listed:
        raise Invalid(listed)


def moved(sessions: Sessions, delta: timedelta) -> Sessions:
    """The sessions, each later by the delta."""
    return [{**session, "starts": session["starts"] + delta, "ends": session["ends"] + delta} for session in sessions]


def shown(sessions: Sessions, hidden_too: bool) -> Sessions:
    """The sessions without those that are internal, unless wanted."""
    return [session for session in sessions if hidden_too or session["kind"] != HIDDEN]
