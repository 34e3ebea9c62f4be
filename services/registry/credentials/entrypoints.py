"""Passwords from outside."""

import secrets
from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc, timer
from chassis.tx import Tx
from contracts.registry.credentials import ChangePassword, RequestPasswordReset, ResetPassword
from services.registry.credentials import usecases


class CredentialEntrypoints:
    """Passwords that were forgotten or are to be changed."""

    db: Any
    settings: Any

    @rpc(RequestPasswordReset)
    def request_password_reset(self, tx: Tx, request: Any) -> Any:
        return usecases.request_reset(tx, request["login"], now=utcnow())

    @rpc(ResetPassword, first="hash_of_reset")
    def reset_password(self, tx: Tx, request: Any) -> None:
        nonce, secret = secrets.token_urlsafe(9), self.settings.link_secret
        usecases.reset_password(tx, request, request.found, secret, now=utcnow(), new_nonce=nonce)

    def hash_of_reset(self, request: Any) -> str:
        """Before the transaction: the hash of the chosen password."""
        return usecases.hash_of_reset(self.db.transaction, request, self.settings.link_secret, now=utcnow())

    @rpc(ChangePassword, first="prove_current")
    def change_password(self, tx: Tx, request: Any) -> None:
        usecases.change_password(tx, request.found, now=utcnow())

    def prove_current(self, request: Any) -> usecases.Hashes:
        """Before the transaction: the present password is compared, and the chosen one hashed."""
        return usecases.prove_current(self.db.transaction, request.actor, request, now=utcnow())

    @timer(seconds=1)
    def mail_password_resets(self, tx: Tx) -> bool:
        return usecases.mail_resets(tx, lambda: secrets.token_urlsafe(9), now=utcnow())
