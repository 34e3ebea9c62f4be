"""What the dated facts of a member state may say together."""

from datetime import date
from typing import Any

from contracts.problems import problem
from contracts.refusals import Invalid

FOUNDED, LAST = date(1969, 9, 25), date(2100, 12, 31)  # the Organisation; whoever writes of later has mistyped


def check_dates(facts: dict[str, Any], problems: list[dict[str, str]]) -> None:
    """Passes memberships in order, and one name, weekend and holiday for each day; refuses `Invalid` with these problems besides."""
    problems = _membership_problems(facts["memberships"]) + problems
    problems += _out_of_time("holidays", facts["holidays"], ("day",))
    for field, day in (("former_names", "until"), ("weekends", "since"), ("holidays", "day")):
        days = [one[day] for one in facts[field]]
        problems += [
            problem(f"{field}.{position}.{day}", "twice", "Another begins or ends on this day.")
            for position, found in enumerate(days)
            if found in days[:position]
        ]
    if problems:
        raise Invalid(problems)


def _membership_problems(spells: list[dict[str, Any]]) -> list[dict[str, str]]:
    # They follow one another, each ending on the day on which the next may begin.
    problems, before = _out_of_time("memberships", spells, ("since", "until")), None
    for position, spell in sorted(enumerate(spells), key=lambda one: one[1]["since"]):
        if spell["until"] and spell["until"] <= spell["since"]:
            problems.append(problem(f"memberships.{position}.until", "ends_before_start", "Not before its beginning."))
        if before and (before["until"] is None or before["until"] > spell["since"]):
            problems.append(problem(f"memberships.{position}.since", "overlaps", "The one before lasts longer."))
        before = spell
    return problems


def _out_of_time(field: str, entries: list[dict[str, Any]], days: tuple[str, ...]) -> list[dict[str, str]]:
    return [
        problem(f"{field}.{position}.{day}", "out_of_range", f"Between {FOUNDED} and {LAST}.")
        for position, entry in enumerate(entries)
        for day in days
        if entry[day] and not FOUNDED <= entry[day] <= LAST
    ]
