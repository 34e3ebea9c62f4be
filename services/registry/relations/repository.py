"""The relations' table: both directions are rows."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.problems import problem
from contracts.refusals import Invalid


def list_relations(tx: Tx, institution_id: UUID) -> list[dict[str, Any]]:
    """The institutions related to this one, with their names."""
    return tx.all(
        """select r.kind, r.other_id as institution_id, i.names
           from institution_relations as r join institutions as i on i.institution_id = r.other_id
           where r.institution_id = %(id)s order by r.kind, i.sort_name, r.other_id""",
        id=institution_id,
    )


def lock_relations(tx: Tx) -> None:
    """Let one transaction at a time tie institutions, so that two halves of a cycle cannot slip in together."""
    tx.run("select pg_advisory_xact_lock(hashtext('institution_relations'))")


def add_relation(tx: Tx, institution_id: UUID, kind: str, other_id: UUID, inverse: str) -> int:
    """Tie the two both ways; answers 0 where they were already; refuses an institution we do not know."""
    unknown = Invalid([problem("relations", "unknown_institution", f"No such institution: {other_id}.")])
    with tx.refusing("institution_relations_other_known", unknown):
        return tx.run(
            """insert into institution_relations (institution_id, kind, other_id)
               values (%(one)s, %(kind)s, %(other)s), (%(other)s, %(inverse)s, %(one)s) on conflict do nothing""",
            one=institution_id, kind=kind, other=other_id, inverse=inverse,
        )  # fmt: skip


def remove_relation(tx: Tx, institution_id: UUID, kind: str, other_id: UUID, inverse: str) -> None:
    """Untie the two both ways."""
    tx.run(
        """delete from institution_relations
           where (institution_id, kind, other_id) in ((%(one)s, %(kind)s, %(other)s), (%(other)s, %(inverse)s, %(one)s))""",
        one=institution_id, kind=kind, other=other_id, inverse=inverse,
    )  # fmt: skip


def add_relations(tx: Tx, rows: Sequence[tuple[UUID, str, UUID]]) -> None:
    """Store relations between institutions that are there; those that stand already stay."""
    tx.run(
        """insert into institution_relations (institution_id, kind, other_id)
           select * from unnest(%(ones)s::uuid[], %(kinds)s::text[], %(others)s::uuid[]) on conflict do nothing""",
        ones=[str(one) for one, _, _ in rows], kinds=[kind for _, kind, _ in rows],
        others=[str(other) for _, _, other in rows],
    )  # fmt: skip


def is_one_its_own(tx: Tx, kind: str, institution_ids: Sequence[UUID]) -> bool:
    """Whether following relations of this kind from any of the institutions leads back to it."""
    row = tx.one(
        """with recursive above (start, id) as (
             select institution_id, other_id from institution_relations
             where institution_id = any (%(ids)s::uuid[]) and kind = %(kind)s
             union
             select a.start, r.other_id from above as a
               join institution_relations as r on r.institution_id = a.id and r.kind = %(kind)s)
           select exists (select from above where id = start) as found""",
        ids=[str(one) for one in institution_ids], kind=kind,
    )  # fmt: skip
    return bool(row and row["found"])
