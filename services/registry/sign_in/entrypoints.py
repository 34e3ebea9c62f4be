"""Signing in from outside."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import rpc, timer
from chassis.identity import issue_token
from chassis.tx import Tx
from contracts.registry.accounts import RefreshSession, SignIn, SignOut
from services.registry.accounts.usecases import actor_of
from services.registry.sessions import usecases as sessions
from services.registry.sign_in import usecases


class SignInEntrypoints:
    """Sessions of signed-in accounts."""

    db: Any
    settings: Any

    @rpc(SignIn, first="prove_password")
    def sign_in(self, tx: Tx, request: Any) -> Any:
        now, secret = utcnow(), self.settings.link_secret
        new = sessions.New(uuid4(), secrets.token_urlsafe(32), request["address"], self._until(now))
        account = usecases.sign_in(tx, request, request.found, usecases.Door(secret, new, uuid4()), now=now)
        return self._session({**account, "session_id": new.session_id}, new.refresh_token, now)

    def prove_password(self, request: Any) -> str:
        """Before the transaction: a hash takes longer than a connection may be kept."""
        return usecases.prove_password(self.db.transaction, request, self.settings.link_secret, now=utcnow())

    @rpc(RefreshSession)
    def refresh_session(self, tx: Tx, request: Any) -> Any:
        now, token, old = utcnow(), secrets.token_urlsafe(32), request["refresh_token"]
        with usecases.ending_reused(self.db.transaction, old, now=now):
            account = usecases.refresh_session(tx, old, token, now=now, until=self._until(now))
            return self._session(account, token, now)

    @rpc(SignOut)
    def sign_out(self, tx: Tx, request: Any) -> None:
        sessions.sign_out(tx, request["refresh_token"], now=utcnow())

    @timer(seconds=3600)
    def forget_old_sign_ins(self, tx: Tx) -> bool:
        return usecases.forget_old(tx, now=utcnow())

    def _until(self, now: datetime) -> datetime:
        return now + timedelta(minutes=self.settings.token_minutes)

    def _session(self, account: Any, refresh_token: str, now: datetime) -> dict[str, Any]:
        minutes = self.settings.token_minutes
        token = issue_token(self.settings.token_key, actor_of(account, account["session_id"]), now, minutes)
        return {
            "token": token, "expires_at": self._until(now), "refresh_token": refresh_token,
            "device": account.get("device"), "account": account,
        }  # fmt: skip
