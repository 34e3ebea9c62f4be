"""From the days somebody was there to attended, in part, or absent."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from contracts.problems import problem
from contracts.refusals import Invalid

PRESENT_FROM = ("in_progress", "completed")


def number_of_days(days: tuple[date, date]) -> int:
    """How many days the activity lasts."""
    return (days[1] - days[0]).days + 1


def check(records: list[dict[str, Any]], participants: Iterable[UUID], days: tuple[date, date]) -> None:
    """Passes records of participants, each once, on days of the activity; refuses `Invalid` with all problems."""
    known, times = set(participants), Counter(record["nomination_id"] for record in records)
    problems = []
    for place, record in enumerate(records):
        if record["nomination_id"] not in known:
            problems.append(
                problem(f"records.{place}.nomination_id", "not_a_participant", "Holds no confirmed seat here.")
            )
        elif times[record["nomination_id"]] > 1:
            problems.append(problem(f"records.{place}.nomination_id", "repeated", "One record each."))
        for number, day in enumerate(record["days"]):
            if not days[0] <= day <= days[1]:
                sentence = f"Between {days[0]} and {days[1]}."
                problems.append(problem(f"records.{place}.days.{number}", "outside_activity", sentence))
    if problems:
        raise Invalid(problems)


def verdict(present: int, of: int) -> str:
    """The step for so many days present of so many."""
    if present == 0:
        return "stay_away"
    return "attend" if present >= of else "attend_partially"
