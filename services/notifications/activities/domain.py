"""Whom a change of an activity concerns."""

from typing import Any

RESCHEDULED, CANCELLED = "activity_rescheduled", "activity_cancelled"
TOLD_OF_A_MOVE = ("offered", "confirmed")
TOLD_OF_THE_END = ("offered", "reserve", "confirmed")


def concerned(template: str, nomination: dict[str, Any]) -> bool:
    """Whether the holder of this nomination is to be told."""
    if template == CANCELLED:
        # The end of an activity ends its open nominations too: what counts is how they stood before.
        return nomination["standing"] in TOLD_OF_THE_END
    # Who knows the new dates already is found out right before sending.
    return nomination["status"] in TOLD_OF_A_MOVE
