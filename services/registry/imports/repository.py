"""What registries elsewhere last said of institutions, and the relations they assert."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Json, Tx

Tie = dict[str, Any]
# Longer than for other locks: a turn of another import is hundreds of records; three tries end before the caller gives up.
PATIENCE_SECONDS = 8
# Who holds the other record's id of a relation `r`, or what that was merged into.
_OTHER = """(select coalesce(merged_into, institution_id) from institutions where institution_id =
  (select institution_id from institution_external_ids where scheme = 'ror' and value = r.other_value))"""


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
    # The limits, here and below the selects for one row, keep the planner from reading whole tables for some hundred ids
    # when it takes those for empty: statistics are made between imports, not during them.
    rows = tx.all(
        """select v.ror, i.institution_id, i.merged_into, s.digest, coalesce(s.owned, false) as owned
           from unnest(%(ror_ids)s::text[]) as v (ror)
             left join lateral (
               select institution_id, digest, owned from institution_sources where scheme = 'ror' and value = v.ror limit 1
             ) as s on true
             left join lateral (
               select institution_id from institution_external_ids where scheme = 'ror' and value = v.ror limit 1
             ) as e on true
             cross join lateral (
               select institution_id, merged_into from institutions
               where institution_id = coalesce(s.institution_id, e.institution_id) limit 1) as i""",
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
        f"""with asked as (
              select value, kind, other_value from institution_source_relations
              where scheme = 'ror' and not tied and value = any (%(ids)s)
              union
              select value, kind, other_value from institution_source_relations
              where scheme = 'ror' and not tied and other_value = any (%(ids)s)),
            ends as (
              select r.*, (select coalesce(merged_into, institution_id) from institutions where institution_id =
                  (select institution_id from institution_sources where scheme = 'ror' and value = r.value)) as institution_id,
                {_OTHER} as other_id
              from asked as r)
            select * from ends where institution_id is not null and other_id is not null order by value, kind, other_value""",
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
        f"""with asked as (
              select value, other_value from institution_source_relations
              where scheme = 'ror' and kind = 'successor' and value = any (%(ids)s)
              union
              select value, other_value from institution_source_relations
              where scheme = 'ror' and kind = 'successor' and other_value = any (%(ids)s)),
            ends as (
              select r.value, (select institution_id from institutions where status = %(ended)s and institution_id =
                  (select institution_id from institution_sources
                   where scheme = 'ror' and value = r.value and owned and facts ->> 'status' = %(ended)s)) as institution_id,
                {_OTHER} as into_id
              from asked as r
              where (select count(*) from institution_source_relations as n
                     where n.scheme = 'ror' and n.value = r.value and n.kind = 'successor') = 1)
            select * from ends where institution_id <> into_id order by value""",
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


def add_claim(tx: Tx, one: dict[str, str], ror_id: str) -> None:
    """Remember that this record asserts an external id that others assert or hold."""
    tx.post(
        """insert into institution_id_claims (scheme, value, claimant) values (%(scheme)s, %(value)s, %(ror)s)
           on conflict do nothing""",
        **one, ror=ror_id,
    )  # fmt: skip


def list_disputed(tx: Tx, ids: list[dict[str, str]]) -> list[dict[str, str]]:
    """Those of the external ids of which somebody noted that several assert them."""
    return tx.all(
        """select distinct c.scheme, c.value
           from unnest(%(schemes)s::text[], %(values)s::text[]) as v (scheme, value) cross join lateral (
             select scheme, value from institution_id_claims where (scheme, value) = (v.scheme, v.value) limit 1) as c
           order by c.scheme, c.value""",
        schemes=[one["scheme"] for one in ids], values=[one["value"] for one in ids],
    )  # fmt: skip


def list_claims(tx: Tx, one: dict[str, str], holder: UUID | None) -> list[dict[str, Any]]:
    """The records that assert the external id as they were last imported, of those that dispute it and of its holder's."""
    return tx.all(
        """with named as (
             select claimant as value from institution_id_claims where scheme = %(scheme)s and value = %(value)s
             union
             select value from institution_sources where scheme = 'ror' and institution_id = any (array(
               select institution_id from institutions where institution_id = %(holder)s or merged_into = %(holder)s)))
           select s.value, s.facts ->> 'status' as status,
             (select coalesce(merged_into, institution_id) from institutions where institution_id = s.institution_id) as institution_id
           from named as n cross join lateral (
             select * from institution_sources where scheme = 'ror' and value = n.value limit 1) as s
           where s.facts @> %(claim)s""",
        **one, holder=holder, claim=Json({"external_ids": [one]}),
    )  # fmt: skip


def find_holder(tx: Tx, one: dict[str, str]) -> UUID | None:
    """The institution that holds this external id."""
    row = tx.one(
        "select institution_id from institution_external_ids where scheme = %(scheme)s and value = %(value)s", **one
    )
    return row["institution_id"] if row else None
