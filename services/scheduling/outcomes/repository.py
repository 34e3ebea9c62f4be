"""The outcomes' table."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx


def add_outcomes(tx: Tx, activity_id: UUID, outcomes: list[dict[str, Any]]) -> None:
    """Insert the outcomes of an activity in their order."""
    for position, outcome in enumerate(outcomes):
        tx.run(
            """insert into outcomes (outcome_id, activity_id, position, kind, text, objective)
               values (%(outcome_id)s, %(activity_id)s, %(position)s, %(kind)s, %(text)s, %(objective)s)""",
            **outcome, activity_id=activity_id, position=position,
        )  # fmt: skip


def list_outcomes(tx: Tx, activity_id: UUID) -> list[dict[str, Any]]:
    """The outcomes of an activity in their order."""
    return tx.all(
        "select outcome_id, kind, text, objective from outcomes where activity_id = %(id)s order by position",
        id=activity_id,
    )
