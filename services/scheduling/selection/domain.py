"""One result for every submitted nomination, within the seats."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from contracts.problems import problem
from contracts.refusals import CapacityFull, Invalid


def check(offered: Sequence[UUID], reserves: Sequence[UUID], submitted: Iterable[UUID], free_seats: int) -> None:
    """Passes lists that name submitted nominations of the activity once each, with no more offers than seats."""
    known, times = set(submitted), Counter([*offered, *reserves])
    problems = []
    for name, ids in (("offered", offered), ("reserves", reserves)):
        for place, nomination_id in enumerate(ids):
            if nomination_id not in known:
                problems.append(
                    problem(f"{name}.{place}", "not_submitted", "Not a submitted nomination of this activity.")
                )
            elif times[nomination_id] > 1:
                problems.append(problem(f"{name}.{place}", "repeated", "Every nomination gets exactly one result."))
    if problems:
        raise Invalid(problems)
    if len(offered) > free_seats:
        raise CapacityFull(free_seats=free_seats, offered=len(offered))


def check_last_moment(expires_at: datetime | None, starts_at: datetime, now: datetime) -> None:
    """Passes a last moment between now and the start; refuses `Invalid`."""
    if expires_at is None:
        raise Invalid([problem("offer_expires", "nonexistent_time", "Clocks skip this time there.")])
    if not now < expires_at <= starts_at:
        raise Invalid([problem("offer_expires", "out_of_range", "After now and not after the start.")])
