"""What is done with sessions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.refusals import Unauthenticated
from services.registry.sessions import domain, repository


def open_session(tx: Tx, account_id: UUID, session_id: UUID, token: str, *, now: datetime) -> None:
    """Begin a session that this refresh token continues."""
    repository.add_session(tx, session_id, account_id, now, now + domain.LASTS)
    repository.add_token(tx, session_id, token)


def find_reused(tx: Tx, token: str, *, now: datetime) -> dict[str, Any] | None:
    """The open session of a refresh token that was used before: somebody has a copy."""
    session = repository.find_session(tx, token)
    return session if session and session["used_at"] and domain.is_open(session, now) else None


def continue_session(tx: Tx, token: str, new_token: str, *, now: datetime) -> UUID:
    """Use the token up for a new one and answer whose session it is; refuses `Unauthenticated`."""
    session = repository.find_session(tx, token)
    if session is None or not domain.is_open(session, now) or not repository.use_token(tx, token, now):
        raise Unauthenticated("The session has ended; sign in again.")
    repository.add_token(tx, session["session_id"], new_token)
    return session["account_id"]


def end_session(tx: Tx, session_id: UUID, *, now: datetime) -> None:
    """End one session."""
    repository.end_session(tx, session_id, now)


def sign_out(tx: Tx, token: str, *, now: datetime) -> None:
    """End the session of a refresh token; again, or with a token nobody knows, is fine."""
    session = repository.find_session(tx, token)
    if session:
        repository.end_session(tx, session["session_id"], now)


def end_sessions(tx: Tx, account_ids: list[UUID], *, now: datetime) -> int:
    """End every session of these accounts; answers how many."""
    return repository.end_sessions(tx, account_ids, now)


def forget_expired(tx: Tx, *, now: datetime) -> bool:
    """Remove sessions a lifetime after they expired; answers whether more may be left."""
    return repository.remove_expired(tx, now - domain.LASTS) >= 1000
