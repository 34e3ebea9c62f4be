"""The answer to a write is stored with it under (principal, key), so that asking twice acts once."""

import hashlib
import hmac
import json
from typing import Any

from psycopg2.errors import LockNotAvailable

from chassis.tx import Json, Tx
from contracts.refusals import KeyReused, StillRunning

PATIENCE_SECONDS = 3  # for the first of two at once; less than callers wait


def hash_of(method: str, request: dict[str, Any], secret: str) -> str:
    """The same for the same request in plain JSON data, whatever the order of its fields."""
    # Keyed, because a request may hold a password that a bare hash would let one guess.
    text = f"{method} {json.dumps(request, sort_keys=True, default=str)}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def remembered(tx: Tx, principal: str, key: str, request_hash: str) -> Any | None:
    """The stored answer, or None and the key is this transaction's now; refuses `KeyReused` for another request.

    Of two at once the second waits until the first commits or rolls back; refuses `StillRunning` when that takes long.
    """
    tx.post(f"set local lock_timeout = '{PATIENCE_SECONDS}s'")
    try:
        taken = tx.run(
            """insert into idempotency (principal, key, request_hash) values (%(principal)s, %(key)s, %(request_hash)s)
               on conflict do nothing""",
            principal=principal, key=key, request_hash=request_hash,
        )  # fmt: skip
    except LockNotAvailable:
        raise StillRunning(retry_after=PATIENCE_SECONDS) from None
    tx.post("set local lock_timeout to default")
    return None if taken else recalled(tx, principal, key, request_hash)


def recalled(tx: Tx, principal: str, key: str, request_hash: str) -> Any | None:
    """The stored answer, or None, and the key stays free; refuses `KeyReused` for another request."""
    row = tx.one(
        "select request_hash, answer from idempotency where principal = %(principal)s and key = %(key)s",
        principal=principal, key=key,
    )  # fmt: skip
    if row is not None and row["request_hash"] != request_hash:
        raise KeyReused
    return row["answer"] if row else None


def remember(tx: Tx, principal: str, key: str, answer: Any) -> None:
    """Store the answer for the key that `remembered` took in this transaction."""
    tx.run(
        "update idempotency set answer = %(answer)s where principal = %(principal)s and key = %(key)s",
        principal=principal, key=key, answer=Json(answer),
    )  # fmt: skip


def forget(tx: Tx, days: int = 7) -> int:
    """Drop up to 1,000 answers older than so many days; answers how many."""
    return tx.run(
        """delete from idempotency where ctid = any(array(select ctid from idempotency
             where created_at < now() - %(days)s * interval '1 day' limit 1000 for update skip locked))""",
        days=days,
    )  # fmt: skip
