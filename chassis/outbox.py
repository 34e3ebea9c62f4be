"""The writing side of the outbox: an event is a row of the transaction that made it true."""

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from contracts.base import Event

if TYPE_CHECKING:
    from chassis.tx import Tx

LARGEST_PAYLOAD = 1024 * 1024
CHANNEL = "outbox"


class TooLarge(Exception):
    """Our own bug: an event of more than 1 MiB was about to leave."""


def add(tx: "Tx", event: type[Event], facts: Any) -> UUID:
    """Write the event with the next sequence of its aggregate, which stays locked until the transaction ends."""
    data = event.write(facts)
    payload = json.dumps(data, ensure_ascii=False)
    if len(payload.encode()) > LARGEST_PAYLOAD:
        raise TooLarge(f"{event.__name__}: {len(payload)} characters")
    event_id, subject = uuid4(), event.subject_of(data)
    # One statement: the aggregate's row is locked before the outbox row takes its id, so ids follow commits.
    tx.run(
        """with next as (
             insert into aggregates (aggregate, last_sequence) values (%(aggregate)s, 1)
             on conflict (aggregate) do update set last_sequence = aggregates.last_sequence + 1
             returning last_sequence)
           insert into outbox (event_id, exchange, routing_key, type, aggregate, subject, sequence,
             correlation_id, causation_id, traceparent, payload)
           select %(event_id)s, %(exchange)s, %(routing_key)s, %(type)s, %(aggregate)s, %(subject)s, last_sequence,
             %(correlation_id)s, %(causation_id)s, %(traceparent)s, %(payload)s::jsonb
           from next""",
        event_id=event_id, exchange=event.exchange(), routing_key=event.key(), type=event.type(),
        aggregate=f"{event.about}/{subject}", subject=subject, correlation_id=tx.correlation_id,
        causation_id=tx.causation_id, traceparent=tx.traceparent, payload=payload,
    )  # fmt: skip
    return event_id


def hint(tx: "Tx") -> None:
    """Wake a listening relay when the transaction commits; the relay polls as well, so this may get lost."""
    tx.run("select pg_notify(%(channel)s, '')", channel=CHANNEL)


def purge(tx: "Tx", days: int = 400, limit: int = 1000) -> int:
    """Drop up to `limit` of the oldest sent events that are older than so many days; an unsent one stays for ever."""
    # By id, which follows the age: what is looked at is bounded without an index that every event would pay for.
    row = tx.one(
        """with gone as (
             delete from outbox where id = any(array(
               select id from (select id, created_at from outbox where sent_at is not null order by id limit %(limit)s) as oldest
               where created_at < now() - %(days)s * interval '1 day'))
             returning xid, id, exchange),
           marked as (
             insert into forgotten (xid, id)
             select xid, id from gone where exchange like '%%.events' order by xid desc, id desc limit 1
             on conflict (one) do update set xid = excluded.xid, id = excluded.id, at = now()
             where (forgotten.xid, forgotten.id) < (excluded.xid, excluded.id))
           select count(*) as number from gone""",
        days=days, limit=limit,
    )  # fmt: skip
    assert row is not None
    return row["number"]
