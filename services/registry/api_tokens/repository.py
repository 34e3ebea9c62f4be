"""The API tokens' table; a token is kept as its SHA-256 only, its life is that of the session with its id."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx

_CARD = """t.token_id, t.account_id, t.name, t.scopes, t.used_at as last_used_at, s.started_at as created_at, s.expires_at,
  s.ended_at from api_tokens as t join sessions as s on s.session_id = t.token_id"""


def add_token(tx: Tx, token: dict[str, Any], text: str) -> None:
    """Keep a token whose session is open."""
    tx.run(
        """insert into api_tokens (token_id, account_id, name, scopes, token_hash)
           values (%(token_id)s, %(account_id)s, %(name)s, %(scopes)s, %(hash)s)""",
        **{**token, "hash": _hash(text)},
    )


def count_open(tx: Tx, account_id: UUID, now: datetime) -> int:
    """How many of the account's tokens work, with the account locked so that two new ones come in turn."""
    tx.one("select from accounts where account_id = %(id)s for update", id=account_id)
    row = tx.one(
        """select count(*) as n from api_tokens as t join sessions as s on s.session_id = t.token_id
           where t.account_id = %(id)s and s.ended_at is null and s.expires_at > %(now)s""",
        id=account_id, now=now,
    )  # fmt: skip
    assert row is not None
    return row["n"]


def find_by_text(tx: Tx, text: str) -> dict[str, Any] | None:
    """The token that reads so, open or not."""
    return tx.one(f"select {_CARD} where t.token_hash = %(hash)s", hash=_hash(text))


def find_token(tx: Tx, token_id: UUID, account_id: UUID) -> dict[str, Any] | None:
    """The account's token, or None."""
    return tx.one(
        f"select {_CARD} where t.token_id = %(id)s and t.account_id = %(account_id)s",
        id=token_id,
        account_id=account_id,
    )


def list_tokens(tx: Tx, account_id: UUID, after: tuple[Any, ...] | None, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` + 1 tokens of the account, newest first, after a key (instant, id)."""
    created_at, token_id = after or (None, None)
    return tx.all(
        f"""select {_CARD}
            where t.account_id = %(account_id)s
              and (%(at)s::timestamptz is null or (s.started_at, t.token_id) < (%(at)s::timestamptz, %(id)s::uuid))
            order by s.started_at desc, t.token_id desc limit %(limit)s + 1""",
        account_id=account_id, at=created_at, id=token_id, limit=limit,
    )  # fmt: skip


def note_use(tx: Tx, token_id: UUID, now: datetime) -> None:
    """It was used now."""
    tx.run("update api_tokens set used_at = %(now)s where token_id = %(id)s", id=token_id, now=now)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
