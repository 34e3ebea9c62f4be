"""When a proposed correction may be decided, and what of it still fits the record."""

from datetime import datetime, timedelta
from typing import Any

LIFE = timedelta(days=90)
MOST_OPEN_BY_ONE = 10
MOST_OPEN_FOR_ONE = 50
Changes = dict[str, list[Any]]


def differences(old: dict[str, Any], new: dict[str, Any]) -> Changes:
    """By field what it was and what it should be, of those that differ."""
    return {field: [old[field], value] for field, value in new.items() if old[field] != value}


def outdated(changes: Changes, record: dict[str, Any]) -> list[str]:
    """The fields whose value is neither what it was when the change was proposed nor what was proposed."""
    return [field for field, (old, new) in changes.items() if record[field] not in (old, new)]


def is_due(request: dict[str, Any], now: datetime) -> bool:
    """Whether nobody decided in time."""
    return bool(request["status"] == "open" and request["expires_at"] <= now)
