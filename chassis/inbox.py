"""What each handler has done already, so that an event that comes twice acts once."""

from uuid import UUID

from chassis.tx import Tx

TRIALS = 5
SHORTEST_DAYS = 7
KNOWN = "inbox_pkey"


def claim(tx: Tx, consumer: str, event_ids: list[UUID]) -> set[UUID]:
    """Those not done before; done with this transaction. Of two at once the second waits for the first."""
    rows = tx.all(
        """insert into inbox (consumer, event_id)
           select %(consumer)s, event_id from unnest(%(event_ids)s::uuid[]) as event_id order by event_id
           on conflict do nothing returning event_id""",
        consumer=consumer, event_ids=[str(event_id) for event_id in event_ids],
    )  # fmt: skip
    return {row["event_id"] for row in rows}


def claim_new(tx: Tx, consumer: str, event_ids: list[UUID]) -> None:
    """Count them as done with this transaction, without waiting for the answer: one done before makes it fail (`KNOWN`)."""
    tx.post(
        """insert into inbox (consumer, event_id)
           select %(consumer)s, event_id from unnest(%(event_ids)s::uuid[]) as event_id order by event_id""",
        consumer=consumer, event_ids=[str(event_id) for event_id in event_ids],
    )  # fmt: skip


def begin_trial(tx: Tx, consumer: str, event_id: UUID) -> int:
    """How often it was begun after a process died, with this time; to be committed before it is handled."""
    row = tx.one(
        """insert into trials (consumer, event_id) values (%(consumer)s, %(event_id)s)
           on conflict (consumer, event_id) do update set tries = trials.tries + 1, begun_at = now()
           returning tries""",
        consumer=consumer, event_id=event_id,
    )  # fmt: skip
    assert row is not None
    return row["tries"]


def end_trial(tx: Tx, consumer: str, event_id: UUID) -> None:
    """It came through, or was put aside."""
    tx.run(
        "delete from trials where consumer = %(consumer)s and event_id = %(event_id)s",
        consumer=consumer, event_id=event_id,
    )  # fmt: skip


def purge(tx: Tx, days: int = 14, limit: int = 1000) -> int:
    """Forget up to `limit` events done before so many days; at least 7, and longer than any replay."""
    return tx.run(
        """delete from inbox where ctid = any(array(select ctid from inbox
             where done_at < now() - %(days)s * interval '1 day' limit %(limit)s for update skip locked))""",
        days=max(days, SHORTEST_DAYS), limit=limit,
    )  # fmt: skip


def purge_trials(tx: Tx, days: int = 14, limit: int = 1000) -> int:
    """Forget up to `limit` trials begun before so many days: their messages came through elsewhere or are gone."""
    return tx.run(
        """delete from trials where ctid = any(array(select ctid from trials
             where begun_at < now() - %(days)s * interval '1 day' limit %(limit)s for update skip locked))""",
        days=max(days, SHORTEST_DAYS), limit=limit,
    )  # fmt: skip
