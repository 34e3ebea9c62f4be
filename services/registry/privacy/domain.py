"""What stays where a person was, and for how long a link shows the data about one."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

LINK = timedelta(days=1)
PAUSE = timedelta(hours=1)
ERASURE_TOLD = timedelta(days=7)  # by then whoever was away has heard
ERASED = "(erased)"
NO_ADDRESS = "erased@erased.invalid"  # reserved by RFC 2606: no mail ever goes there


def without(value: Any, words: frozenset[str]) -> Any:
    """Plain data with every text that is one of the folded words, or holds an address among them, replaced."""
    if isinstance(value, dict):
        return {name: without(one, words) for name, one in value.items()}
    if isinstance(value, list):
        return [without(one, words) for one in value]
    if isinstance(value, str) and _tells(value.casefold(), words):
        return ERASED
    return value


def _tells(text: str, words: frozenset[str]) -> bool:
    return text.strip() in words or any("@" in word and word in text for word in words)


def plain(value: Any) -> Any:
    """A row as JSON data."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value
