"""The relay's side of the outbox: its lock, its rows, and the messages they become."""

from collections.abc import Iterable, Mapping
from typing import Any

import psycopg2
from eventlet.hubs import get_hub

from chassis import outbox
from chassis.bell import Bell
from chassis.pool import CONNECT_SECONDS, within
from chassis.publisher import LOST, Outgoing
from chassis.topology import back_exchange

# A mark that a crash forgets costs only a repetition, so no mark waits for the disk. The plans are made once, before the
# planner knows how much waits; so it is told that everything is found by index (figures from before a backlog once made
# it choose a plan that took 4 s for 500 rows of 10,000), and compiles nothing, which with a million waiting took a quarter of
# a second for each look of 5 ms.
SESSION = (
    "-c statement_timeout=15000 -c client_connection_check_interval=1000 -c timezone=UTC -c synchronous_commit=off "
    "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off"
)
LEADER_LOCK = 0x6F7574626F78  # "outbox"
LONGEST_PAUSE_SECONDS = 60
NOT_YET_HEARD = "not yet heard"

# As `message_of` takes a row.
ROW = """
select id, event_id::text, exchange, routing_key, type, subject, sequence::text, correlation_id, causation_id,
       traceparent, nullif(headers, '{}') as headers, payload::text,
       to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as time
from outbox
"""
# By flag, not by cursor, so that a lower id that commits later is not passed over; without those that are on their way.
# A row that failed holds back the later ones of its aggregate, so that their order is kept. Both sets are hashed once a look.
LOOK = f"""
prepare look (bigint[], int) as
with due as materialized (
  select id from unsent
  where (next_at is null or next_at <= now()) and id not in (select unnest($1))
    and not (aggregate in (select aggregate from unsent where attempts > 0) and exists (
      select 1 from unsent as held where held.attempts > 0 and held.aggregate = unsent.aggregate and held.id < unsent.id))
  order by id limit $2)
{ROW}
where id = any(array(select id from due)) order by id
"""
SENT = "prepare sent (bigint[]) as delete from unsent where id = any($1)"
# Without an attempt counted it does not hold back its aggregate: where it is not heard, order cannot suffer.
UNHEARD = """
update unsent set last_error = %(error)s,
  next_at = now() + least(greatest((now() - created_at) / 2, interval '0.5 second'), interval '5 seconds')
from outbox where outbox.id = unsent.id and unsent.id = any(%(ids)s::bigint[])
"""
CUT_OFF = "update unsent set last_error = %(error)s where id = any(%(ids)s::bigint[])"
NOT_SENT = """
update unsent set attempts = attempts + 1, last_error = %(error)s,
  next_at = now() + least(power(2, attempts) * 0.25, %(longest)s) * (0.8 + 0.4 * random()) * interval '1 second'
where id = any(%(ids)s::bigint[])
"""


class Outbox:
    """A connection of its own, in autocommit, that holds the leader's lock, listens for hints, reads and marks."""

    def __init__(self, url: str, name: str) -> None:
        with within(CONNECT_SECONDS):
            self._connection = psycopg2.connect(
                url, application_name=name, connect_timeout=CONNECT_SECONDS, keepalives_idle=5, keepalives_interval=2,
                keepalives_count=3, options=SESSION,
            )  # fmt: skip
        self._connection.autocommit = True
        self.leading = False

    def __enter__(self) -> "Outbox":
        return self

    def __exit__(self, *_problem: object) -> None:
        self._connection.close()

    def lead(self) -> bool:
        """Whether this one is the leader, now or already; the lock ends with the connection."""
        if self.leading:
            self._run("select 1")
            return True
        self.leading = bool(self._run("select pg_try_advisory_lock(%(lock)s) as mine", lock=LEADER_LOCK)[0]["mine"])
        if self.leading:
            self._run(f"listen {outbox.CHANNEL}; {LOOK}; {SENT}")
        return self.leading

    def hint(self) -> None:
        """Wake the leader, which is in another process."""
        self._run(f"notify {outbox.CHANNEL}")

    def look(
        self, limit: int, away: Iterable[int] = (), sent: Iterable[int] = (), failed: Mapping[int, str] | None = None
    ) -> list[dict[str, Any]]:
        """Mark, and answer the rows that may leave now in order, without those that are on their way; one round trip."""
        self._connection.notifies.clear()
        marks = self._marks(sent, failed or {})
        return self._run(b";".join((*marks, b"execute look ('%s', %d)" % (_array(away), limit))))

    def mark(self, sent: Iterable[int], failed: Mapping[int, str] | None = None) -> None:
        """The confirmed rows wait no more; the others are put off with what happened to them."""
        if marks := self._marks(sent, failed or {}):
            self._run(b";".join(marks))

    def wait(self, bell: Bell, seconds: float) -> bool:
        """Until the bell rings or a transaction elsewhere hints, at most so long; whether there was a hint."""
        if not self._connection.notifies:
            hub, fileno, rung = get_hub(), self._connection.fileno(), False
            listener = hub.add(hub.READ, fileno, lambda _: bell.ring(), lambda *_: bell.ring(), bell.ring)
            try:
                rung = bell.wait(seconds)
            finally:
                hub.remove(listener)
            if rung:
                # The first poll of a dead connection is quiet, the second raises (rel:D7).
                self._connection.poll()
        return bool(self._connection.notifies)

    def _marks(self, sent: Iterable[int], failed: Mapping[int, str]) -> list[bytes]:
        marks = [b"execute sent ('%s')" % found] if (found := _array(sent)) != b"{}" else []
        with self._connection.cursor() as cursor:
            for error in set(failed.values()):
                # A line that broke says nothing about the event: it goes again as soon as there is a new one.
                sql = {LOST: CUT_OFF, NOT_YET_HEARD: UNHEARD}.get(error, NOT_SENT)
                ids = _array(row for row, one in failed.items() if one == error).decode()
                marks.append(cursor.mogrify(sql, {"ids": ids, "error": error, "longest": LONGEST_PAUSE_SECONDS}))
        return marks

    def _run(self, sql: str | bytes, **parameters: Any) -> list[dict[str, Any]]:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            names = [column.name for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()] if names else []


def _array(ids: Iterable[int]) -> bytes:
    return b"{%s}" % ",".join(map(str, ids)).encode()


def message_of(row: dict[str, Any], service: str) -> Outgoing:
    """The event as CloudEvents 1.0 in binary mode: attributes in headers, plain JSON facts as the body."""
    headers = {
        "ce-specversion": "1.0",
        "ce-id": row["event_id"],
        "ce-source": f"/{service}",
        "ce-type": row["type"],
        "ce-subject": row["subject"],
        "ce-time": row["time"],
        "ce-sequence": row["sequence"],
        "ce-correlationid": row["correlation_id"],
        "ce-causationid": row["causation_id"],
        "ce-traceparent": row["traceparent"],
    } | (row["headers"] or {})
    properties = {
        "application_headers": {name: value for name, value in headers.items() if value is not None},
        "content_type": "application/json",
        "delivery_mode": 2,
        "message_id": row["event_id"],
        "type": row["type"],
        "app_id": service,
    }
    # A replay has no exchange, only the one queue it goes to.
    return Outgoing(row["exchange"] or back_exchange(service), row["routing_key"], row["payload"].encode(), properties)
