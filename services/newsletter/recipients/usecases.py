"""The frozen list of an issue, its mails asked for in batches, and their ends."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.newsletter.issues import NotificationRequested
from services.newsletter.recipients import domain, repository
from services.newsletter.subscribers import usecases as subscribers

BATCH = 200
USE_WITHIN = timedelta(days=7)


def freeze(tx: Tx, issue_id: UUID, publication: str, languages: Sequence[str]) -> int:
    """Everybody confirmed at this moment, each in one language; answers how many (L21, L26)."""
    rows = [
        (one["subscriber_id"], domain.notification_id(issue_id, one["subscriber_id"]), domain.language_for(one["language"], languages))
        for one in subscribers.list_confirmed(tx, publication)
    ]  # fmt: skip
    repository.add_recipients(tx, issue_id, rows)
    return len(rows)


def request_batch(tx: Tx, issue_id: UUID, now: datetime, batch: int = BATCH) -> int:
    """Ask for the next mails, not for those who left meanwhile (L20); answers how many recipients were taken."""
    claimed = repository.claim_waiting(tx, issue_id, batch)
    wanted = [one for one in claimed if one["status"] == "confirmed"]
    for one in claimed:
        if one["status"] != "confirmed":
            repository.settle(tx, one["notification_id"], "suppressed", one["status"], now)
    for one in wanted:
        tx.emit(NotificationRequested, {**one, "use_by": now + USE_WITHIN})
    repository.mark_requested(tx, [one["notification_id"] for one in wanted], now)
    return len(claimed)


def settle(tx: Tx, notification_id: UUID | None, status: str, reason: str | None, now: datetime) -> None:
    """Note a mail's end; mails that are not ours and ends told twice change nothing (L28)."""
    if notification_id is not None:
        repository.settle(tx, notification_id, status, reason, now)


def count(tx: Tx, issue_id: UUID) -> dict[str, Any]:
    """The recipients of an issue in numbers that add up."""
    return domain.counts(repository.count_by_status(tx, issue_id))
