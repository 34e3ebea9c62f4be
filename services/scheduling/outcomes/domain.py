"""When an activity may end, and what its report must hold."""

from typing import Any

from contracts.problems import problem
from contracts.refusals import Invalid, NotReady


def check_end(over: bool, early_reason: str, unrecorded: int, headcount: int | None, exact: bool) -> None:
    """Passes an end that is reached or has a reason, with attendance recorded or waived for an approximate headcount."""
    missing = []
    if not over and not early_reason:
        missing.append(problem("early_reason", "not_over_yet", "Its end is not reached: say why it ends early."))
    if unrecorded and (headcount is None or exact):
        sentence = f"{unrecorded} participants have no attendance: record it, or name an approximate headcount."
        missing.append(problem("attendance", "unrecorded", sentence))
    if missing:
        raise NotReady(missing=missing)


def headcount_of(headcount: int | None, exact: bool, attended: int, nominating: bool) -> tuple[int | None, bool]:
    """How many came, and whether that is exact; refuses `Invalid` for less than the attendance shows."""
    if headcount is None:
        return (attended, True) if nominating else (None, False)
    if headcount < attended:
        raise Invalid([problem("headcount", "out_of_range", f"At least the {attended} whose attendance is recorded.")])
    return headcount, exact


def check_report(outcomes: list[dict[str, Any]], none_reason: str, objectives: int) -> None:
    """Passes at least one outcome or why there is none, each of an objective there is; refuses `Invalid`."""
    problems = []
    if not outcomes and not none_reason:
        problems.append(problem("none_reason", "required", "At least one outcome, or why there is none."))
    if outcomes and none_reason:
        problems.append(problem("none_reason", "not_both", "There are outcomes."))
    for place, outcome in enumerate(outcomes):
        if outcome["objective"] is not None and outcome["objective"] > objectives:
            sentence = f"The activity has {objectives} objectives."
            problems.append(problem(f"outcomes.{place}.objective", "unknown_objective", sentence))
    if problems:
        raise Invalid(problems)
