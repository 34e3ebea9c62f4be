"""Tokens for programs, on PostgreSQL."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.refusals import Invalid, NotFound, Unauthenticated
from contracts.registry.credentials import ApiTokenView, IssueApiToken, IssuedApiTokenView, ListApiTokens, TooManyTokens
from services.registry.accounts import usecases as accounts
from services.registry.api_tokens import usecases
from services.registry.sessions import usecases as sessions
from tests.registry.conftest import OFFICER
from tests.registry.people_of import TOKEN_LASTS, become, member, register


@pytest.fixture
def rana(tx, now):
    account = member(tx, now, register(tx, now), "owner", "rana")
    become(tx, account)
    return account


def issue(tx, now, text="trn_secret", scopes=("read",), days=30):
    asked = {"name": "nightly export", "scopes": list(scopes), "expires_at": (now + timedelta(days=days)).isoformat()}
    return usecases.issue_token(tx, IssueApiToken.read(asked), text, now=now, new_id=uuid4())


def test_a_token_is_shown_once_and_kept_hashed(tx, rana, now):
    made = issue(tx, now)
    assert IssuedApiTokenView.write(made)["token"] == "trn_secret" and IssuedApiTokenView.secret
    [listed] = usecases.list_tokens(tx, ListApiTokens.read({}), now=now)["items"]
    assert "token" not in ApiTokenView.write(listed) and listed["last_used_at"] is None
    for table in ("api_tokens", "sessions", "audit", "outbox"):
        assert "trn_secret" not in str(tx.all(f"select {table}::text as row from {table}"))


def test_it_is_exchanged_for_its_scopes_and_the_use_is_noted(tx, rana, now):
    made, later = issue(tx, now, scopes=("opportunities:write", "read")), now + timedelta(hours=2)
    actor, scopes = usecases.exchange_token(tx, "trn_secret", now=later, until=later + TOKEN_LASTS)
    assert (actor.account_id, actor.session_id) == (rana["account_id"], made["token_id"])
    assert scopes == ["opportunities:write", "read"]
    [listed] = usecases.list_tokens(tx, ListApiTokens.read({}), now=later)["items"]
    assert listed["last_used_at"] == later


def test_revoking_ends_the_token_and_its_bearers_at_once(tx, rana, now):
    made = issue(tx, now)
    actor, _ = usecases.exchange_token(tx, "trn_secret", now=now, until=now + TOKEN_LASTS)
    for _ in range(2):
        assert usecases.revoke_token(tx, made["token_id"], now=now)["status"] == "revoked"
    with pytest.raises(Unauthenticated):
        usecases.exchange_token(tx, "trn_secret", now=now, until=now + TOKEN_LASTS)
    with pytest.raises(Unauthenticated):
        sessions.admit(tx, actor, now=now)


def test_an_expired_unknown_or_disabled_one_gets_the_same_answer(tx, rana, now):
    issue(tx, now, days=1)
    said = set()
    for text, at in (("trn_secret", now + timedelta(days=2)), ("trn_other", now)):
        with pytest.raises(Unauthenticated) as refused:
            usecases.exchange_token(tx, text, now=at, until=at + TOKEN_LASTS)
        said.add((refused.value.code, refused.value.detail))
    assert len(said) == 1
    tx.actor = OFFICER
    accounts.disable_account(tx, rana["account_id"], "left", now=now)
    with pytest.raises(Unauthenticated):
        usecases.exchange_token(tx, "trn_secret", now=now, until=now + TOKEN_LASTS)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_it_lasts_a_year_at_most(tx, rana, now, days):
    with pytest.raises(Invalid):
        issue(tx, now, days=days)


def test_twenty_at_once_are_enough(tx, rana, now):
    for n in range(20):
        last = issue(tx, now, f"trn_{n}")
    with pytest.raises(TooManyTokens):
        issue(tx, now, "trn_20")
    usecases.revoke_token(tx, last["token_id"], now=now)
    assert issue(tx, now, "trn_20")


def test_nobody_revokes_or_sees_the_token_of_another(tx, rana, now):
    made = issue(tx, now)
    tx.actor = OFFICER
    with pytest.raises(NotFound):
        usecases.revoke_token(tx, made["token_id"], now=now)
    assert usecases.list_tokens(tx, ListApiTokens.read({}), now=now)["items"] == []
