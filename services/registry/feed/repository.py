"""Records in the order of their last changes."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx

Place = tuple[int, UUID]

# A transaction that began earlier may still commit a change before those we see: nothing is shown until all earlier ended.
_ENDED = "(changed_xid, {id}) > (%(xid)s::text::xid8, %(id)s) and changed_xid < pg_snapshot_xmin(pg_current_snapshot())"


def list_institutions(tx: Tx, after: Place, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` + 1 institutions changed after this place, whatever their status, with their external ids."""
    return tx.all(
        f"""select i.*, i.changed_xid::text as place,
              (select coalesce(jsonb_agg(jsonb_build_object('scheme', e.scheme, 'value', e.value) order by e.position), '[]')
               from institution_external_ids as e where e.institution_id = i.institution_id) as external_ids
            from institutions as i where {_ENDED.format(id="institution_id")}
            order by i.changed_xid, institution_id limit %(limit)s + 1""",
        xid=str(after[0]), id=after[1], limit=limit,
    )  # fmt: skip


def list_opportunities(tx: Tx, after: Place, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` + 1 ids and statuses of opportunities changed after this place."""
    return tx.all(
        f"""select opportunity_id, status, published_at, changed_xid::text as place from opportunities
            where {_ENDED.format(id="opportunity_id")}
            order by opportunities.changed_xid, opportunity_id limit %(limit)s + 1""",
        xid=str(after[0]), id=after[1], limit=limit,
    )  # fmt: skip
