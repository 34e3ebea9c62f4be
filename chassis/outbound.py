"""The relay's side of the outbox: its lock, its rows, and the messages they become."""

from typing import Any

import psycopg2
from eventlet.hubs import trampoline

from chassis import outbox
from chassis.pool import CONNECT_SECONDS, within
from chassis.publisher import LOST, Outgoing
from chassis.topology import back_exchange

# A mark that a crash forgets costs only a repetition, so no mark waits for the disk.
SESSION = "-c statement_timeout=15000 -c timezone=UTC -c synchronous_commit=off"
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
# A row that failed holds back the later ones of its aggregate, so that their order is kept. Those rows are found once and
# not again for every row: with figures from before a backlog the planner would choose to (4 s for 500 of 10,000 rows).
UNSENT = f"""
with held as materialized (
  select aggregate, min(id) as id from outbox where sent_at is null and attempts > 0 group by aggregate)
{ROW}
where sent_at is null and next_at <= now() and not exists (
  select 1 from held where held.aggregate = outbox.aggregate and held.id < outbox.id)
order by id limit %(limit)s
"""
SENT = "update outbox set sent_at = now(), last_error = null where id = any(%(ids)s)"
# Without an attempt counted it does not hold back its aggregate: where it is not heard, order cannot suffer.
UNHEARD = """
update outbox set last_error = %(error)s,
  next_at = now() + least(greatest((now() - created_at) / 2, interval '0.5 second'), interval '5 seconds')
where id = any(%(ids)s)
"""
CUT_OFF = "update outbox set last_error = %(error)s where id = any(%(ids)s)"
NOT_SENT = """
update outbox set attempts = attempts + 1, last_error = %(error)s,
  next_at = now() + least(power(2, attempts) * 0.25, %(longest)s) * (0.8 + 0.4 * random()) * interval '1 second'
where id = any(%(ids)s)
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
            self._run(f"listen {outbox.CHANNEL}")
        return self.leading

    def unsent(self, limit: int) -> list[dict[str, Any]]:
        """The rows that may leave now, in order."""
        self._connection.notifies.clear()
        return self._run(UNSENT, limit=limit)

    def mark(self, sent: list[int], failed: dict[int, str]) -> None:
        """Mark the confirmed rows sent; put off the others with what happened to them."""
        if sent:
            self._run(SENT, ids=sent)
        for error in set(failed.values()):
            ids = [row for row, one in failed.items() if one == error]
            # A line that broke says nothing about the event: it goes again as soon as there is a new one.
            self._run(
                {LOST: CUT_OFF, NOT_YET_HEARD: UNHEARD}.get(error, NOT_SENT),
                ids=ids,
                error=error,
                longest=LONGEST_PAUSE_SECONDS,
            )

    def wait(self, seconds: float) -> None:
        """Until a hint that a transaction wrote to the outbox, at most so long."""
        if self._connection.notifies:
            return
        try:
            trampoline(self._connection.fileno(), read=True, timeout=seconds, timeout_exc=TimeoutError)
        except TimeoutError:
            return
        # The first poll of a dead connection is quiet, the second raises (rel:D7).
        self._connection.poll()

    def _run(self, sql: str, **parameters: Any) -> list[dict[str, Any]]:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            names = [column.name for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()] if names else []


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
