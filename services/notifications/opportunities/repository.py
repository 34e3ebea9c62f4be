"""Who applied for which opportunity."""

from uuid import UUID

from chassis.tx import Tx


def save_interest(tx: Tx, interest_id: UUID, opportunity_id: UUID) -> None:
    """Keep that somebody applied; again is fine."""
    tx.run(
        """insert into interests (interest_id, opportunity_id) values (%(interest_id)s, %(opportunity_id)s)
           on conflict (interest_id) do nothing""",
        interest_id=interest_id, opportunity_id=opportunity_id,
    )  # fmt: skip


def list_interest_ids(tx: Tx, opportunity_id: UUID) -> list[UUID]:
    """The applications for an opportunity."""
    rows = tx.all(
        "select interest_id from interests where opportunity_id = %(id)s order by interest_id", id=opportunity_id
    )
    return [row["interest_id"] for row in rows]
