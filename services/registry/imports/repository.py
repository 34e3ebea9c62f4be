"""What was imported of each institution, and relations that wait for their other end."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx


def list_known(tx: Tx, ror_ids: list[str]) -> dict[str, dict[str, Any]]:
    """By ROR id, the institution that holds it and what was last imported."""
    rows = tx.all(
        """select e.value as ror, e.institution_id, i.merged_into, m.digest, coalesce(m.owned, false) as owned
           from institution_external_ids as e join institutions as i using (institution_id)
             left join institution_imports as m using (institution_id)
           where e.scheme = 'ror' and e.value = any (%(ror_ids)s)""",
        ror_ids=ror_ids,
    )
    return {row["ror"]: row for row in rows}


def save_import(tx: Tx, institution_id: UUID, digest: str, owned: bool, now: datetime) -> None:
    """Remember the record last imported."""
    tx.run(
        """insert into institution_imports (institution_id, digest, owned, imported_at)
           values (%(id)s, %(digest)s, %(owned)s, %(now)s)
           on conflict (institution_id) do update set digest = excluded.digest, imported_at = excluded.imported_at""",
        id=institution_id, digest=digest, owned=owned, now=now,
    )  # fmt: skip


def save_waiting_relations(tx: Tx, institution_id: UUID, ties: list[dict[str, str]], new: bool) -> None:
    """Let these relations, each by an external id, wait for their other end, instead of those that waited."""
    if not new:
        tx.run("delete from institution_import_relations where institution_id = %(id)s", id=institution_id)
    if ties:
        tx.run(
            """insert into institution_import_relations (institution_id, kind, scheme, value)
               select %(id)s, kind, scheme, value
               from unnest(%(kinds)s::text[], %(schemes)s::text[], %(values)s::text[]) as given (kind, scheme, value)""",
            id=institution_id, kinds=[t["kind"] for t in ties], schemes=[t["scheme"] for t in ties],
            values=[t["value"] for t in ties],
        )  # fmt: skip


def list_joinable_relations(tx: Tx, touched: list[UUID]) -> list[dict[str, Any]]:
    """Waiting relations of or to these institutions whose other end is there now."""
    return tx.all(
        """select w.institution_id, w.kind, w.scheme, w.value, coalesce(i.merged_into, i.institution_id) as other_id
           from institution_import_relations as w join institution_external_ids as e using (scheme, value)
             join institutions as i on i.institution_id = e.institution_id
           where w.institution_id = any (%(ids)s::uuid[]) or e.institution_id = any (%(ids)s::uuid[])
           order by w.institution_id, w.kind, w.value""",
        ids=[str(one) for one in touched],
    )


def remove_waiting_relation(tx: Tx, tie: dict[str, Any]) -> None:
    """The relation waits no more."""
    tx.run(
        """delete from institution_import_relations
           where institution_id = %(institution_id)s and kind = %(kind)s and scheme = %(scheme)s and value = %(value)s""",
        **tie,
    )
