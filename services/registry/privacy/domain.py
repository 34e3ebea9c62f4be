"""What stays where a person was, and for how long a link shows the data about one."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

LINK = timedelta(days=1)
PAUSE = timedelta(hours=1)
ERASURE_TOLD = timedelta(days=7)  # by then whoever was away has heard


def plain(value: Any) -> Any:
    """A row as JSON data."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value
