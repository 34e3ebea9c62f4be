"""What is done with passwords after the first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chassis.tx import Actor, Tx
from contracts.links import PASSWORD_RESET
from contracts.problems import problem
from contracts.refusals import LinkInvalid, Unauthenticated
from contracts.registry.credentials import AccountCredentialResetRequested, AccountPasswordChanged, CurrentPasswordWrong
from services.registry.accounts import usecases as accounts
from services.registry.accounts.usecases import Begin
from services.registry.credentials import domain, repository
from services.registry.sessions import usecases as sessions
from services.registry.sign_in import usecases as sign_in

AT_ONCE = 50


@dataclass(frozen=True)
class Hashes:
    """What a password is kept as, and what the next one will be."""

    current: str
    chosen: str


def request_reset(tx: Tx, login: str, *, now: datetime) -> dict[str, str]:
    """Note the wish only; who is meant is looked up later, so that the answer takes as long for anybody."""
    repository.add_ask(tx, login, now)
    return {"status": "sent"}


def mail_resets(tx: Tx, new_nonce: Callable[[], str], *, now: datetime) -> bool:
    """Have links mailed to those who were asked for, at most one in five minutes each; True where more may wait."""
    asked = repository.take_asks(tx, AT_ONCE)
    for login in asked:
        for account in accounts.lock_by_login(tx, login):
            if domain.may_mail(account, now):
                _open_reset(tx, account, new_nonce(), now)
    return len(asked) == AT_ONCE


def hash_of_reset(begin: Begin, chosen: dict[str, Any], secret: str, *, now: datetime) -> str:
    """The hash of the password chosen by an open link, made with no transaction open; refuses `LinkInvalid`, `Invalid`."""
    with begin() as tx:
        account = _resetting(accounts.find_account(tx, chosen["account_id"]), chosen["signature"], secret, now)
    return accounts.hash_of(account["username"], chosen["password"])


def reset_password(
    tx: Tx, chosen: dict[str, Any], password_hash: str, secret: str, *, now: datetime, new_nonce: str
) -> None:
    """Set the password by the mailed link, once; ends every session, forgets devices and failures; refuses `LinkInvalid`."""
    account = _resetting(accounts.lock_account(tx, chosen["account_id"]), chosen["signature"], secret, now)
    changed = accounts.set_password(tx, {**account, "device_nonce": new_nonce}, password_hash)
    sessions.end_sessions(tx, account["account_id"], now=now)
    sign_in.forgive(tx, account)
    tx.emit(AccountPasswordChanged, {**changed, "changed_at": now})


def prove_current(begin: Begin, actor: Actor, chosen: dict[str, str], *, now: datetime) -> Hashes:
    """The hash that the present password fits and the chosen one's, made with no transaction open; a wrong one is counted.

    Refuses `CurrentPasswordWrong`, and `Unauthenticated` once too many were tried.
    """
    with begin() as tx:
        account = accounts.get_account(tx, actor.account_id) if actor.account_id else None
    if account is None:
        raise Unauthenticated
    if not accounts.is_password_of(account, chosen["current"]):
        with begin() as tx:
            sign_in.count_wrong_current(tx, actor, now=now)
        raise _wrong()
    return Hashes(account["password_hash"], accounts.hash_of(account["username"], chosen["password"]))


def change_password(tx: Tx, proved: Hashes, *, now: datetime) -> None:
    """Set another password; ends the actor's other sessions; refuses `CurrentPasswordWrong` where it was changed meanwhile."""
    account = accounts.lock_account(tx, tx.actor.account_id) if tx.actor.account_id else None
    if account is None or account["password_hash"] != proved.current:
        raise _wrong()
    changed = accounts.set_password(tx, account, proved.chosen)
    sessions.end_sessions(tx, account["account_id"], now=now, but=tx.actor.session_id)
    tx.emit(AccountPasswordChanged, {**changed, "changed_at": now})


def _wrong() -> CurrentPasswordWrong:
    return CurrentPasswordWrong([problem("current", "wrong", "This is not your present password.")])


def _resetting(account: dict[str, Any] | None, signature: str, secret: str, now: datetime) -> dict[str, Any]:
    if account is None or not domain.is_open(account, now):
        raise LinkInvalid
    PASSWORD_RESET.verify(secret, account["account_id"], signature, account["reset_nonce"])
    return account


def _open_reset(tx: Tx, account: dict[str, Any], nonce: str, now: datetime) -> None:
    asked = {**account, "reset_nonce": nonce, "reset_expires_at": now + domain.RESET, "reset_mailed_at": now}
    accounts.save_reset(tx, asked)
    tx.audit("request_password_reset", f"account/{account['account_id']}")
    tx.emit(AccountCredentialResetRequested, {**asked, "nonce": nonce, "expires_at": asked["reset_expires_at"]})
