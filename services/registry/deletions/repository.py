"""What would hang on a deleted institution."""

from uuid import UUID

from chassis.tx import Tx

# What hangs on an institution, by its public name; drafts and disabled accounts do not count.
_HANGING = {
    "account": "select from accounts where institution_id = %(id)s and status <> 'disabled'",
    "merged": "select from institutions where merged_into = %(id)s",
    "opportunity": "select from opportunities where institution_id = %(id)s and status not in ('draft', 'withdrawn')",
    "person": "select from people where institution_id = %(id)s",
    "project": "select from project_parties where institution_id = %(id)s",
    "source": "select from institution_sources where institution_id = %(id)s",
}


def list_hanging(tx: Tx, institution_id: UUID) -> list[str]:
    """What hangs on the institution, in the order of its names."""
    asked = ", ".join(f"exists ({found}) as {name}" for name, found in _HANGING.items())
    row = tx.one(f"select {asked}", id=institution_id) or {}
    return [name for name in _HANGING if row[name]]
