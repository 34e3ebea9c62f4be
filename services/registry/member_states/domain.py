"""What memberships may say together."""

from datetime import date
from typing import Any

from contracts.problems import problem
from contracts.refusals import Invalid

FOUNDED, LAST = date(1969, 9, 25), date(2100, 12, 31)  # the Organisation; whoever writes of later has mistyped


def check_memberships(spells: list[dict[str, Any]]) -> None:
    """Passes memberships of the Organisation's time that follow one another, each ending on the day on which the next may begin; refuses `Invalid`."""
    problems, before = _out_of_time(spells), None
    for position, spell in sorted(enumerate(spells), key=lambda one: one[1]["since"]):
        if spell["until"] and spell["until"] <= spell["since"]:
            problems.append(problem(f"memberships.{position}.until", "ends_before_start", "Not before its beginning."))
        if before and (before["until"] is None or before["until"] > spell["since"]):
            problems.append(problem(f"memberships.{position}.since", "overlaps", "The one before lasts longer."))
        before = spell
    if problems:
        raise Invalid(problems)


def _out_of_time(spells: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [
        problem(f"memberships.{position}.{end}", "out_of_range", f"Between {FOUNDED} and {LAST}.")
        for position, spell in enumerate(spells)
        for end in ("since", "until")
        if spell[end] and not FOUNDED <= spell[end] <= LAST
    ]
