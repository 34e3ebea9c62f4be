"""What other services are told where a session ends before its time, or an account may do something else, on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from contracts.links import INVITATION, PASSWORD_RESET
from contracts.refusals import Unauthenticated
from contracts.registry.accounts import CredentialsWrong
from contracts.registry.credentials import IssueApiToken
from contracts.registry.privacy import ErasePerson
from deploy.local.processes import wait_until
from services.registry.accounts import colleagues
from services.registry.accounts import usecases as accounts
from services.registry.api_tokens import usecases as api_tokens
from services.registry.credentials import usecases as credentials
from services.registry.lifecycle import usecases as lifecycle
from services.registry.privacy import usecases as privacy
from services.registry.sessions import usecases
from services.registry.sign_in import usecases as sign_in
from tests.registry.conftest import OFFICER
from tests.registry.people_of import SECRET, TOKEN_LASTS, become, member, register

HASH = "what a password is kept as"
KINDS = ("sessions.ended", "account.rights_changed")


def active(tx, now, institution_id, access, username):
    """Somebody who may sign in, without the second that a real hash takes."""
    account = member(tx, now, institution_id, access, name=username, email=f"{username}@example.org")
    chosen = {"account_id": account["account_id"], "username": username}
    chosen["signature"] = INVITATION.sign(SECRET, account["account_id"], "n1")
    return accounts.accept_invitation(tx, chosen, HASH, SECRET, now=now, nonce="n2")


def enter(tx, now, username, token="another"):
    """The id of a new session, for the right password."""
    new = usecases.New(uuid4(), token, None, now + TOKEN_LASTS)
    sign_in.sign_in(tx, {"username": username}, HASH, sign_in.Door(SECRET, new, uuid4()), now=now)
    return new.session_id


@pytest.fixture
def house(tx, now):
    """An institution with two people: rana is signed in at two places, karim at one."""
    institution_id = register(tx, now)
    rana, karim = active(tx, now, institution_id, "owner", "rana"), active(tx, now, institution_id, "editor", "karim")
    here, there, his = (enter(tx, now, name, token) for name, token in
                        (("rana", "first"), ("rana", "other"), ("karim", "his")))  # fmt: skip
    return SimpleNamespace(institution_id=institution_id, rana=rana, karim=karim, here=here, there=there, his=his)


@pytest.fixture
def told(emitted):
    """`told()`: what was said to other services about tokens, in order."""
    return lambda: [(key, facts) for key, facts in emitted() if key in KINDS]


def ended(whose, *session_ids, until):
    facts = {"sessions_id": str(whose), "session_ids": {str(one) for one in session_ids}, "until": until}
    return [("sessions.ended", facts)]


def plain(told):
    """The facts with instants and sets, so that neither their form nor an order matters."""
    return [
        (key, {**facts, "until": datetime.fromisoformat(facts["until"]),
               **({"session_ids": set(facts["session_ids"])} if "session_ids" in facts else {})})
        for key, facts in told
    ]  # fmt: skip


def sign_out(tx, house, now):
    usecases.sign_out(tx, "first", now=now)
    return [house.here]


def end_own(tx, house, now):
    become(tx, house.rana, house.there)
    usecases.end_own_session(tx, house.here, now=now)
    return [house.here]


def change_password(tx, house, now):
    become(tx, house.rana, house.there)
    credentials.change_password(tx, credentials.Hashes(HASH, "another"), now=now)
    return [house.here]


def reset_password(tx, house, now):
    credentials.request_reset(tx, "rana", now=now)
    credentials.mail_resets(tx, lambda: "r1", now=now)
    account_id = house.rana["account_id"]
    chosen = {"account_id": account_id, "signature": PASSWORD_RESET.sign(SECRET, account_id, "r1")}
    credentials.reset_password(tx, chosen, "a hash", SECRET, now=now, new_nonce="d2")
    return [house.here, house.there]


def reuse(tx, house, now):
    sign_in.refresh_session(tx, "first", "second", now=now, until=now + TOKEN_LASTS)
    sign_in.end_reused(tx, "first", now=now)
    return [house.here]


def guess(tx, house, now):
    actor = accounts.actor_of(house.rana, house.here)
    for _ in range(10):
        sign_in.count_wrong_current(tx, actor, now=now)
    return [house.here]


def disable(tx, house, now):
    accounts.disable_account(tx, house.rana["account_id"], "left", now=now)
    return [house.here, house.there]


def erase(tx, house, now):
    asked = ErasePerson.read({"email": "rana@example.org"})
    privacy.erase_person(tx, asked, SECRET, privacy.Erasure(uuid4(), now))
    return [house.here, house.there]


ENDINGS = (sign_out, end_own, change_password, reset_password, reuse, guess, disable, erase)


@pytest.mark.parametrize("end", ENDINGS, ids=lambda end: end.__name__)
def test_every_way_to_end_sessions_is_told_once_with_exactly_those(tx, house, told, now, end):
    tx.actor = OFFICER
    gone = end(tx, house, now)
    assert plain(told()) == ended(house.rana["account_id"], *gone, until=now + TOKEN_LASTS)


@pytest.mark.parametrize("end", ENDINGS, ids=lambda end: end.__name__)
def test_nothing_is_told_where_no_token_is_alive(tx, house, told, now, end):
    tx.actor = OFFICER
    tx.run("update sessions set tokens_until = %(now)s", now=now)
    end(tx, house, now)
    assert told() == [] if end is not reuse else len(told()) == 1  # which refreshes first


def test_again_is_told_no_more(tx, house, told, now):
    for _ in range(2):
        usecases.sign_out(tx, "first", now=now)
        accounts.disable_account(tx, house.karim["account_id"], "left", now=now)
    assert len(told()) == 2


@pytest.mark.parametrize("status", ["inactive", "closed"])
def test_an_ended_institution_is_one_event_for_all_its_people(tx, house, told, now, status):
    step = {"institution_id": house.institution_id, "status": status, "reason": "x", "version": 1}
    lifecycle.change_institution_status(tx, step, now=now)
    gone = (house.here, house.there, house.his)
    assert plain(told()) == ended(house.institution_id, *gone, until=now + TOKEN_LASTS)


def test_an_institution_of_thousands_is_told_in_few_events(tx, house, told, now, monkeypatch):
    monkeypatch.setattr(usecases, "AT_ONCE", 2)
    accounts.end_sessions_of_institution(tx, house.institution_id, now=now)
    assert [len(facts["session_ids"]) for _, facts in told()] == [2, 1]


def test_a_revoked_api_token_is_told_while_a_bearer_of_it_is_alive(tx, house, told, now):
    become(tx, house.rana, house.here)
    asked = {"name": "export", "scopes": ["read"], "expires_at": (now + timedelta(days=9)).isoformat()}
    issued = [
        api_tokens.issue_token(tx, IssueApiToken.read(asked), text, now=now, new_id=uuid4())["token_id"]
        for text in ("trn_used", "trn_unused")
    ]
    api_tokens.exchange_token(tx, "trn_used", now=now, until=now + TOKEN_LASTS)
    for token_id in issued:
        api_tokens.revoke_token(tx, token_id, now=now)
    assert plain(told()) == ended(house.rana["account_id"], issued[0], until=now + TOKEN_LASTS)


def test_the_time_given_is_that_of_the_last_token(tx, house, told, now):
    later = now + timedelta(minutes=10)
    sign_in.refresh_session(tx, "first", "second", now=later, until=later + TOKEN_LASTS)
    accounts.disable_account(tx, house.rana["account_id"], "left", now=later)
    assert plain(told()) == ended(house.rana["account_id"], house.here, house.there, until=later + TOKEN_LASTS)


def test_changed_access_is_told_to_those_who_look_nothing_up(tx, house, told, now):
    become(tx, house.rana, house.here)
    for _ in range(2):
        colleagues.change_access(tx, house.karim["account_id"], "viewer", None, now=now)
    [(key, facts)] = told()
    assert key == "account.rights_changed"
    assert (facts["account_id"], facts["institution_id"], facts["access"], facts["covers_children"]) == (
        str(house.karim["account_id"]), str(house.institution_id), "viewer", False,
    )  # fmt: skip
    assert datetime.fromisoformat(facts["until"]) == now + TOKEN_LASTS
    assert datetime.fromisoformat(facts["changed_at"]) == now


def test_access_of_who_is_not_signed_in_is_nobodys_news(tx, house, told, now):
    lina = active(tx, now, house.institution_id, "editor", "lina")
    tx.actor = OFFICER
    colleagues.change_access(tx, lina["account_id"], "viewer", None, now=now)
    colleagues.change_access(tx, house.karim["account_id"], "viewer", None, now=now + TOKEN_LASTS)
    assert told() == []


def test_people_of_a_merged_institution_are_told_to_be_of_the_other(tx, house, told, now):
    into = register(tx, now, "New Academy", country="MA")
    lifecycle.merge_institutions(tx, house.institution_id, into, "same house", now=now)
    assert {key for key, _ in told()} == {"account.rights_changed"}
    assert {(facts["account_id"], facts["institution_id"], facts["access"]) for _, facts in told()} == {
        (str(house.rana["account_id"]), str(into), "owner"), (str(house.karim["account_id"]), str(into), "editor"),
    }  # fmt: skip


@pytest.fixture
def open_house(pool, now):
    """The house, committed, with everybody signed in at one place."""
    with pool.transaction(OFFICER) as tx:
        institution_id = register(tx, now)
        rana, karim = (
            active(tx, now, institution_id, "owner", "rana"),
            active(tx, now, institution_id, "editor", "karim"),
        )
        for name, token in (("rana", "first"), ("karim", "his")):
            enter(tx, now, name, token)
    return SimpleNamespace(rana=rana, karim=karim, institution_id=institution_id)


@contextmanager
def waiting(pool, act):
    """The act in a transaction of its own, which waits for ours from here on."""

    def run():
        with pool.transaction(OFFICER) as tx:
            tx.run("set local lock_timeout = 0; set local statement_timeout = 0")
            return act(tx)

    def blocked():
        with pool.transaction() as tx:
            return tx.one(
                "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
            )

    with ThreadPoolExecutor(1) as one:
        running = one.submit(run)
        wait_until(lambda: running.done() or blocked() is not None, "the other waits", seconds=60)
        assert not running.done()
        yield running


def test_who_signs_in_while_the_account_is_disabled_gets_no_token(pool, open_house, now):
    with pool.transaction(OFFICER) as tx:
        accounts.disable_account(tx, open_house.rana["account_id"], "left", now=now)
        with waiting(pool, lambda other: enter(other, now, "rana")) as entering:
            tx.commit()
    with pytest.raises(CredentialsWrong):
        entering.result(60)


def test_who_goes_on_while_the_session_ends_gets_no_token(pool, open_house, now):
    def refresh(tx):
        return sign_in.refresh_session(tx, "first", "second", now=now, until=now + TOKEN_LASTS)

    with pool.transaction(OFFICER) as tx:
        usecases.sign_out(tx, "first", now=now)
        with waiting(pool, refresh) as going_on:
            tx.commit()
    with pytest.raises(Unauthenticated):
        going_on.result(60)


def test_a_session_begun_just_before_its_institution_closed_is_ended_with_the_others(pool, open_house, now):
    step = {"institution_id": open_house.institution_id, "status": "closed", "reason": "x", "version": 1}
    with pool.transaction(OFFICER) as tx:
        enter(tx, now, "rana")
        with waiting(pool, lambda other: lifecycle.change_institution_status(other, step, now=now)) as closing:
            tx.commit()
    closing.result(60)
    with pool.transaction() as tx:
        told = tx.one("select payload -> 'session_ids' as ids from outbox where routing_key = 'sessions.ended'")
    assert len(told["ids"]) == 3


def test_who_goes_on_just_before_the_access_changes_is_reckoned_with(pool, open_house, now):
    later = now + timedelta(minutes=20)  # the tokens given out before are dead by then

    def change(tx):
        colleagues.change_access(tx, open_house.karim["account_id"], "viewer", None, now=later)

    with pool.transaction(OFFICER) as tx:
        sign_in.refresh_session(tx, "his", "second", now=later, until=later + TOKEN_LASTS)
        with waiting(pool, change) as changing:
            tx.commit()
    changing.result(60)
    with pool.transaction() as tx:
        told = tx.one("select payload ->> 'until' as until from outbox where routing_key = 'account.rights_changed'")
    assert datetime.fromisoformat(told["until"]) == later + TOKEN_LASTS
