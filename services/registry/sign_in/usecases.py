"""Signing in with a password, and going on with a refresh token."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID

from chassis.tx import Actor, Tx
from contracts.links import DEVICE
from contracts.refusals import LinkInvalid, Unauthenticated
from contracts.registry.accounts import AccountLocked, CredentialsWrong, SignInLocked
from services.registry.accounts import usecases as accounts
from services.registry.accounts.usecases import Begin
from services.registry.sessions import usecases as sessions
from services.registry.sign_in import domain, repository

Account = dict[str, Any]
Tried = dict[str, Any]  # username, password and, where known, address and device


@dataclass(frozen=True)
class Door:
    """What signing in needs beside the request: the links' secret, and the ids that a success will use."""

    secret: str
    new: sessions.New
    device_id: UUID


def prove_password(begin: Begin, tried: Tried, secret: str, *, now: datetime) -> str:
    """The hash that the right password fits, compared with no transaction open; refuses `SignInLocked` and `CredentialsWrong`."""
    with begin() as tx:
        account = accounts.find_by_username(tx, tried["username"])
        _refuse_locked(tx, _measured(tried, account, secret), now)
    if accounts.is_password_of(account, tried["password"]) and account is not None:
        return str(account["password_hash"])
    with begin() as tx:
        # Once more: of many guesses at once, those after the last free one get no answer, right or wrong.
        _refuse_locked(tx, _measured(tried, account, secret), now)
        count_failure(tx, tried, secret, now=now)
    raise CredentialsWrong


def sign_in(tx: Tx, tried: Tried, proved: str, door: Door, *, now: datetime) -> Account:
    """Open a session for the right username and proved password; refuses `SignInLocked`, and `CredentialsWrong` once it was changed."""
    account = accounts.hold_by_username(tx, tried["username"])
    measured = _measured(tried, account, door.secret)
    failed = _refuse_locked(tx, measured, now)
    if account is None or account["status"] != "active" or account["password_hash"] != proved:
        raise CredentialsWrong
    accounts.refuse_of_ended_institution(account)
    if failed:
        repository.clear_failures(tx, [(counter.name, counter.source) for counter in measured if counter.of_name])
    sessions.open_session(tx, account["account_id"], door.new, now=now)
    tx.audit("sign_in", f"account/{account['account_id']}")
    known = device_of(account, tried.get("device"), door.secret)
    device = tried["device"] if known else _device_token(account, door.device_id.hex, door.secret)
    return {**accounts.shown({**account, "locked_until": None}, now), "device": device}


def device_of(account: Account | None, token: str | None, secret: str) -> str | None:
    """The id of the device in a token that this account's sign-in gave once, else None."""
    device_id, _, signature = (token or "").partition(".")
    if account is None or not signature:
        return None
    try:
        DEVICE.verify(secret, _device(account, device_id), signature, account["device_nonce"])
    except LinkInvalid:
        return None
    return device_id


def _device_token(account: Account, device_id: str, secret: str) -> str:
    return f"{device_id}.{DEVICE.sign(secret, _device(account, device_id), account['device_nonce'])}"


def _device(account: Account, device_id: str) -> str:
    return f"{account['account_id']}/{device_id}"


def _measured(tried: Tried, account: Account | None, secret: str) -> list[domain.Counter]:
    device_id = device_of(account, tried.get("device"), secret)
    return domain.counters(accounts.fold_username(tried["username"]), device_id, tried.get("address"))


def _refuse_locked(tx: Tx, measured: list[domain.Counter], now: datetime) -> bool:
    rows = repository.list_failures(tx, [(counter.name, counter.source) for counter in measured])
    until = max((row["locked_until"] for row in rows if row["locked_until"]), default=None)
    if until and now < until:
        raise SignInLocked(retry_after=ceil((until - now).total_seconds()))
    return bool(rows)


def count_failure(tx: Tx, tried: Tried, secret: str, *, now: datetime) -> None:
    """Count one failure wherever the attempt is measured, whether the name is known or not."""
    account = accounts.find_by_username(tx, tried["username"])
    locks = [lock for counter in _measured(tried, account, secret) if (lock := _count(tx, counter, now))]
    if account and locks:
        failures, until = max(locks, key=lambda lock: lock[1])
        tx.audit("lock_account", f"account/{account['account_id']}", failures=failures, until=until)
        tx.emit(AccountLocked, {**account, "until": until, "failures": failures})


def _count(tx: Tx, counter: domain.Counter, now: datetime) -> tuple[int, datetime] | None:
    row = repository.lock_failures(tx, counter.name, counter.source, now)
    failures = domain.failures_after(row["failures"], row["failed_at"], now)
    until = counter.rule.locked_until(failures, now)
    repository.save_failures(tx, {**row, "failures": failures, "failed_at": now, "locked_until": until})
    return (failures, until) if until and counter.of_name else None


def count_wrong_current(tx: Tx, actor: Actor, *, now: datetime) -> None:
    """Count one wrong present password under the session, which ends at the tenth: who guesses has stolen it."""
    if actor.session_id is None:
        return
    # Of many guesses at once, those after the tenth get no answer, right or wrong.
    sessions.admit(tx, actor, now=now)
    session_id = actor.session_id
    counter = domain.Counter(domain.ANY_NAME, f"session:{session_id}", domain.WHOLE_NAME)
    row = repository.lock_failures(tx, counter.name, counter.source, now)
    repository.save_failures(tx, {**row, "failures": row["failures"] + 1, "failed_at": now})
    if row["failures"] + 1 >= domain.MOST_IN_SESSION:
        sessions.end_session(tx, session_id, now=now)


def forgive(tx: Tx, account: Account) -> None:
    """Forget every failed sign-in under the account's name: its holder has proved to be somebody else than who guesses."""
    repository.clear_name(tx, account["folded_username"])


def refresh_session(tx: Tx, token: str, new_token: str, *, now: datetime, until: datetime) -> Account:
    """Go on with a session, with a token that lives until then; the old is used up; refuses `Unauthenticated`."""
    session = sessions.continue_session(tx, token, new_token, now=now, until=until)
    account = accounts.get_account(tx, session["account_id"])
    if account["status"] != "active":
        raise Unauthenticated
    accounts.refuse_of_ended_institution(account)
    return {**accounts.shown(account, now), "session_id": session["session_id"]}


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
    repository.remove_old_failures(tx, now - domain.FORGIVEN_AFTER, now - domain.FORGOTTEN_AFTER, domain.MOST)
    return sessions.forget_expired(tx, now=now)
