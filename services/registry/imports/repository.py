"""What registries elsewhere last said of institutions, and the relations they assert."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Json, Tx

Tie = dict[str, Any]
# Longer than for other locks: a turn of another import is hundreds of records; three tries end before the caller gives up.
PATIENCE_SECONDS = 8


def lock_imports(tx: Tx, alone: bool) -> None:
    """Let imports that only enter what is new write beside each other, any other `alone`: two would take slugs and ids crosswise."""
    _lock(tx, "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared", "institution_sources")


def lock_relations(tx: Tx) -> None:
    """Let one import at a time tie institutions, each seeing what the one before has entered: nobody else would tie the two."""
    _lock(tx, "pg_advisory_xact_lock", "institution_source_relations")


def _lock(tx: Tx, function: str, name: str) -> None:
    tx.post(f"set local lock_timeout = '{PATIENCE_SECONDS}s'")
    tx.run(f"select {function}(hashtext(%(name)s))", name=name)
    tx.post("set local lock_timeout to default")


def list_known(tx: Tx, ror_ids: list[str]) -> dict[str, dict[str, Any]]:
    """By ROR id, the institution that came from it or holds it, and the fingerprint of what was last imported."""
    # The limits keep the planner from reading whole tables for the sake of some hundred ids.
    rows = tx.all(
        """select v.ror, i.institution_id, i.merged_into, s.digest, coalesce(s.owned, false) as owned
           from unnest(%(ror_ids)s::text[]) as v (ror)
             left join lateral (
               select institution_id, digest, owned from institution_sources where scheme = 'ror' and value = v.ror limit 1
             ) as s on true
             left join lateral (
               select institution_id from institution_external_ids where scheme = 'ror' and value = v.ror limit 1
             ) as e on true
             join institutions as i on i.institution_id = coalesce(s.institution_id, e.institution_id)""",
        ror_ids=ror_ids,
    )
    return {row["ror"]: row for row in rows}


def find_source(tx: Tx, ror_id: str) -> dict[str, Any]:
    """The facts last imported, when they were changed there, and the relations asserted; empty where there were none."""
    found = tx.one(
        """select facts, modified, (select coalesce(jsonb_agg(jsonb_build_array(kind, other_value)), '[]')
             from institution_source_relations as r where r.scheme = s.scheme and r.value = s.value) as ties
           from institution_sources as s where scheme = 'ror' and value = %(ror)s""",
        ror=ror_id,
    )
    return found or {"facts": None, "modified": None, "ties": []}


def add_sources(tx: Tx, sources: list[dict[str, Any]], now: datetime) -> None:
    """Remember the records just added, with the relations they assert (`ties`)."""
    tx.post(
        """insert into institution_sources (scheme, value, institution_id, digest, facts, modified, owned, imported_at)
           select 'ror', value, institution_id, digest, facts, modified, true, %(now)s
           from jsonb_to_recordset(%(rows)s) as r (value text, institution_id uuid, digest text, facts jsonb, modified date)""",
        rows=Json([{key: value for key, value in one.items() if key != "ties"} for one in sources]), now=now,
    )  # fmt: skip
    _add_ties(tx, [(one["value"], kind, other) for one in sources for kind, other in one["ties"]])


def save_source(tx: Tx, source: dict[str, Any], owned: bool, now: datetime) -> None:
    """Remember a record imported again, and let its relations be those it asserts now."""
    tx.post(
        """insert into institution_sources (scheme, value, institution_id, digest, facts, modified, owned, imported_at)
           values ('ror', %(value)s, %(institution_id)s, %(digest)s, %(facts)s, %(modified)s, %(owned)s, %(now)s)
           on conflict (scheme, value) do update set digest = excluded.digest, facts = excluded.facts,
             modified = excluded.modified, imported_at = excluded.imported_at""",
        owned=owned, now=now, **{key: value for key, value in source.items() if key != "ties"},
    )  # fmt: skip
    _add_ties(tx, [(source["value"], kind, other) for kind, other in source["ties"]])


def _add_ties(tx: Tx, ties: list[tuple[str, str, str]]) -> None:
    if ties:
        values, kinds, others = (list(column) for column in zip(*sorted(ties), strict=True))
        tx.post(
            """insert into institution_source_relations (scheme, value, kind, other_value)
               select 'ror', * from unnest(%(values)s::text[], %(kinds)s::text[], %(others)s::text[])
               on conflict do nothing""",
            values=values, kinds=kinds, others=others,
        )  # fmt: skip


def remove_tie(tx: Tx, ror_id: str, kind: str, other: str, inverse: str) -> dict[str, Any] | None:
    """Forget an assertion; answers the two institutions where nobody asserts it any more and they stand tied by it."""
    gone = tx.one(
        """delete from institution_source_relations
           where scheme = 'ror' and value = %(ror)s and kind = %(kind)s and other_value = %(other)s returning tied""",
        ror=ror_id, kind=kind, other=other,
    )  # fmt: skip
    if not gone or not gone["tied"]:
        return None
    return tx.one(
        """select coalesce(a.merged_into, a.institution_id) as institution_id,
             coalesce(b.merged_into, b.institution_id) as other_id
           from institution_sources as s join institutions as a using (institution_id),
             institution_external_ids as e join institutions as b on b.institution_id = e.institution_id
           where s.scheme = 'ror' and s.value = %(ror)s and e.scheme = 'ror' and e.value = %(other)s
             and not exists (select from institution_source_relations
               where scheme = 'ror' and value = %(other)s and kind = %(inverse)s and other_value = %(ror)s)""",
        ror=ror_id, other=other, inverse=inverse,
    )  # fmt: skip


def list_joinable_ties(tx: Tx, ror_ids: list[str]) -> list[Tie]:
    """Asserted relations of or to these records that are not tied and whose two ends are there now."""
    return tx.all(
        """select r.value, r.kind, r.other_value, coalesce(a.merged_into, a.institution_id) as institution_id,
             coalesce(b.merged_into, b.institution_id) as other_id
           from institution_source_relations as r
             join institution_sources as s on s.scheme = r.scheme and s.value = r.value
             join institutions as a on a.institution_id = s.institution_id
             join institution_external_ids as e on e.scheme = r.scheme and e.value = r.other_value
             join institutions as b on b.institution_id = e.institution_id
           where r.scheme = 'ror' and not r.tied
             and (r.value = any (%(ids)s) or r.other_value = any (%(ids)s))
           order by r.value, r.kind, r.other_value""",
        ids=ror_ids,
    )


def mark_tied(tx: Tx, ties: list[Tie]) -> None:
    """The relations stand now."""
    tx.run(
        """update institution_source_relations as r set tied = true
           from unnest(%(values)s::text[], %(kinds)s::text[], %(others)s::text[]) as t (value, kind, other_value)
           where r.scheme = 'ror' and (r.value, r.kind, r.other_value) = (t.value, t.kind, t.other_value)""",
        values=[tie["value"] for tie in ties], kinds=[tie["kind"] for tie in ties],
        others=[tie["other_value"] for tie in ties],
    )  # fmt: skip


def list_superseded(tx: Tx, ror_ids: list[str], ended: str) -> list[dict[str, Any]]:
    """Closed institutions whose record was withdrawn for one successor that is there, of or to these records."""
    return tx.all(
        """select s.value, i.institution_id, coalesce(b.merged_into, b.institution_id) as into_id
           from institution_sources as s join institutions as i using (institution_id)
             join institution_source_relations as r on r.scheme = s.scheme and r.value = s.value and r.kind = 'successor'
             join institution_external_ids as e on e.scheme = r.scheme and e.value = r.other_value
             join institutions as b on b.institution_id = e.institution_id
           where s.scheme = 'ror' and s.owned and s.facts ->> 'status' = %(ended)s and i.status = %(ended)s
             and coalesce(b.merged_into, b.institution_id) <> i.institution_id
             and (r.value = any (%(ids)s) or r.other_value = any (%(ids)s))
             and (select count(*) from institution_source_relations as n
                  where n.scheme = s.scheme and n.value = s.value and n.kind = 'successor') = 1
           order by s.value""",
        ids=ror_ids, ended=ended,
    )  # fmt: skip


def find_institution_of(tx: Tx, ror_id: str) -> UUID | None:
    """The institution that holds this ROR id, or the one it was merged into."""
    row = tx.one(
        """select coalesce(i.merged_into, i.institution_id) as institution_id
           from institution_external_ids as e join institutions as i using (institution_id)
           where e.scheme = 'ror' and e.value = %(ror)s""",
        ror=ror_id,
    )
    return row["institution_id"] if row else None
