"""The confirmations' columns of the institutions' table."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from services.registry.confirmations.domain import Cycle

_CYCLE = """confirmed_at, confirmation_due_at as due_at, missed_confirmations as missed, confirmation_step as step,
  confirmation_next_at as next_at, confirmation_nonce as nonce"""


def find_cycle(tx: Tx, institution_id: UUID) -> Cycle | None:
    """Where this very institution stands, locked for a change; None where there is no such."""
    row = tx.one(
        f"select {_CYCLE} from institutions where institution_id = %(id)s for no key update", id=institution_id
    )
    return Cycle(**row) if row else None


def save_cycle(tx: Tx, institution_id: UUID, cycle: Cycle) -> None:
    """Write where a locked institution stands."""
    tx.run(
        """update institutions set confirmed_at = %(confirmed_at)s, confirmation_due_at = %(due_at)s,
             missed_confirmations = %(missed)s, confirmation_step = %(step)s, confirmation_next_at = %(next_at)s,
             confirmation_nonce = %(nonce)s
           where institution_id = %(id)s""",
        id=institution_id, **vars(cycle),
    )  # fmt: skip


def claim_due(tx: Tx, now: datetime, limit: int) -> list[tuple[UUID, Cycle]]:
    """Up to so many institutions whose next moment has come, longest waiting first, locked."""
    rows = tx.all(
        f"""select institution_id, {_CYCLE} from institutions
            where confirmation_next_at <= %(now)s and status in ('active', 'unconfirmed')
            order by confirmation_next_at limit %(limit)s for no key update skip locked""",
        now=now, limit=limit,
    )  # fmt: skip
    return [(row.pop("institution_id"), Cycle(**row)) for row in rows]


def claim_beginners(tx: Tx, limit: int) -> list[tuple[UUID, Cycle]]:
    """Up to so many institutions that got their first account and were never asked, locked."""
    rows: list[dict[str, Any]] = tx.all(
        f"""select institution_id, {_CYCLE} from institutions
            where confirmation_step = 'off' and status in ('active', 'unconfirmed')
              and institution_id in (select a.institution_id from accounts as a where a.status = 'active')
            limit %(limit)s for no key update skip locked""",
        limit=limit,
    )
    return [(row.pop("institution_id"), Cycle(**row)) for row in rows]
