"""What an officer reads of a record's history."""

from typing import Any

from chassis.tx import Tx
from services.registry.audit import repository


def list_audit(
    tx: Tx, kind: str, subject_id: str, cursor: str | None, limit: int, sort: str = "-entry"
) -> dict[str, Any]:
    """A page of what was done to the record in the order asked for: who, when, each field's old and new value."""
    order = repository.ORDERS[sort]
    found = order.page(repository.list_entries(tx, f"{kind}/{subject_id}", order, order.place(cursor), limit), limit)
    return {**found, "items": [_shown(row) for row in found["items"]]}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    said = dict(row["changes"])
    changes = said.pop("old_new", None) or {}
    return {
        "entry": row["audit_id"], "at": row["happened_at"], "action": row["action"], "changes": changes, "notes": said,
        "actor": {name: row[name] for name in ("role", "account_id", "institution_id")},
    }  # fmt: skip
