"""The sessions' tables; a refresh token is kept as its SHA-256 only."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx

Ended = dict[str, Any]  # session_id, account_id, and tokens_until or None
_ENDED = "returning session_id, account_id, tokens_until"


def add_session(tx: Tx, session: dict[str, Any]) -> None:
    """Open a session: its id, account, start, end and address, and until when its first token lives, where there is one."""
    tx.run(
        """insert into sessions (session_id, account_id, started_at, last_used_at, expires_at, address, tokens_until)
           values (%(session_id)s, %(account_id)s, %(started_at)s, %(started_at)s, %(expires_at)s, %(address)s,
             %(tokens_until)s)""",
        **session,
    )


def find_bearer(tx: Tx, session_id: UUID, now: datetime) -> dict[str, Any] | None:
    """Whose open session it is and what the account may do now; None where session, account or institution ended."""
    return tx.one(
        """select a.role, a.account_id, a.institution_id, a.country, a.access, a.covers_children
           from sessions as s join accounts as a using (account_id) left join institutions as i using (institution_id)
           where s.session_id = %(id)s and s.ended_at is null and s.expires_at > %(now)s and a.status = 'active'
             and (i.status is null or i.status not in ('inactive', 'closed'))""",
        id=session_id, now=now,
    )  # fmt: skip


def note_use(tx: Tx, session_id: UUID, now: datetime, tokens_until: datetime) -> bool:
    """The session goes on now, with a token that lives so long; False where it has ended."""
    # Who ends it waits for this or comes first: the row is locked before anything is read that the token will say.
    return tx.run(
        """update sessions set last_used_at = %(now)s, tokens_until = greatest(tokens_until, %(until)s)
           where session_id = %(id)s and ended_at is null""",
        id=session_id, now=now, until=tokens_until,
    ) == 1  # fmt: skip


def lock_tokens(tx: Tx, account_ids: list[UUID], now: datetime) -> dict[UUID, datetime]:
    """Until when tokens of these accounts' open sessions live, where any does; new ones wait for this transaction."""
    rows = tx.all(
        """with held as (
             select account_id, tokens_until from sessions
             where account_id = any (%(ids)s::uuid[]) and ended_at is null order by session_id for no key update)
           select account_id, max(tokens_until) as until from held group by account_id having max(tokens_until) > %(now)s""",
        ids=[str(one) for one in account_ids], now=now,
    )  # fmt: skip
    return {row["account_id"]: row["until"] for row in rows}


def list_open_sessions(
    tx: Tx, account_id: UUID, now: datetime, after: tuple[Any, ...] | None, limit: int
) -> list[dict[str, Any]]:
    """Up to `limit` + 1 open sessions of a person's own, newest first, after a key (instant, id)."""
    started_at, session_id = after or (None, None)
    return tx.all(
        """select session_id, started_at, coalesce(last_used_at, started_at) as last_used_at, address from sessions as s
           where account_id = %(account_id)s and ended_at is null and expires_at > %(now)s
             and not exists (select from api_tokens as t where t.token_id = s.session_id)
             and (%(at)s::timestamptz is null or (started_at, session_id) < (%(at)s::timestamptz, %(id)s::uuid))
           order by started_at desc, session_id desc limit %(limit)s + 1""",
        account_id=account_id, now=now, at=started_at, id=session_id, limit=limit,
    )  # fmt: skip


def end_own_session(tx: Tx, session_id: UUID, account_id: UUID, now: datetime) -> list[Ended]:
    """End it if it is open and the account's."""
    return tx.all(
        f"""update sessions set ended_at = %(now)s
            where session_id = %(session_id)s and account_id = %(account_id)s and ended_at is null {_ENDED}""",
        session_id=session_id, account_id=account_id, now=now,
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


def end_session(tx: Tx, session_id: UUID, now: datetime) -> list[Ended]:
    """End it, if it has not ended."""
    return tx.all(
        f"update sessions set ended_at = %(now)s where session_id = %(session_id)s and ended_at is null {_ENDED}",
        session_id=session_id, now=now,
    )  # fmt: skip


def end_sessions(tx: Tx, account_ids: list[UUID], now: datetime, but: UUID | None = None) -> list[Ended]:
    """End every open session of these accounts but one."""
    return tx.all(
        f"""update sessions set ended_at = %(now)s
            where account_id = any (%(ids)s::uuid[]) and ended_at is null and session_id is distinct from %(but)s::uuid
            {_ENDED}""",
        ids=[str(one) for one in account_ids], now=now, but=but,
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
