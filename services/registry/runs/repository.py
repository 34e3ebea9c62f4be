"""The parts of an institution's runs; reads only."""

from datetime import date
from typing import Any
from uuid import UUID

from chassis.tx import Tx


def list_modules(tx: Tx, institution_id: UUID, after: tuple[date, str] | None, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` + 1 different parts after a key (latest start, fingerprint), those of the latest runs first."""
    last_start, fingerprint = after or (None, None)
    return tx.all(
        """with different as (
             select module, md5(module::text) as fingerprint, count(distinct opportunity_id)::int as uses,
               max(start_date) as last_start
             from opportunities, jsonb_array_elements(modules) as module
             where institution_id = %(id)s and status <> 'withdrawn' and deleted_at is null group by module)
           select module -> 'title' as title, (module ->> 'hours')::int as hours, uses, last_start, fingerprint from different
           where %(last_start)s::date is null or last_start < %(last_start)s
             or (last_start = %(last_start)s and fingerprint > %(fingerprint)s)
           order by last_start desc, fingerprint limit %(limit)s + 1""",
        id=institution_id, last_start=last_start, fingerprint=fingerprint, limit=limit,
    )  # fmt: skip
