"""An activity that moves: what shifts with it."""

from datetime import datetime, timedelta

from contracts.problems import problem
from contracts.refusals import Invalid

SHORTEST, LONGEST = timedelta(0), timedelta(days=60)


def new_dates(starts: datetime, ends: datetime, zone: str | None) -> None:
    """Passes dates in order, at most 60 days long, with a zone; refuses `Invalid`."""
    problems = []
    if ends - starts <= SHORTEST:
        problems.append(problem("ends", "ends_before_start", "After the start."))
    if ends - starts > LONGEST:
        problems.append(problem("ends", "too_long", "At most 60 days."))
    if starts.year < 1981:
        problems.append(problem("starts", "out_of_range", "From 1981 on."))
    if zone is None:
        problems.append(problem("zone", "required", "A time needs its zone."))
    if problems:
        raise Invalid(problems)


def must_lie_ahead(starts_at: datetime | None, historic: bool, now: datetime) -> None:
    """Passes a start to come, or history; refuses `Invalid`."""
    if not historic and (starts_at is None or starts_at <= now):
        raise Invalid([problem("starts", "not_in_future", "A start that is still to come.")])


def moved_deadline(deadline: datetime | None, delta: timedelta, closes_now: bool, starts: datetime) -> datetime | None:
    """The deadline moved by the delta, or as it is where it would close at once; refuses `Invalid` where it is after the start."""
    if deadline is None:
        return None
    moved = deadline if closes_now else deadline + delta
    if moved >= starts:
        raise Invalid([problem("starts", "deadline_after_start", "After the deadline for nominations.")])
    return moved


def reason_needed(reason: str, waived: bool) -> None:
    """Passes a reason, or where none is needed; refuses `Invalid`."""
    if not reason and not waived:
        raise Invalid([problem("reason", "required", "Say why, before the time.")])
