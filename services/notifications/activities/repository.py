"""Local copies of activities, and announcements to all their participants."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx


def save_activity(tx: Tx, facts: dict[str, Any], sequence: int) -> None:
    """Keep an activity's whole card unless a newer one is known."""
    tx.run(
        """insert into activities (activity_id, facts, sequence) values (%(activity_id)s, %(facts)s, %(sequence)s)
           on conflict (activity_id) do update set facts = excluded.facts, sequence = excluded.sequence
           where activities.sequence < excluded.sequence""",
        activity_id=facts["activity_id"], facts=dict(facts), sequence=sequence,
    )  # fmt: skip


def add_announcement(tx: Tx, template: str, event: Any) -> None:
    """Keep what all participants are to be told, once."""
    tx.run(
        """insert into announcements (event_id, activity_id, template, facts, happened_at, correlation_id)
           values (%(event_id)s, %(activity_id)s, %(template)s, %(facts)s, %(happened_at)s, %(correlation_id)s)
           on conflict do nothing""",
        event_id=event.id, activity_id=event["activity_id"], template=template, facts=dict(event),
        happened_at=event.time, correlation_id=event.correlation_id,
    )  # fmt: skip


def claim_unspread_announcement(tx: Tx) -> dict[str, Any] | None:
    """The next announcement whose recipients are not worked out yet, locked."""
    return tx.one("select * from announcements where not spread order by happened_at limit 1 for update skip locked")


def mark_announcement_spread(tx: Tx, event_id: UUID) -> None:
    """Its recipients are worked out."""
    tx.run("update announcements set spread = true where event_id = %(event_id)s", event_id=event_id)


def list_announcements(tx: Tx, activity_id: UUID, template: str) -> list[dict[str, Any]]:
    """The announcements of one kind about an activity."""
    return tx.all(
        "select * from announcements where activity_id = %(activity_id)s and template = %(template)s",
        activity_id=activity_id, template=template,
    )  # fmt: skip
