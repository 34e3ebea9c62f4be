"""Which institutions stand below another."""

from uuid import UUID

from chassis.tx import Tx


def is_below(tx: Tx, institution_id: UUID, top_id: UUID) -> bool:
    """Whether the institution is a child of the other, or a child of one."""
    row = tx.one(
        """with recursive above (id) as (
             select other_id from institution_relations where institution_id = %(id)s and kind = 'parent'
             union
             select r.other_id from above join institution_relations as r
               on r.institution_id = above.id and r.kind = 'parent')
           select exists (select from above where id = %(top)s) as found""",
        id=institution_id, top=top_id,
    )  # fmt: skip
    return bool(row and row["found"])
