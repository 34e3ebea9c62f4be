"""What memberships may say together."""

from typing import Any

from contracts.problems import problem
from contracts.refusals import Invalid


def check_memberships(spells: list[dict[str, Any]]) -> None:
    """Passes memberships that follow one another, each ending on the day on which the next may begin; refuses `Invalid`."""
    problems, before = [], None
    for position, spell in sorted(enumerate(spells), key=lambda one: one[1]["since"]):
        if spell["until"] and spell["until"] <= spell["since"]:
            problems.append(problem(f"memberships.{position}.until", "ends_before_start", "Not before its beginning."))
        if before and (before["until"] is None or before["until"] > spell["since"]):
            problems.append(problem(f"memberships.{position}.since", "overlaps", "The one before lasts longer."))
        before = spell
    if problems:
        raise Invalid(problems)
