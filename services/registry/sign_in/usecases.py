"""Signing in with a password, and going on with a refresh token."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.refusals import Unauthenticated
from contracts.registry.accounts import AccountLocked, CredentialsWrong, SignInLocked
from services.registry.accounts import usecases as accounts
from services.registry.sessions import usecases as sessions
from services.registry.sign_in import domain, repository

Account = dict[str, Any]
Begin = Callable[[], AbstractContextManager[Tx]]


def sign_in(tx: Tx, tried: dict[str, str], session_id: UUID, refresh_token: str, *, now: datetime) -> Account:
    """Open a session for the right username and password; refuses `SignInLocked` and `CredentialsWrong`."""
    name = accounts.fold_username(tried["username"])
    failed = repository.find_failures(tx, name)
    if failed and failed["locked_until"] and now < failed["locked_until"]:
        raise SignInLocked(retry_after=ceil((failed["locked_until"] - now).total_seconds()))
    account = accounts.check_password(tx, tried["username"], tried["password"])
    if account is None:
        raise CredentialsWrong
    accounts.refuse_of_ended_institution(account)
    if failed:
        repository.clear_failures(tx, name)
    sessions.open_session(tx, account["account_id"], session_id, refresh_token, now=now)
    tx.audit("sign_in", f"account/{account['account_id']}")
    return accounts.shown({**account, "locked_until": None}, now)


@contextmanager
def counting_failures(begin: Begin, username: str, *, now: datetime) -> Iterator[None]:
    """Wrong credentials inside are counted in a transaction of their own, because the refusal undoes the other."""
    try:
        yield
    except CredentialsWrong:
        with begin() as tx:
            count_failure(tx, username, now=now)
        raise


def count_failure(tx: Tx, username: str, *, now: datetime) -> None:
    """Count one failure under this name, known or not; from the fifth on the name waits."""
    name = accounts.fold_username(username)
    before = repository.lock_failures(tx, name, now)
    failures = domain.failures_after(before["failures"], before["failed_at"], now)
    until = domain.locked_until(failures, now)
    repository.save_failures(tx, name, failures, now, until)
    account = accounts.find_by_username(tx, username)
    if account and until:
        tx.audit("lock_account", f"account/{account['account_id']}", failures=failures, until=until)
        tx.emit(AccountLocked, {**account, "until": until, "failures": failures})


def refresh_session(tx: Tx, token: str, new_token: str, *, now: datetime) -> Account:
    """Go on with a session; the token is used up; refuses `Unauthenticated`."""
    account = accounts.get_account(tx, sessions.continue_session(tx, token, new_token, now=now))
    if account["status"] != "active":
        raise Unauthenticated
    accounts.refuse_of_ended_institution(account)
    return accounts.shown(account, now)


@contextmanager
def ending_reused(begin: Begin, token: str, *, now: datetime) -> Iterator[None]:
    """A refusal inside for a token used before ends its session, in a transaction of its own."""
    try:
        yield
    except Unauthenticated:
        with begin() as tx:
            end_reused(tx, token, now=now)
        raise


def end_reused(tx: Tx, token: str, *, now: datetime) -> None:
    """End the session of a refresh token that was used before: somebody has a copy."""
    reused = sessions.find_reused(tx, token, now=now)
    if reused:
        sessions.end_session(tx, reused["session_id"], now=now)
        tx.audit("end_reused_session", f"account/{reused['account_id']}", session_id=reused["session_id"])


def forget_old(tx: Tx, *, now: datetime) -> bool:
    """Forget forgiven failures and long expired sessions; answers whether more may be left."""
    repository.remove_old_failures(tx, now - domain.FORGIVEN_AFTER)
    return sessions.forget_expired(tx, now=now)
