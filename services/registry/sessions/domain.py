"""How long a session lasts."""

from datetime import datetime, timedelta
from typing import Any

LASTS = timedelta(days=30)


def is_open(session: dict[str, Any], now: datetime) -> bool:
    """Whether the session can go on."""
    return session["ended_at"] is None and now < session["expires_at"]
