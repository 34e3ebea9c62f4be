"""Accounts from outside."""

import secrets
from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.accounts import (
    AcceptInvitation,
    AppointFocalPoint,
    ChangeAccess,
    DisableAccount,
    GetInvitation,
    GetOwnAccount,
    InviteColleague,
    ListAccounts,
    ResendInvitation,
)
from services.registry.accounts import colleagues, usecases


class AccountEntrypoints:
    """Accounts of institutions, focal points and officers."""

    db: Any
    settings: Any

    @rpc(GetInvitation)
    def get_invitation(self, tx: Tx, request: Any) -> Any:
        secret = self.settings.link_secret
        return usecases.get_invitation(tx, request["account_id"], request["signature"], secret, now=utcnow())

    @rpc(AcceptInvitation, first="hash_of_invited")
    def accept_invitation(self, tx: Tx, request: Any) -> Any:
        nonce, secret = secrets.token_urlsafe(9), self.settings.link_secret
        return usecases.accept_invitation(tx, request, request.found, secret, now=utcnow(), nonce=nonce)

    def hash_of_invited(self, request: Any) -> str:
        """Before the transaction: the hash of the chosen password."""
        return usecases.hash_of_invited(self.db.transaction, request, self.settings.link_secret, now=utcnow())

    @rpc(GetOwnAccount)
    def get_own_account(self, tx: Tx, request: Any) -> Any:
        return usecases.get_own_account(tx, utcnow())

    @rpc(AppointFocalPoint)
    def appoint_focal_point(self, tx: Tx, request: Any) -> Any:
        person = {**request, "role": "focal_point"}
        return usecases.invite(tx, person, now=utcnow(), new_id=uuid4(), nonce=secrets.token_urlsafe(9))

    @rpc(InviteColleague)
    def invite_colleague(self, tx: Tx, request: Any) -> Any:
        nonce = secrets.token_urlsafe(9)
        return colleagues.invite_colleague(tx, request, now=utcnow(), new_id=uuid4(), nonce=nonce)

    @rpc(ListAccounts)
    def list_accounts(self, tx: Tx, request: Any) -> Any:
        return colleagues.list_accounts(tx, request, now=utcnow())

    @rpc(ResendInvitation)
    def resend_invitation(self, tx: Tx, request: Any) -> Any:
        nonce = secrets.token_urlsafe(9)
        return colleagues.resend_invitation(tx, request["account_id"], now=utcnow(), nonce=nonce)

    @rpc(ChangeAccess)
    def change_access(self, tx: Tx, request: Any) -> Any:
        account_id, access, covers = (request[name] for name in ("account_id", "access", "covers_children"))
        return colleagues.change_access(tx, account_id, access, covers, now=utcnow())

    @rpc(DisableAccount)
    def disable_account(self, tx: Tx, request: Any) -> Any:
        return usecases.disable_account(tx, request["account_id"], request["reason"], now=utcnow())
