"""Passwords from outside."""

import secrets
from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc, timer
from chassis.tx import Tx
from contracts.registry.credentials import ChangePassword, RequestPasswordReset, ResetPassword
from services.registry.credentials import usecases
from services.registry.sign_in import usecases as sign_in


class CredentialEntrypoints:
    """Passwords that were forgotten or are to be changed."""

    db: Any
    settings: Any

    @rpc(RequestPasswordReset)
    def request_password_reset(self, tx: Tx, request: Any) -> Any:
        return usecases.request_reset(tx, request["login"], now=utcnow())

    @rpc(ResetPassword)
    def reset_password(self, tx: Tx, request: Any) -> None:
        nonce = secrets.token_urlsafe(9)
        usecases.reset_password(tx, request, self.settings.link_secret, now=utcnow(), new_nonce=nonce)

    @rpc(ChangePassword)
    def change_password(self, tx: Tx, request: Any) -> None:
        now = utcnow()
        with sign_in.counting_wrong_current(self.db.transaction, tx.actor, now=now):
            usecases.change_password(tx, request, now=now)

    @timer(seconds=1)
    def mail_password_resets(self, tx: Tx) -> bool:
        return usecases.mail_resets(tx, lambda: secrets.token_urlsafe(9), now=utcnow())
