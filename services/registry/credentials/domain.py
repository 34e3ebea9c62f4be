"""How long a password reset is open, and how often one is mailed."""

from datetime import datetime, timedelta
from typing import Any

RESET = timedelta(hours=1)
PAUSE = timedelta(minutes=5)


def may_mail(account: dict[str, Any], now: datetime) -> bool:
    """Whether the last link is long enough ago: asking again and again fills nobody's mailbox."""
    return account["reset_mailed_at"] is None or now - account["reset_mailed_at"] >= PAUSE


def is_open(account: dict[str, Any], now: datetime) -> bool:
    """Whether a mailed link still chooses a password."""
    return account["status"] == "active" and account["reset_nonce"] is not None and now < account["reset_expires_at"]
