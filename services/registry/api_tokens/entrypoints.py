"""Tokens for programs from outside."""

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.identity import issue_token
from chassis.tx import Tx
from contracts.registry.credentials import ExchangeApiToken, IssueApiToken, ListApiTokens, RevokeApiToken
from services.registry.api_tokens import usecases

PREFIX = "trn_"  # so that a token in a log or a repository is recognised for what it is


class ApiTokenEntrypoints:
    """How programs sign in."""

    settings: Any

    @rpc(IssueApiToken)
    def issue_api_token(self, tx: Tx, request: Any) -> Any:
        text = PREFIX + secrets.token_urlsafe(32)
        return usecases.issue_token(tx, request, text, now=utcnow(), new_id=uuid4())

    @rpc(ListApiTokens)
    def list_api_tokens(self, tx: Tx, request: Any) -> Any:
        return usecases.list_tokens(tx, request, now=utcnow())

    @rpc(RevokeApiToken)
    def revoke_api_token(self, tx: Tx, request: Any) -> Any:
        return usecases.revoke_token(tx, request["token_id"], now=utcnow())

    @rpc(ExchangeApiToken)
    def exchange_api_token(self, tx: Tx, request: Any) -> Any:
        now, minutes = utcnow(), self.settings.token_minutes
        until = now + timedelta(minutes=minutes)
        actor, scopes = usecases.exchange_token(tx, request["token"], now=now, until=until)
        bearer = issue_token(self.settings.token_key, replace(actor, scopes=tuple(scopes)), now, minutes)
        return {"token": bearer, "expires_at": until, "scopes": scopes}
