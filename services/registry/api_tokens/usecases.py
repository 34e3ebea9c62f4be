"""What is done with tokens for programs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Actor, Tx
from contracts import paging
from contracts.refusals import Invalid, NotFound, Unauthenticated
from contracts.registry.credentials import TooManyTokens
from services.registry.accounts import usecases as accounts
from services.registry.api_tokens import domain, repository
from services.registry.sessions import usecases as sessions

Token = dict[str, Any]


def issue_token(tx: Tx, asked: dict[str, Any], text: str, *, now: datetime, new_id: UUID) -> Token:
    """Make a token for programs of the actor's; refuses `TooManyTokens` and an end out of range."""
    problems = domain.expiry_problems(asked["expires_at"], now)
    if problems:
        raise Invalid(problems)
    account_id = _own(tx)
    if repository.count_open(tx, account_id, now) >= domain.MOST:
        raise TooManyTokens
    sessions.open_for_program(tx, account_id, new_id, now=now, expires_at=asked["expires_at"])
    scopes = sorted(set(asked["scopes"]))
    token = {"token_id": new_id, "account_id": account_id, "name": asked["name"], "scopes": scopes}
    repository.add_token(tx, token, text)
    end = asked["expires_at"]
    tx.audit(
        "issue_api_token", f"account/{account_id}", token_id=new_id, name=token["name"], scopes=scopes, expires_at=end
    )
    return {**token, "token": text, "created_at": now, "expires_at": end, "last_used_at": None, "status": "active"}


def list_tokens(tx: Tx, request: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """A page of the actor's tokens, newest first."""
    key, limit = paging.key_of(request["cursor"], datetime, UUID), request["limit"]
    found = paging.page(repository.list_tokens(tx, _own(tx), key, limit), limit, "created_at", "token_id")
    return {**found, "items": [shown(token, now) for token in found["items"]]}


def revoke_token(tx: Tx, token_id: UUID, *, now: datetime) -> Token:
    """End one of the actor's tokens at once; again is fine; refuses `NotFound` for any other."""
    token = repository.find_token(tx, token_id, _own(tx))
    if token is None:
        raise NotFound
    if token["ended_at"] is None:
        sessions.end_session(tx, token_id, now=now)
        tx.audit("revoke_api_token", f"account/{token['account_id']}", token_id=token_id)
    return shown({**token, "ended_at": now}, now)


def exchange_token(tx: Tx, text: str, *, now: datetime, until: datetime) -> tuple[Actor, list[str]]:
    """For whom a token speaks, until then, and with which scopes; refuses `Unauthenticated`, the same whatever is wrong."""
    token = repository.find_by_text(tx, text)
    if token is None or domain.status_of(token, now) != "active":
        raise Unauthenticated("The token does not work, or not any more.")
    sessions.note_use(tx, token["token_id"], now=now, until=until)
    account = accounts.get_account(tx, token["account_id"])
    actor = sessions.admit(tx, accounts.actor_of(account, token["token_id"]), now=now)
    repository.note_use(tx, token["token_id"], now)
    return actor, token["scopes"]


def shown(token: Token, now: datetime) -> Token:
    """The token with whether it works."""
    return {**token, "status": domain.status_of(token, now)}


def _own(tx: Tx) -> UUID:
    if tx.actor.account_id is None:
        raise Unauthenticated
    return tx.actor.account_id
