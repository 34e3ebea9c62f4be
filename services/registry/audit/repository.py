"""The audit trail, read."""

from typing import Any

from chassis.ordering import Order, orders
from chassis.tx import Tx

ORDERS = orders(None, {"-entry": ("audit_id", int), "entry": ("audit_id", int)}, own="-entry")


def list_entries(tx: Tx, subject: str, order: Order, place: dict[str, Any], limit: int) -> list[dict[str, Any]]:
    """Up to `limit` + 1 entries of a record in the order, after a place in it."""
    return tx.all(
        f"""select audit_id, audit_id as sort_key, happened_at, role, account_id, institution_id, action, changes from audit
            where subject = %(subject)s and {order.follows}
            order by {order.by} limit %(limit)s + 1""",
        subject=subject, **place, limit=limit,
    )  # fmt: skip
