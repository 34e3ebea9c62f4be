"""Local copies of nominations."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx
from services.notifications.nominations.domain import ENDED


def save_nomination(tx: Tx, event: Any) -> None:
    """Keep how a nomination stands unless something newer is known; how it stood before its activity's end is kept beside."""
    tx.run(
        """insert into nominations as n (nomination_id, activity_id, person_id, status, sequence, standing, standing_sequence)
           values (%(nomination_id)s, %(activity_id)s, %(person_id)s, %(status)s, %(sequence)s,
             %(standing)s, %(standing_sequence)s)
           on conflict (nomination_id) do update set
             status = case when n.sequence < %(sequence)s then excluded.status else n.status end,
             sequence = greatest(n.sequence, %(sequence)s),
             standing = case when n.standing_sequence < excluded.standing_sequence then excluded.standing
               else n.standing end,
             standing_sequence = greatest(n.standing_sequence, excluded.standing_sequence),
             spread = false""",
        nomination_id=event["nomination_id"], activity_id=event["activity_id"], person_id=event["person_id"],
        status=event["status"], sequence=event.sequence,
        standing=None if event["status"] == ENDED else event["status"],
        standing_sequence=0 if event["status"] == ENDED else event.sequence,
    )  # fmt: skip


def list_nominations(tx: Tx, activity_id: UUID) -> list[dict[str, Any]]:
    """Every nomination for an activity."""
    return tx.all(
        "select * from nominations where activity_id = %(activity_id)s order by nomination_id", activity_id=activity_id
    )


def claim_unspread_nominations(tx: Tx, limit: int) -> list[dict[str, Any]]:
    """Nominations that changed since announcements were last compared with them, locked."""
    return tx.all(
        "select * from nominations where not spread order by nomination_id limit %(limit)s for update skip locked",
        limit=limit,
    )


def mark_nominations_spread(tx: Tx, nomination_ids: list[UUID]) -> None:
    """They were compared with the announcements."""
    tx.run("update nominations set spread = true where nomination_id = any(%(ids)s)", ids=nomination_ids)
