"""The sessions' tables; a refresh token is kept as its SHA-256 only."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx


def add_session(tx: Tx, session_id: UUID, account_id: UUID, now: datetime, expires_at: datetime) -> None:
    """Open a session."""
    tx.run(
        """insert into sessions (session_id, account_id, started_at, expires_at)
           values (%(session_id)s, %(account_id)s, %(now)s, %(expires_at)s)""",
        session_id=session_id, account_id=account_id, now=now, expires_at=expires_at,
    )  # fmt: skip


def add_token(tx: Tx, session_id: UUID, token: str) -> None:
    """Let this refresh token go on with the session, once."""
    tx.run(
        "insert into session_tokens (token_hash, session_id) values (%(hash)s, %(session_id)s)",
        hash=_hash(token), session_id=session_id,
    )  # fmt: skip


def find_session(tx: Tx, token: str) -> dict[str, Any] | None:
    """The session of a refresh token, with when that token was used."""
    return tx.one(
        """select s.session_id, s.account_id, s.expires_at, s.ended_at, t.used_at
           from session_tokens as t join sessions as s using (session_id) where t.token_hash = %(hash)s""",
        hash=_hash(token),
    )


def use_token(tx: Tx, token: str, now: datetime) -> bool:
    """Use the token up; False where somebody did before, or where its session has ended meanwhile."""
    return tx.run(
        """update session_tokens as t set used_at = %(now)s from sessions as s
           where t.token_hash = %(hash)s and t.used_at is null and s.session_id = t.session_id and s.ended_at is null""",
        hash=_hash(token), now=now,
    ) == 1  # fmt: skip


def end_session(tx: Tx, session_id: UUID, now: datetime) -> None:
    """End it, if it has not ended."""
    tx.run(
        "update sessions set ended_at = %(now)s where session_id = %(session_id)s and ended_at is null",
        session_id=session_id, now=now,
    )  # fmt: skip


def end_sessions(tx: Tx, account_ids: list[UUID], now: datetime) -> int:
    """End every open session of these accounts; answers how many."""
    return tx.run(
        "update sessions set ended_at = %(now)s where account_id = any (%(ids)s::uuid[]) and ended_at is null",
        ids=[str(one) for one in account_ids], now=now,
    )  # fmt: skip


def remove_expired(tx: Tx, before: datetime) -> int:
    """Forget sessions that expired before this instant; answers how many."""
    return tx.run(
        """delete from sessions where session_id in (
             select session_id from sessions where expires_at < %(before)s limit 1000 for update skip locked)""",
        before=before,
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
