"""The outbox as history: read on after a cursor, and nothing is left out however late its transaction committed."""

import re
from typing import Any

from chassis.tx import Tx
from contracts.problems import problem
from contracts.refusals import Gone, Invalid

SCANNED_AT_ONCE = 1000
START = (0, 0)

Cursor = tuple[int, int]

# A transaction that began earlier may still commit rows before those we see: nothing is shown until all earlier ones ended.
AHEAD = """
select xid::text as xid, id, exchange = %(exchange)s and (%(types)s::text[] = '{}' or routing_key = any(%(types)s)) as wanted
from outbox
where (xid, id) > (%(xid)s::text::xid8, %(id)s) and xid < pg_snapshot_xmin(pg_current_snapshot())
order by outbox.xid, id limit %(most)s
"""
EVENTS = """
select event_id, type, subject, created_at, sequence, correlation_id, causation_id, payload
from outbox where id = any(%(ids)s) order by xid, id
"""


def read(
    tx: Tx, service: str, cursor: str | None = None, types: list[str] | None = None, limit: int = 100
) -> dict[str, Any]:
    """Public events after the cursor as `HistoryView`; refuses `Invalid` (a cursor we did not give) and `Gone`."""
    after = position(cursor)
    if after != START and after < _forgotten(tx):
        raise Gone("Events after this cursor are not kept any more; read the lists, then the history without a cursor.")
    ahead = tx.all(
        AHEAD, exchange=f"{service}.events", types=types or [], xid=str(after[0]), id=after[1],
        most=max(SCANNED_AT_ONCE, limit),
    )  # fmt: skip
    wanted = [row for row in ahead if row["wanted"]][:limit]
    full = len(wanted) == limit
    last = (wanted if full else ahead)[-1:]
    found = tx.all(EVENTS, ids=[row["id"] for row in wanted])
    return {
        "items": [_as_cloud_event(row, service) for row in found],
        "next": f"{last[0]['xid']}.{last[0]['id']}" if last else f"{after[0]}.{after[1]}",
        "more": full or len(ahead) >= max(SCANNED_AT_ONCE, limit),
    }


def position(cursor: str | None) -> Cursor:
    """The place in the history that a cursor means, its start without one; refuses `Invalid`."""
    if cursor is None:
        return START
    said = re.fullmatch(r"([0-9]{1,20})\.([0-9]{1,19})", cursor)
    found = (int(said[1]), int(said[2])) if said else None
    if found is None or found[0] >= 2**64 or found[1] >= 2**63:
        raise Invalid([problem("cursor", "bad_cursor", "Not a cursor that this list gave.")])
    return found


def lag(tx: Tx) -> float:
    """Seconds that the oldest committed event has been held back by a transaction that does not end (rel:D8)."""
    row = tx.one(
        """select extract(epoch from clock_timestamp() - created_at)::float8 as seconds from outbox
           where xid >= pg_snapshot_xmin(pg_current_snapshot()) order by xid, id limit 1"""
    )
    return round(max(row["seconds"], 0.0), 3) if row else 0.0


def _forgotten(tx: Tx) -> Cursor:
    row = tx.one("select xid::text as xid, id from forgotten")
    return (int(row["xid"]), row["id"]) if row else START


def _as_cloud_event(row: dict[str, Any], service: str) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": row["event_id"],
        "source": f"/{service}",
        "type": row["type"],
        "subject": row["subject"],
        "time": row["created_at"],
        "sequence": str(row["sequence"]),
        "datacontenttype": "application/json",
        "correlationid": row["correlation_id"],
        "causationid": row["causation_id"],
        "data": row["payload"],
    }
