"""What becomes of a mail to one recipient, and sums that add up (L28)."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

PENDING = ("waiting", "requested")
SETTLED = ("sent", "failed", "suppressed")


def notification_id(issue_id: UUID, subscriber_id: UUID) -> UUID:
    """The same for the same issue and subscriber, so that no crash makes a second mail."""
    return uuid5(issue_id, str(subscriber_id))


def language_for(wanted: str, languages: Sequence[str]) -> str:
    """The reader's language, its parent, or English, of those the issue has; exactly one (L21)."""
    for language in (wanted, wanted.split("-")[0], "en"):
        if language in languages:
            return language
    return languages[0]


def counts(by_status: Mapping[str, int]) -> dict[str, int]:
    """Recipients in numbers: sent + failed + suppressed + pending = recipients."""
    settled = {status: by_status.get(status, 0) for status in SETTLED}
    pending = sum(by_status.get(status, 0) for status in PENDING)
    return {"recipients": sum(settled.values()) + pending, **settled, "pending": pending}
