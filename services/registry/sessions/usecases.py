"""What is done with sessions."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Actor, Tx
from contracts import paging
from contracts.refusals import Unauthenticated
from contracts.registry.credentials import AccountRightsChanged, SessionsEnded
from services.registry.sessions import domain, repository

AT_ONCE = 1000  # ids in one event


@dataclass(frozen=True)
class New:
    """A session about to begin: its id, what continues it, where it comes from, and until when its first token lives."""

    session_id: UUID
    refresh_token: str
    address: str | None = None
    tokens_until: datetime | None = None


def open_session(tx: Tx, account_id: UUID, new: New, *, now: datetime) -> None:
    """Begin a session that its refresh token continues."""
    session = {"session_id": new.session_id, "account_id": account_id, "started_at": now, "address": new.address}
    repository.add_session(tx, {**session, "expires_at": now + domain.LASTS, "tokens_until": new.tokens_until})
    repository.add_token(tx, new.session_id, new.refresh_token)


def open_for_program(tx: Tx, account_id: UUID, token_id: UUID, *, now: datetime, expires_at: datetime) -> None:
    """Begin the session of an API token under the token's own id; only the token itself continues it."""
    session = {"session_id": token_id, "account_id": account_id, "started_at": now, "address": None}
    repository.add_session(tx, {**session, "expires_at": expires_at, "tokens_until": None})


def admit(tx: Tx, actor: Actor, *, now: datetime) -> Actor:
    """The bearer of a token with what the account may do now; refuses `Unauthenticated` once session or account ended."""
    assert actor.session_id is not None
    known = repository.find_bearer(tx, actor.session_id, now)
    if known is None or known["account_id"] != actor.account_id or known["role"] != actor.role:
        raise Unauthenticated("The session has ended; sign in again.")
    return replace(
        actor, institution_id=known["institution_id"], country=known["country"], covers_children=known["covers_children"],
        access=known["access"] or actor.access,
    )  # fmt: skip


def note_use(tx: Tx, session_id: UUID, *, now: datetime, until: datetime) -> None:
    """The session goes on now with a token that lives until then; refuses `Unauthenticated` where it has ended."""
    if not repository.note_use(tx, session_id, now, until):
        raise Unauthenticated("The session has ended; sign in again.")


def list_own_sessions(tx: Tx, request: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """A page of the actor's open sessions, newest first, with which is this one."""
    key, limit = paging.key_of(request["cursor"], datetime, UUID), request["limit"]
    rows = repository.list_open_sessions(tx, _own(tx), now, key, limit)
    found = paging.page(rows, limit, "started_at", "session_id")
    current = tx.actor.session_id
    return {**found, "items": [{**row, "current": row["session_id"] == current} for row in found["items"]]}


def end_own_session(tx: Tx, session_id: UUID, *, now: datetime) -> None:
    """End one of the actor's sessions; again, or one of somebody else, changes nothing."""
    account_id = _own(tx)
    ended = repository.end_own_session(tx, session_id, account_id, now)
    if ended:
        tx.audit("end_session", f"account/{account_id}", session_id=session_id)
        _tell(tx, account_id, ended, now)


def _own(tx: Tx) -> UUID:
    if tx.actor.account_id is None:
        raise Unauthenticated
    return tx.actor.account_id


def find_reused(tx: Tx, token: str, *, now: datetime) -> dict[str, Any] | None:
    """The open session of a refresh token that was used before: somebody has a copy."""
    session = repository.find_session(tx, token)
    return session if session and session["used_at"] and domain.is_open(session, now) else None


def continue_session(tx: Tx, token: str, new_token: str, *, now: datetime, until: datetime) -> dict[str, Any]:
    """Use the token up for a new one and answer the session with its account; refuses `Unauthenticated`."""
    session = repository.find_session(tx, token)
    if session is None or not domain.is_open(session, now) or not repository.use_token(tx, token, now):
        raise Unauthenticated("The session has ended; sign in again.")
    repository.add_token(tx, session["session_id"], new_token)
    note_use(tx, session["session_id"], now=now, until=until)
    return session


def end_session(tx: Tx, session_id: UUID, *, now: datetime) -> None:
    """End one session."""
    for ended in repository.end_session(tx, session_id, now):
        _tell(tx, ended["account_id"], [ended], now)


def sign_out(tx: Tx, token: str, *, now: datetime) -> None:
    """End the session of a refresh token; again, or with a token nobody knows, is fine."""
    session = repository.find_session(tx, token)
    if session:
        end_session(tx, session["session_id"], now=now)


def end_sessions(tx: Tx, account_id: UUID, *, now: datetime, but: UUID | None = None) -> int:
    """End every session of an account, those of its API tokens too, but one; answers how many."""
    ended = repository.end_sessions(tx, [account_id], now, but)
    _tell(tx, account_id, ended, now)
    return len(ended)


def end_sessions_of_institution(tx: Tx, institution_id: UUID, account_ids: list[UUID], *, now: datetime) -> int:
    """End every session of these accounts, which are the institution's; answers how many."""
    ended = repository.end_sessions(tx, account_ids, now)
    _tell(tx, institution_id, ended, now)
    return len(ended)


def tell_rights(tx: Tx, accounts: list[dict[str, Any]], *, now: datetime) -> None:
    """Have other services know what these accounts may do from now on, where a token that says otherwise is alive."""
    alive = repository.lock_tokens(tx, [account["account_id"] for account in accounts], now)
    for account in accounts:
        until = alive.get(account["account_id"])
        if until:
            tx.emit(AccountRightsChanged, {**account, "changed_at": now, "until": until})


def _tell(tx: Tx, whose: UUID, ended: list[dict[str, Any]], now: datetime) -> None:
    """Have other services know, where a token of them is alive."""
    alive = [session for session in ended if session["tokens_until"] and session["tokens_until"] > now]
    for start in range(0, len(alive), AT_ONCE):
        some = alive[start : start + AT_ONCE]
        until = max(session["tokens_until"] for session in some)
        ids = [session["session_id"] for session in some]
        tx.emit(SessionsEnded, {"sessions_id": whose, "session_ids": ids, "until": until})


def forget_expired(tx: Tx, *, now: datetime) -> bool:
    """Remove sessions a lifetime after they expired; answers whether more may be left."""
    return repository.remove_expired(tx, now - domain.LASTS) >= 1000
