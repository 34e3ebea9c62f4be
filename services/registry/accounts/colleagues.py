"""Several people of one institution: who invites, sees and administers whom (R15)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts import paging
from contracts.base import INSTITUTION, OWNER
from contracts.problems import problem
from contracts.refusals import Duplicate, Forbidden, Invalid, InvalidTransition
from contracts.registry.accounts import AccountAccessChanged, AccountInvited, OwnAccess, UsernameTaken
from services.registry.accounts import domain, repository, usecases
from services.registry.institutions import usecases as institutions
from services.registry.rights import usecases as rights
from services.registry.sessions import usecases as sessions

Account = dict[str, Any]


def invite_colleague(tx: Tx, person: Account, *, now: datetime, new_id: UUID, nonce: str) -> Account:
    """Invite somebody to an institution; refuses all but its owners and officers, and an address that has an account."""
    institution_id = person["institution_id"] or tx.actor.institution_id
    if institution_id is None:
        raise Invalid([problem("institution_id", "required", "Whose colleague?")])
    rights.refuse_administration(tx, institution_id)
    institution = institutions.get_open(tx, institution_id)
    found = institution["institution_id"]
    known = repository.has_colleague(tx, found, domain.fold_email(person["email"]))
    if known:
        raise Duplicate(account_id=str(known))
    colleague = {**person, "role": INSTITUTION, "institution_id": found, "country": institution["country"]}
    return usecases.invite(tx, colleague, now=now, new_id=new_id, nonce=nonce)


def list_accounts(tx: Tx, request: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """A page of accounts by name; an institution's people see its own only."""
    wanted = {name: request[name] for name in ("institution_id", "status", "role")}
    if tx.actor.role == INSTITUTION:
        wanted["institution_id"] = wanted["institution_id"] or tx.actor.institution_id
        rights.refuse_strangers(tx, wanted["institution_id"])
    key = paging.key_of(request["cursor"], str, UUID)
    found = paging.page(
        repository.list_accounts(tx, wanted, now, key, request["limit"]), request["limit"], "name", "account_id"
    )
    return {**found, "items": [usecases.shown(account, now) for account in found["items"]]}


def resend_invitation(tx: Tx, account_id: UUID, *, now: datetime, nonce: str) -> Account:
    """Invite once more for the whole time; older links are dead; refuses `InvalidTransition` once it was accepted."""
    account = usecases.lock_administered(tx, account_id)
    if account["status"] != "invited":
        raise InvalidTransition("", **{"from": account["status"], "command": "resend", "allowed": []})
    again = {**account, "nonce": nonce, "expires_at": now + domain.INVITATION}
    repository.save_account(tx, again, UsernameTaken())
    tx.audit(
        "resend_invitation",
        usecases.subject_of(account),
        old_new={"expires_at": [account["expires_at"], again["expires_at"]]},
    )
    tx.emit(AccountInvited, again)
    return usecases.shown(again, now)


def change_access(tx: Tx, account_id: UUID, access: str, covers_children: bool | None, *, now: datetime) -> Account:
    """Let a colleague own, edit or view; refuses `OwnAccess`, `LastOwner`, and children to all but officers."""
    account = usecases.lock_administered(tx, account_id)
    if account_id == tx.actor.account_id:
        raise OwnAccess
    if account["role"] != INSTITUTION or account["status"] == "disabled":
        raise InvalidTransition("", **{"from": account["status"], "command": "change_access", "allowed": []})
    covers = account["covers_children"] if covers_children is None else covers_children
    if covers != account["covers_children"] and tx.actor.role == INSTITUTION:
        raise Forbidden("Only officers let an account act for other institutions.")
    if (access, covers) == (account["access"], account["covers_children"]):
        return usecases.shown(account, now)
    if access != OWNER:
        usecases.keep_an_owner(tx, account)
    changed = {**account, "access": access, "covers_children": covers}
    repository.save_account(tx, changed, UsernameTaken())
    old_new = {name: [account[name], changed[name]] for name in ("access", "covers_children")}
    tx.audit("change_access", usecases.subject_of(account), old_new=old_new)
    tx.emit(AccountAccessChanged, {**changed, "previous_access": account["access"]})
    sessions.tell_rights(tx, [changed], now=now)
    return usecases.shown(changed, now)
