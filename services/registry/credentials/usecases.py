"""What is done with passwords after the first."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chassis.tx import Tx
from contracts.links import PASSWORD_RESET
from contracts.problems import problem
from contracts.refusals import LinkInvalid, Unauthenticated
from contracts.registry.credentials import AccountCredentialResetRequested, AccountPasswordChanged, CurrentPasswordWrong
from services.registry.accounts import usecases as accounts
from services.registry.credentials import domain, repository
from services.registry.sessions import usecases as sessions
from services.registry.sign_in import usecases as sign_in

AT_ONCE = 50


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


def reset_password(tx: Tx, chosen: dict[str, Any], secret: str, *, now: datetime, new_nonce: str) -> None:
    """Set the password by the mailed link, once; ends every session, forgets devices and failures; refuses `LinkInvalid`."""
    account = accounts.lock_account(tx, chosen["account_id"])
    if account is None or not domain.is_open(account, now):
        raise LinkInvalid
    PASSWORD_RESET.verify(secret, account["account_id"], chosen["signature"], account["reset_nonce"])
    changed = accounts.set_password(tx, {**account, "device_nonce": new_nonce}, chosen["password"])
    sessions.end_sessions(tx, [account["account_id"]], now=now)
    sign_in.forgive(tx, account)
    tx.emit(AccountPasswordChanged, {**changed, "changed_at": now})


def change_password(tx: Tx, chosen: dict[str, str], *, now: datetime) -> None:
    """Set another password; ends the actor's other sessions; refuses `CurrentPasswordWrong`."""
    if tx.actor.account_id is None:
        raise Unauthenticated
    account = accounts.lock_account(tx, tx.actor.account_id)
    if account is None or not accounts.is_password_of(account, chosen["current"]):
        raise CurrentPasswordWrong([problem("current", "wrong", "This is not your present password.")])
    changed = accounts.set_password(tx, account, chosen["password"])
    sessions.end_sessions(tx, [account["account_id"]], now=now, but=tx.actor.session_id)
    tx.emit(AccountPasswordChanged, {**changed, "changed_at": now})


def _open_reset(tx: Tx, account: dict[str, Any], nonce: str, now: datetime) -> None:
    asked = {**account, "reset_nonce": nonce, "reset_expires_at": now + domain.RESET, "reset_mailed_at": now}
    accounts.save_reset(tx, asked)
    tx.audit("request_password_reset", f"account/{account['account_id']}")
    tx.emit(AccountCredentialResetRequested, {**asked, "nonce": nonce, "expires_at": asked["reset_expires_at"]})
