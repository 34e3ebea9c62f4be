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

    @rpc(SignIn)
    def sign_in(self, tx: Tx, request: Any) -> Any:
        now, token = utcnow(), secrets.token_urlsafe(32)
        with usecases.counting_failures(self.db.transaction, request["username"], now=now):
            return self._session(usecases.sign_in(tx, request, uuid4(), token, now=now), token, now)

    @rpc(RefreshSession)
    def refresh_session(self, tx: Tx, request: Any) -> Any:
        now, token, old = utcnow(), secrets.token_urlsafe(32), request["refresh_token"]
        with usecases.ending_reused(self.db.transaction, old, now=now):
            return self._session(usecases.refresh_session(tx, old, token, now=now), token, now)

    @rpc(SignOut)
    def sign_out(self, tx: Tx, request: Any) -> None:
        sessions.sign_out(tx, request["refresh_token"], now=utcnow())

    @timer(seconds=3600)
    def forget_old_sign_ins(self, tx: Tx) -> bool:
        return usecases.forget_old(tx, now=utcnow())

    def _session(self, account: Any, refresh_token: str, now: datetime) -> dict[str, Any]:
        minutes = self.settings.token_minutes
        token = issue_token(self.settings.token_key, actor_of(account), now, minutes)
        expires_at = now + timedelta(minutes=minutes)
        return {"token": token, "expires_at": expires_at, "refresh_token": refresh_token, "account": account}
