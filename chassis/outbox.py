"""The writing side of the outbox: an event is a row of the transaction that made it true."""

import os
import time
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from chassis.json_text import json_text
from chassis.wire import Wire
from contracts.base import Event

if TYPE_CHECKING:
    from chassis.tx import Tx

LARGEST_PAYLOAD = 1024 * 1024
CHANNEL = "outbox"

# Both lock the aggregates' rows before the outbox rows take their ids, so ids follow commits; and in one order.
# A trigger notes each row as one that has to leave.
ONE = """
select emit_one(%(event_id)s, %(exchange)s, %(routing_key)s, %(type)s, %(aggregate)s, %(subject)s, %(correlation_id)s,
  %(causation_id)s, %(traceparent)s, %(payload)s)
"""
MANY = """
with emitted as (
  select * from rows from (json_to_recordset(%s) as (event_id uuid, exchange text, routing_key text, type text,
    aggregate text, subject text, correlation_id text, causation_id text, traceparent text, payload jsonb))
    with ordinality as e (event_id, exchange, routing_key, type, aggregate, subject, correlation_id, causation_id,
      traceparent, payload, number)),
next as (
  insert into aggregates (aggregate, last_sequence)
  select aggregate, count(*) from emitted group by aggregate order by aggregate
  on conflict (aggregate) do update set last_sequence = aggregates.last_sequence + excluded.last_sequence
  returning aggregate, last_sequence)
insert into outbox (event_id, exchange, routing_key, type, aggregate, subject, correlation_id, causation_id,
  traceparent, payload, sequence)
select event_id, exchange, routing_key, type, aggregate, subject, correlation_id, causation_id, traceparent, payload,
  last_sequence + 1 - row_number() over (partition by aggregate order by number desc)
from emitted join next using (aggregate) order by number
"""


class TooLarge(Exception):
    """Our own bug: an event of more than 1 MiB was about to leave."""


class Row(NamedTuple):
    """An event as it will stand in the outbox; its sequence is given when it is written."""

    event_id: str
    exchange: str
    routing_key: str
    type: str
    aggregate: str
    subject: str
    correlation_id: str
    causation_id: str | None
    traceparent: str | None
    payload: str


def row_of(
    event: type[Event], facts: Any, correlation_id: str, causation_id: str | None, traceparent: str | None
) -> Row:
    """The event with a new id; what is incomplete or too large is our own bug and raises."""
    data = event.write(facts)
    payload = json_text(data)
    if len(payload) * 4 > LARGEST_PAYLOAD and len(payload.encode()) > LARGEST_PAYLOAD:
        raise TooLarge(f"{event.__name__}: {len(payload)} characters")
    subject = event.subject_of(data)
    exchange, key, kind = _address(event)
    return Row(
        str(new_id()), exchange, key, kind, f"{event.about}/{subject}", subject,
        correlation_id, causation_id, traceparent, payload,
    )  # fmt: skip


@cache
def _address(event: type[Event]) -> tuple[str, str, str]:
    return event.exchange(), event.key(), event.type()


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562): those of one time lie together in every index, however long the history."""
    millisecond, chance = time.time_ns() // 1_000_000, int.from_bytes(os.urandom(10), "big")
    high, low = chance >> 68, chance & (1 << 62) - 1
    return UUID(int=millisecond << 80 | 7 << 76 | high << 64 | 2 << 62 | low)


def write(wire: Wire, rows: list[Row]) -> None:
    """Post the rows in the order in which they were emitted; each gets the next sequence of its aggregate."""
    if len(rows) == 1:
        wire.post(ONE, rows[0]._asdict())
    else:
        wire.post(MANY, (f"[{','.join(map(_as_json, rows))}]",))


def _as_json(row: Row) -> str:
    # The payload is JSON already.
    known = dict(zip(Row._fields[:-1], row[:-1], strict=True))
    return f'{json_text(known)[:-1]},"payload":{row.payload}}}'


def hint(wire: Wire) -> None:
    """Wake a listening relay when the transaction commits; the relay polls as well, so this may get lost."""
    wire.post(f"select pg_notify('{CHANNEL}', '')")


def purge(tx: "Tx", days: int = 400, limit: int = 1000) -> int:
    """Drop up to `limit` of the oldest sent events that are older than so many days; an unsent one stays for ever."""
    # By id, which follows the age: what is looked at is bounded without an index that every event would pay for.
    row = tx.one(
        """with gone as (
             delete from outbox where id = any(array(
               select id from (select id, created_at from outbox where not exists (select 1 from unsent where unsent.id = outbox.id) order by id
                   limit %(limit)s) as oldest
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
