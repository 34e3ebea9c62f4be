"""Accounts on PostgreSQL."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.links import INVITATION
from contracts.refusals import Invalid, InvalidTransition, LinkInvalid
from contracts.registry.accounts import AccountView, InvitationView, UsernameTaken
from services.registry.accounts import repository, usecases
from tests.registry import facts, people_of

SECRET = "a secret for tests"
PASSWORD = "ambre-lune-7-rivage"


@pytest.fixture
def invite(tx, now):
    def send(**more):
        person = {**facts.focal_point(**more), "role": "focal_point"}
        return usecases.invite(tx, person, now=now, new_id=uuid4(), nonce="n1")

    return send


@pytest.fixture
def accept(tx, now):
    def choose(account, username="farrukh", password=PASSWORD, nonce="n1", later=timedelta()):
        return people_of.accept(tx, now + later, account, username, nonce, password)

    return choose


def test_an_appointed_focal_point_is_told_and_invited_once(invite, emitted):
    first, again = invite(), invite(email="Farrukh@migration.example.tj")

    assert again["account_id"] == first["account_id"]
    assert [key for key, _ in emitted()] == ["account.created", "account.invited", "focal_point.appointed"]
    assert emitted()[1][1]["email"] == "farrukh@migration.example.tj"
    assert "email" not in emitted()[0][1]
    AccountView.write(first)


def test_one_person_can_be_focal_point_of_two_countries(invite):
    assert invite()["account_id"] != invite(country="UZ")["account_id"]


def test_an_invitation_is_seen_by_its_link_only(tx, invite, now):
    account = invite()
    good = INVITATION.sign(SECRET, account["account_id"], "n1")
    assert (
        InvitationView.write(usecases.get_invitation(tx, account["account_id"], good, SECRET, now=now))["role"]
        == "focal_point"
    )
    for account_id, signature in ((account["account_id"], "x" * 22), (uuid4(), good)):
        with pytest.raises(LinkInvalid):
            usecases.get_invitation(tx, account_id, signature, SECRET, now=now)


def test_an_invitation_is_accepted_once(invite, accept, emitted):
    account = invite()
    assert accept(account)["status"] == "active"
    assert emitted()[-1][0] == "account.activated"
    with pytest.raises(LinkInvalid):
        accept(account)


def test_an_invitation_expires_after_14_days(invite, accept):
    account = invite()
    with pytest.raises(LinkInvalid):
        accept(account, later=timedelta(days=14))


def test_usernames_are_one_when_they_fold_to_the_same(invite, accept):
    accept(invite(), "İbrahim")
    with pytest.raises(UsernameTaken):
        accept(invite(country="UZ"), "ibrahim")


def test_everything_wrong_with_credentials_is_said_at_once(invite, accept):
    with pytest.raises(Invalid) as refused:
        accept(invite(), "a", "password1234")
    assert {(p["field"], p["code"]) for p in refused.value.problems} == {
        ("username", "not_a_username"),
        ("password", "too_common"),
    }


def test_a_password_is_kept_as_argon2id_with_its_parameters(tx, invite, accept):
    account = accept(invite())
    stored = repository.get_account(tx, account["account_id"])["password_hash"]
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_neither_events_nor_audit_hold_the_password_or_its_hash(tx, invite, accept):
    accept(invite())
    told = tx.one("select string_agg(payload::text, '') as words from outbox")["words"]
    noted = tx.one("select string_agg(changes::text, '') as words from audit")["words"]
    assert not any(secret in text for secret in (PASSWORD, "argon2") for text in (told, noted))


def test_a_disabled_account_stays_so(tx, invite, accept, now, emitted):
    account = accept(invite())
    assert usecases.disable_account(tx, account["account_id"], "left", now=now)["status"] == "disabled"
    assert usecases.disable_account(tx, account["account_id"], "left", now=now)["status"] == "disabled"
    assert [key for key, _ in emitted()].count("account.disabled") == 1


def test_appointing_an_officer_again_is_fine_and_sets_the_password(tx, now, emitted):
    person = {"username": "Aylin", "name": "Aylin", "email": "aylin@example.org", "language": "en"}
    made = [
        usecases.appoint_officer(tx, person, password, now=now, new_id=uuid4(), nonce="n")["account_id"]
        for password in (PASSWORD, PASSWORD, "another-long-phrase-9")
    ]
    assert len(set(made)) == 1
    assert [key for key, _ in emitted()] == ["account.created", "account.activated"]
    kept = usecases.find_by_username(tx, "AYLIN")
    assert usecases.is_password_of(kept, "another-long-phrase-9")
    assert not usecases.is_password_of(kept, PASSWORD)


def test_a_disabled_account_is_not_invited_back(invite, tx, now):
    account = invite()
    usecases.disable_account(tx, account["account_id"], "mistake", now=now)
    assert invite()["account_id"] != account["account_id"]
    from services.registry.accounts import domain

    with pytest.raises(InvalidTransition):
        domain.move("disabled", "active")
