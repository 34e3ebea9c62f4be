"""The audit trail, read."""

from typing import Any

from chassis.tx import Tx


def list_entries(tx: Tx, subject: str, before: int | None, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` + 1 entries of a record, the latest first."""
    return tx.all(
        """select audit_id, happened_at, role, account_id, institution_id, action, changes from audit
           where subject = %(subject)s and (%(before)s::bigint is null or audit_id < %(before)s)
           order by audit_id desc limit %(limit)s + 1""",
        subject=subject, before=before, limit=limit,
    )  # fmt: skip
