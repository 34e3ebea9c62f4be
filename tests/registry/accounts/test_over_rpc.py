"""Accounts over the broker: a token that ended counts no more, a program has a token of its own."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from contracts.links import APPLICATION, INVITATION, PASSWORD_RESET
from contracts.refusals import Forbidden, Unauthenticated
from contracts.registry.accounts import AcceptInvitation, GetOwnAccount, InviteColleague, ListAccounts, SignIn
from contracts.registry.applications import ApplyForMembership, ApproveApplication, VerifyApplication
from contracts.registry.confirmations import ConfirmInstitution
from contracts.registry.credentials import (
    ChangePassword,
    EndOwnSession,
    ExchangeApiToken,
    IssueApiToken,
    ListOwnSessions,
    RequestPasswordReset,
    ResetPassword,
    RevokeApiToken,
)
from contracts.registry.institutions import ReviseInstitution
from deploy.local.processes import wait_until
from tests.registry.test_service import PASSWORD, SECRET, registry

__all__ = ["registry"]
ADDRESS = "rana@hydrology.example.org"


@pytest.fixture
def home(registry, tmp_path):
    """An institution that applied and was approved, its owner signed in."""
    officer = registry.appoint(tmp_path, "aylin")
    record = {
        "names": {"source": "en", "en": "Institute of Applied Hydrology"}, "country": "JO", "city": "Amman",
        "types": ["university"], "applicant_name": "Rana Haddad", "applicant_email": ADDRESS,
    }  # fmt: skip
    application_id = registry.ask(ApplyForMembership, **record)["application_id"]
    registry.ask(VerifyApplication, application_id=application_id, signature=APPLICATION.sign(SECRET, application_id))
    made = registry.ask(ApproveApplication, officer, application_id=application_id)
    accept(registry, ADDRESS, "rana")
    return {"officer": officer, "institution_id": made["institution_id"], "record": record}


def accept(registry, email, username):
    [(account_id, nonce)] = registry.rows(f"select account_id, nonce from accounts where email = '{email}'")
    signature = INVITATION.sign(SECRET, account_id, nonce)
    registry.ask(AcceptInvitation, account_id=account_id, signature=signature, username=username, password=PASSWORD)
    return account_id


def signed_in(registry, username="rana", password=PASSWORD, **more):
    return registry.ask(SignIn, username=username, password=password, **more)


def test_an_ended_session_a_reset_and_a_viewer(registry, home):
    here, there = signed_in(registry, address="192.0.2.1"), signed_in(registry)
    own, other = here["token"], there["token"]
    sessions = registry.ask(ListOwnSessions, own)["items"]
    assert [one["current"] for one in sessions] == [False, True]
    registry.ask(EndOwnSession, own, session_id=sessions[0]["session_id"])
    registry.refused(Unauthenticated, GetOwnAccount, other)

    key = uuid4().hex
    colleague = {"name": "Karim", "email": "karim@hydrology.example.org", "access": "viewer"}
    assert registry.ask(InviteColleague, own, key=key, **colleague) == registry.ask(
        InviteColleague, own, key=key, **colleague
    )
    accept(registry, colleague["email"], "karim")
    viewer = signed_in(registry, "karim")["token"]
    assert {one["access"] for one in registry.ask(ListAccounts, viewer)["items"]} == {"owner", "viewer"}
    registry.refused(Forbidden, ConfirmInstitution, viewer, institution_id=home["institution_id"])
    revised = {name: home["record"][name] for name in ("names", "country", "city", "types")} | {"city": "Irbid"}
    at = {"institution_id": home["institution_id"], "version": 1}
    registry.refused(Forbidden, ReviseInstitution, viewer, **revised, **at)
    assert registry.ask(ReviseInstitution, own, **revised, **at)["confirmed_at"]

    change = {"current": PASSWORD, "password": "quarry-lantern-58-moss"}
    registry.refused(Unauthenticated, ChangePassword, other, **change)
    for _ in range(2):
        assert registry.ask(ChangePassword, own, key="once", **change) == {}

    registry.ask(RequestPasswordReset, login=ADDRESS)
    asked = "select account_id, reset_nonce from accounts where reset_nonce is not null"
    [(account_id, nonce)] = wait_until(lambda: registry.rows(asked), "the wish was looked into")
    signature = PASSWORD_RESET.sign(SECRET, account_id, nonce)
    registry.ask(ResetPassword, account_id=account_id, signature=signature, password="basalt-harbour-21-fern")
    registry.refused(Unauthenticated, GetOwnAccount, own)
    assert signed_in(registry, password="basalt-harbour-21-fern")["device"] != here["device"]


def test_a_program_does_what_its_token_was_made_for_until_it_is_revoked(registry, home):
    own = signed_in(registry)["token"]
    expires_at = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    made = registry.ask(IssueApiToken, own, name="export", scopes=["read"], expires_at=expires_at)
    bearer = registry.client.ask(ExchangeApiToken, {"token": made["token"]})["token"]
    assert registry.ask(GetOwnAccount, bearer)["username"] == "rana"
    registry.refused(Forbidden, ConfirmInstitution, bearer, institution_id=home["institution_id"])
    registry.refused(Forbidden, IssueApiToken, bearer, name="more", scopes=["read"], expires_at=expires_at)
    registry.ask(RevokeApiToken, own, token_id=made["token_id"])
    registry.refused(Unauthenticated, GetOwnAccount, bearer)
    with pytest.raises(Unauthenticated):
        registry.client.ask(ExchangeApiToken, {"token": made["token"]})
    assert registry.rows("select count(*) from idempotency where answer::text like '%trn_%'") == [(0,)]
