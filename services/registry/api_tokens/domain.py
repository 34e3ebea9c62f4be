"""What an API token may be."""

from datetime import datetime, timedelta
from typing import Any

from contracts.problems import problem

LONGEST = timedelta(days=366)
MOST = 20


def expiry_problems(expires_at: datetime, now: datetime) -> list[dict[str, str]]:
    """What is wrong with the end of a new token."""
    if not now < expires_at <= now + LONGEST:
        return [problem("expires_at", "out_of_range", "From now to a year ahead.")]
    return []


def status_of(token: dict[str, Any], now: datetime) -> str:
    """Whether it works, or why not."""
    if token["ended_at"] is not None:
        return "revoked"
    return "active" if now < token["expires_at"] else "expired"
