"""Recipients in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx


def add_recipients(tx: Tx, issue_id: UUID, rows: Sequence[tuple[UUID, UUID, str]]) -> None:
    """Freeze the list: subscriber, notification, language each."""
    tx.run(
        """insert into recipients (issue_id, subscriber_id, notification_id, language)
           select %(issue_id)s, * from unnest(%(subscribers)s::uuid[], %(notifications)s::uuid[], %(languages)s::text[])""",
        issue_id=issue_id, subscribers=[row[0] for row in rows], notifications=[row[1] for row in rows],
        languages=[row[2] for row in rows],
    )  # fmt: skip


def claim_waiting(tx: Tx, issue_id: UUID, limit: int) -> list[dict[str, Any]]:
    """The next recipients with what their mail needs: their address, and whether they still want it."""
    return tx.all(
        """select r.notification_id, r.issue_id, r.subscriber_id, r.language, s.name, s.email, s.status
           from recipients r join subscribers s using (subscriber_id)
           where r.issue_id = %(issue_id)s and r.status = 'waiting'
           order by r.subscriber_id limit %(limit)s for update of r skip locked""",
        issue_id=issue_id, limit=limit,
    )  # fmt: skip


def mark_requested(tx: Tx, notification_ids: Sequence[UUID], now: datetime) -> None:
    """These mails are asked for."""
    tx.run(
        """update recipients set status = 'requested', requested_at = %(now)s
           where notification_id = any(%(ids)s::uuid[])""",
        ids=list(notification_ids), now=now,
    )  # fmt: skip


def settle(tx: Tx, notification_id: UUID, status: str, reason: str | None, now: datetime) -> bool:
    """The mail's end; the first one told stands."""
    return bool(
        tx.run(
            """update recipients set status = %(status)s, reason = %(reason)s, settled_at = %(now)s
               where notification_id = %(id)s and status in ('waiting', 'requested')""",
            id=notification_id, status=status, reason=reason, now=now,
        )
    )  # fmt: skip


def count_by_status(tx: Tx, issue_id: UUID) -> dict[str, int]:
    """How many recipients of an issue are in each status."""
    rows = tx.all(
        "select status, count(*)::int as n from recipients where issue_id = %(issue_id)s group by status",
        issue_id=issue_id,
    )  # fmt: skip
    return {row["status"]: row["n"] for row in rows}
