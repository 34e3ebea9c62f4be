"""How long failed sign-ins keep a name waiting."""

from datetime import datetime, timedelta

FREE_FAILURES = 4
FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(hours=1)
FORGIVEN_AFTER = timedelta(days=1)


def failures_after(failures: int, failed_at: datetime | None, now: datetime) -> int:
    """How many failures count with one more now; those before a quiet day are forgiven."""
    return 1 if failed_at is None or now - failed_at > FORGIVEN_AFTER else failures + 1


def locked_until(failures: int, now: datetime) -> datetime | None:
    """Until when so many failures lock: from the fifth on a minute, doubled each time, at most an hour."""
    if failures <= FREE_FAILURES:
        return None
    return now + min(FIRST_LOCK * 2 ** min(failures - FREE_FAILURES - 1, 10), LONGEST_LOCK)
