"""What is done with accounts: inviting, accepting, appointing, disabling."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Actor, Tx
from contracts.base import EDITOR, INSTITUTION, OWNER
from contracts.links import INVITATION
from contracts.refusals import Forbidden, Invalid, LinkInvalid
from contracts.registry.accounts import (
    AccountActivated,
    AccountCreated,
    AccountDisabled,
    AccountInvited,
    FocalPointAppointed,
    LastOwner,
    UsernameTaken,
)
from services.registry.accounts import domain, passwords, repository
from services.registry.accounts.domain import fold_username
from services.registry.rights import usecases as rights
from services.registry.sessions import usecases as sessions

Account = dict[str, Any]
Begin = Callable[[], AbstractContextManager[Tx]]


def invite(tx: Tx, person: Account, *, now: datetime, new_id: UUID, nonce: str) -> Account:
    """Open an account for somebody with a role and send the invitation; answers a focal point's own where there is one."""
    account = {
        "institution_id": None, "country": None, "username": None, "folded_username": None, "password_hash": None,
        "access": EDITOR if person["role"] == INSTITUTION else None, "covers_children": False,
        "disabled_reason": None, "locked_until": None, **person, "account_id": new_id,
        "status": "invited", "folded_email": domain.fold_email(person["email"]), "nonce": nonce,
        "expires_at": now + domain.INVITATION,
    }  # fmt: skip
    if not repository.add_account(tx, account, UsernameTaken()):
        return shown(repository.find_focal_point(tx, account["country"], account["folded_email"]) or account, now)
    account = repository.get_account(tx, new_id)
    tx.audit(
        "invite_account",
        subject_of(account),
        role=account["role"],
        country=account["country"],
        access=account["access"],
    )
    tx.emit(AccountCreated, account)
    tx.emit(AccountInvited, account)
    if account["role"] == "focal_point":
        tx.emit(FocalPointAppointed, {"focal_point_id": new_id, "country": account["country"]})
    return shown(account, now)


def get_invitation(tx: Tx, account_id: UUID, signature: str, secret: str, *, now: datetime) -> Account:
    """The open invitation behind a link; refuses `LinkInvalid` for anything else."""
    account = _invited(repository.find_account(tx, account_id), signature, secret, now)
    return {field: account[field] for field in ("account_id", "name", "role", "institution")}


def hash_of_invited(begin: Begin, chosen: dict[str, Any], secret: str, *, now: datetime) -> str:
    """The hash of the password chosen by an open invitation, made with no transaction open; refuses `LinkInvalid`, `Invalid`."""
    with begin() as tx:
        _invited(repository.find_account(tx, chosen["account_id"]), chosen["signature"], secret, now)
    return hash_of(chosen["username"], chosen["password"])


def accept_invitation(
    tx: Tx, chosen: dict[str, Any], password_hash: str, secret: str, *, now: datetime, nonce: str
) -> Account:
    """Make the invited account active with the chosen credentials, once; refuses `LinkInvalid`, `UsernameTaken`."""
    found = repository.lock_account(tx, chosen["account_id"])
    account = _invited(found, chosen["signature"], secret, now)
    active = {**_with_credentials(account, chosen["username"], password_hash), "nonce": nonce, "expires_at": None}
    repository.save_account(tx, active, UsernameTaken())
    tx.audit("accept_invitation", subject_of(account), old_new={"status": [account["status"], "active"]})
    tx.emit(AccountActivated, active)
    return shown(active, now)


def appoint_officer(tx: Tx, person: Account, password: str, *, now: datetime, new_id: UUID, nonce: str) -> Account:
    """Let there be an officer with this username and password; again sets the password where it is another."""
    known = repository.find_account_by_username(tx, fold_username(person["username"]))
    if known is None:
        return _add_officer(tx, person, password, now=now, new_id=new_id, nonce=nonce)
    if known["role"] != "officer" or known["status"] != "active":
        raise UsernameTaken
    if not passwords.matches(known["password_hash"], password):
        repository.lock_account(tx, known["account_id"])
        hashed = hash_of(known["username"], password)
        repository.save_account(tx, _with_credentials(known, known["username"], hashed), UsernameTaken())
        sessions.end_sessions(tx, known["account_id"], now=now)
        tx.audit("set_officer_password", subject_of(known))
    return shown(known, now)


def _add_officer(tx: Tx, person: Account, password: str, *, now: datetime, new_id: UUID, nonce: str) -> Account:
    account = {
        "institution_id": None, "country": None, "access": None, "covers_children": False, "disabled_reason": None, "locked_until": None,
        "expires_at": None, **person, "account_id": new_id, "role": "officer", "status": "invited", "nonce": nonce,
        "folded_email": domain.fold_email(person["email"]),
    }  # fmt: skip
    account = _with_credentials(account, person["username"], hash_of(person["username"], password))
    repository.add_account(tx, account, UsernameTaken())
    tx.audit("appoint_officer", subject_of(account))
    tx.emit(AccountCreated, account)
    tx.emit(AccountActivated, account)
    return shown(account, now)


def disable_account(tx: Tx, account_id: UUID, reason: str, *, now: datetime) -> Account:
    """End an account and its sessions; again is fine; refuses `LastOwner` to all but officers."""
    account = lock_administered(tx, account_id)
    if account["status"] == "disabled":
        return shown(account, now)
    if tx.actor.role == INSTITUTION:
        keep_an_owner(tx, account)
    disabled = {**account, "status": domain.move(account["status"], "disabled"), "disabled_reason": reason}
    repository.save_account(tx, disabled, UsernameTaken())
    sessions.end_sessions(tx, account_id, now=now)
    # Without the reason, which is about the person: it stands in the account, where it can be erased.
    tx.audit("disable_account", subject_of(account), old_new={"status": [account["status"], "disabled"]})
    tx.emit(AccountDisabled, disabled)
    return shown(disabled, now)


def fold_email(email: str) -> str:
    """The form in which addresses are compared."""
    return domain.fold_email(email)


def address_of(tx: Tx, account_id: UUID) -> str | None:
    """The account's folded address, or None where there is no such."""
    account = repository.find_account(tx, account_id)
    return account["folded_email"] if account else None


def has_owner(tx: Tx, institution_id: UUID) -> bool:
    """Whether anybody owns the institution's accounts or is invited to."""
    return bool(repository.lock_owners(tx, institution_id))


def lock_administered(tx: Tx, account_id: UUID) -> Account:
    """The account for a change by who administers it; refuses `Forbidden` for all others."""
    # Owners are locked first and in one order, so that of two who end each other the second finds the first gone.
    found = repository.find_account(tx, account_id)
    rights.refuse_administration(tx, found["institution_id"] if found else None)
    if found and found["institution_id"]:
        repository.lock_owners(tx, found["institution_id"])
    return repository.lock_account(tx, account_id) or repository.get_account(tx, account_id)


def keep_an_owner(tx: Tx, account: Account) -> None:
    """Passes an account that can do without being owner; refuses `LastOwner`."""
    owners = repository.lock_owners(tx, account["institution_id"]) if account["access"] == OWNER else []
    if domain.is_last_owner(account, owners):
        raise LastOwner


def get_own_account(tx: Tx, now: datetime) -> Account:
    """The actor's account."""
    return shown(repository.get_account(tx, tx.actor.account_id), now)


def is_password_of(account: Account | None, password: str) -> bool:
    """Whether the account is active and this its password; takes as long where there is no account."""
    right = passwords.matches(account["password_hash"] if account else None, password)
    return right and account is not None and account["status"] == "active"


def hash_of(username: str, password: str) -> str:
    """The hash to keep of a chosen password, for which no transaction should wait; refuses `Invalid` with all that is wrong."""
    problems = domain.credential_problems(username, password, passwords.common_passwords())
    if problems:
        raise Invalid(problems)
    return passwords.hash_password(password)


def set_password(tx: Tx, account: Account, password_hash: str) -> Account:
    """Give a locked, active account another password and forget an open reset."""
    renewed = _with_credentials(account, account["username"], password_hash)
    changed = {**renewed, "reset_nonce": None, "reset_expires_at": None}
    repository.save_account(tx, changed, UsernameTaken())
    repository.save_reset(tx, changed)
    tx.audit("set_password", subject_of(account))
    return changed


def lock_by_login(tx: Tx, login: str) -> list[Account]:
    """The active accounts whose username or address this is, of institutions that stand."""
    found = repository.list_accounts_by_login(tx, fold_username(login), domain.fold_email(login))
    return [one for one in found if one["institution_status"] not in ("inactive", "closed")]


def find_account(tx: Tx, account_id: UUID) -> Account | None:
    """The account, or None."""
    return repository.find_account(tx, account_id)


def lock_account(tx: Tx, account_id: UUID) -> Account | None:
    """The account for a change, or None."""
    return repository.lock_account(tx, account_id)


def save_reset(tx: Tx, account: Account) -> None:
    """Write the open password reset of a locked account."""
    repository.save_reset(tx, account)


def refuse_of_ended_institution(account: Account) -> None:
    """Passes an account unless its institution is inactive or closed; refuses `Forbidden`."""
    if account["institution_status"] in ("inactive", "closed"):
        raise Forbidden("The institution of this account is not active any more.")


def find_by_username(tx: Tx, username: str) -> Account | None:
    """The account with this username once folded, or None."""
    return repository.find_account_by_username(tx, fold_username(username))


def get_account(tx: Tx, account_id: UUID) -> Account:
    """The account; refuses `NotFound`."""
    return repository.get_account(tx, account_id)


def hold_by_username(tx: Tx, username: str) -> Account | None:
    """The account with this username once folded, or None; whoever is to end or change it waits for this transaction."""
    repository.hold_account(tx, fold_username(username))
    return repository.find_account_by_username(tx, fold_username(username))


def follow_merger(tx: Tx, from_id: UUID, into_id: UUID, *, now: datetime) -> None:
    """Let the accounts of an institution belong to the one it was merged into, whatever their tokens say."""
    repository.lock_accounts_of(tx, from_id)
    sessions.tell_rights(tx, repository.move_accounts(tx, from_id, into_id), now=now)


def end_sessions_of_institution(tx: Tx, institution_id: UUID, *, now: datetime) -> int:
    """End every session of an institution's accounts; answers how many."""
    return sessions.end_sessions_of_institution(
        tx, institution_id, repository.lock_accounts_of(tx, institution_id), now=now
    )


def shown(account: Account, now: datetime) -> Account:
    """The account with `locked` as its status while it waits."""
    locked = account["status"] == "active" and account["locked_until"] and now < account["locked_until"]
    return {**account, "status": "locked" if locked else account["status"]}


def actor_of(account: Account, session_id: UUID | None = None) -> Actor:
    """For whom the account speaks."""
    return Actor(
        account["role"], account["account_id"], account["institution_id"], account["country"], account["access"],
        account["covers_children"], session_id,
    )  # fmt: skip


def _with_credentials(account: Account, username: str, password_hash: str) -> Account:
    status = account["status"] if account["status"] == "active" else domain.move(account["status"], "active")
    return {
        **account, "username": username, "folded_username": fold_username(username), "status": status,
        "password_hash": password_hash,
    }  # fmt: skip


def _invited(account: Account | None, signature: str, secret: str, now: datetime) -> Account:
    if account is None:
        raise LinkInvalid
    INVITATION.verify(secret, account["account_id"], signature, account["nonce"])
    if account["status"] != "invited" or now >= account["expires_at"]:
        raise LinkInvalid
    return account


def subject_of(account: Account) -> str:
    """What the audit trail calls the account."""
    return f"account/{account['account_id']}"
