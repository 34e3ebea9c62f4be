"""Passwords reset and changed, on PostgreSQL."""

from contextlib import contextmanager, nullcontext
from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.links import INVITATION, PASSWORD_RESET
from contracts.refusals import Invalid, LinkInvalid, Unauthenticated
from contracts.registry.accounts import CredentialsWrong, SignInLocked
from contracts.registry.credentials import CurrentPasswordWrong
from services.registry.accounts import usecases as accounts
from services.registry.credentials import usecases
from services.registry.sessions import usecases as sessions
from services.registry.sign_in import usecases as sign_in
from tests.registry.people_of import PASSWORD, SECRET, TOKEN_LASTS, become, member, register, session

NEW = "basalt-harbour-21-fern"


def signed(link, account, nonce):
    account_id = account["account_id"]
    return {"account_id": account_id, "signature": link.sign(SECRET, account_id, nonce), "password": NEW}


@pytest.fixture
def rana(tx, now):
    return member(tx, now, register(tx, now), "owner", "rana", email="rana@example.org")


@pytest.fixture
def ask(tx):
    def request(login, at, nonce="r1"):
        answer = usecases.request_reset(tx, login, now=at)
        usecases.mail_resets(tx, lambda: nonce, now=at)
        return answer

    return request


@pytest.fixture
def reset(tx):
    def choose(account, at, nonce="r1", password=NEW):
        chosen = {**signed(PASSWORD_RESET, account, nonce), "password": password}
        hashed = usecases.hash_of_reset(lambda: nullcontext(tx), chosen, SECRET, now=at)
        usecases.reset_password(tx, chosen, hashed, SECRET, now=at, new_nonce="d2")

    return choose


@pytest.fixture
def change(tx, now):
    def choose(current=PASSWORD, password=NEW):
        chosen = {"current": current, "password": password}
        proved = usecases.prove_current(lambda: nullcontext(tx), tx.actor, chosen, now=now)
        usecases.change_password(tx, proved, now=now)

    return choose


def mails(emitted):
    return [told for key, told in emitted() if key == "account.credential_reset_requested"]


@pytest.mark.parametrize("login", ["rana", "RANA", "Rana@Example.org"])
def test_whoever_has_the_name_or_address_is_mailed(rana, ask, now, emitted, login):
    assert ask(login, now) == {"status": "sent"}
    [mail] = mails(emitted)
    assert (mail["account_id"], mail["nonce"], mail["email"]) == (str(rana["account_id"]), "r1", "rana@example.org")


def test_the_answer_says_nothing_of_who_exists_and_asks_the_same_of_the_database(tx, rana, ask, now, emitted):
    statements = []
    real = tx._ask
    for login in ("rana", "nobody", "nobody@example.org"):
        tx._ask = lambda sql, parameters: statements.append(sql) or real(sql, parameters)
        assert usecases.request_reset(tx, login, now=now) == {"status": "sent"}
    tx._ask = real
    assert len(statements) == 3 and len(set(statements)) == 1
    usecases.mail_resets(tx, lambda: "r1", now=now)
    assert len(mails(emitted)) == 1


def test_asking_again_and_again_mails_once_in_five_minutes(rana, ask, now, emitted):
    for seconds in (0, 1, 299):
        ask("rana", now + timedelta(seconds=seconds))
    assert len(mails(emitted)) == 1
    ask("rana", now + timedelta(minutes=5))
    assert len(mails(emitted)) == 2


def test_a_link_works_once_and_ends_every_session(tx, rana, ask, reset, now, emitted):
    open_one = session(tx, now, "rana", "first")
    ask("rana", now)
    reset(rana, now)
    with pytest.raises(Unauthenticated):
        sessions.admit(tx, accounts.actor_of(open_one, open_one["session_id"]), now=now)
    with pytest.raises(Unauthenticated):
        sign_in.refresh_session(tx, "first", "second", now=now, until=now + TOKEN_LASTS)
    with pytest.raises(LinkInvalid):
        reset(rana, now)
    with pytest.raises(CredentialsWrong):
        session(tx, now, "rana")
    assert session(tx, now, "rana", password=NEW)
    assert emitted()[-1][0] == "account.password_changed"


def test_a_newer_link_kills_the_older_and_an_hour_ends_it(rana, ask, reset, now):
    ask("rana", now, "r1")
    ask("rana", now + timedelta(minutes=6), "r2")
    with pytest.raises(LinkInvalid):
        reset(rana, now + timedelta(minutes=7), "r1")
    with pytest.raises(LinkInvalid):
        reset(rana, now + timedelta(minutes=66), "r2")
    reset(rana, now + timedelta(minutes=65), "r2")


def test_no_link_was_mailed_so_none_works(tx, rana, reset, now):
    for nonce in ("r1", "", "None"):
        with pytest.raises(LinkInvalid):
            reset(rana, now, nonce)
    with pytest.raises(LinkInvalid):
        reset({"account_id": uuid4()}, now)


def test_a_weak_password_is_refused_and_the_link_still_works(rana, ask, reset, tx, now):
    ask("rana", now)
    with pytest.raises(Invalid), tx.savepoint():
        reset(rana, now, password="short")
    reset(rana, now)


def test_disabled_and_ended_ones_are_not_mailed(tx, rana, ask, now, emitted):
    accounts.disable_account(tx, rana["account_id"], "left", now=now)
    ask("rana", now)
    assert mails(emitted) == []


def test_a_reset_lets_in_who_was_locked_out_by_guesses(tx, rana, ask, reset, now):
    for _ in range(5):
        sign_in.count_failure(tx, {"username": "rana"}, SECRET, now=now)
    with pytest.raises(SignInLocked):
        session(tx, now, "rana")
    ask("rana", now)
    reset(rana, now)
    assert session(tx, now, "rana", password=NEW)


def test_changing_the_password_ends_the_other_sessions_only(tx, rana, change, now, emitted):
    here, there = session(tx, now, "rana"), session(tx, now, "rana")
    become(tx, rana, here["session_id"])
    change()
    assert sessions.admit(tx, accounts.actor_of(rana, here["session_id"]), now=now)
    with pytest.raises(Unauthenticated):
        sessions.admit(tx, accounts.actor_of(rana, there["session_id"]), now=now)
    assert emitted()[-1][0] == "account.password_changed"
    with pytest.raises(CurrentPasswordWrong) as refused:
        change()
    assert refused.value.problems[0]["field"] == "current"


def test_a_password_changed_while_it_was_compared_is_wrong(tx, rana, now):
    become(tx, rana, session(tx, now, "rana")["session_id"])
    chosen = {"current": PASSWORD, "password": NEW}
    proved = usecases.prove_current(lambda: nullcontext(tx), tx.actor, chosen, now=now)
    usecases.change_password(tx, proved, now=now)
    with pytest.raises(CurrentPasswordWrong):
        usecases.change_password(tx, proved, now=now)


def test_whoever_guesses_the_present_password_ten_times_is_signed_out(tx, rana, change, now):
    actor = become(tx, rana, session(tx, now, "rana")["session_id"])
    for _ in range(9):
        sign_in.count_wrong_current(tx, actor, now=now)
    assert sessions.admit(tx, actor, now=now)
    with pytest.raises(CurrentPasswordWrong):
        change("a tenth guess")
    with pytest.raises(Unauthenticated):
        sessions.admit(tx, actor, now=now)
    with pytest.raises(Unauthenticated):
        change("one more guess that came at once with it")


def test_a_password_is_hashed_while_no_transaction_is_open(tx, rana, ask, now):
    become(tx, rana, session(tx, now, "rana")["session_id"])
    ask("rana", now)
    karim = member(tx, now, rana["institution_id"], "viewer")
    was_open = []

    @contextmanager
    def begin():
        was_open.append(True)
        yield tx
        was_open.append(False)

    class Chosen(dict):
        def __getitem__(self, name):
            assert name not in ("password", "current") or was_open[-1] is False
            return super().__getitem__(name)

    usecases.hash_of_reset(begin, Chosen(signed(PASSWORD_RESET, rana, "r1")), SECRET, now=now)
    accounts.hash_of_invited(begin, Chosen(signed(INVITATION, karim, "n1"), username="karim"), SECRET, now=now)
    usecases.prove_current(begin, tx.actor, Chosen(current=PASSWORD, password=NEW), now=now)
    assert was_open == [True, False] * 3


def test_neither_audit_nor_events_hold_a_password_or_its_hash(tx, rana, ask, reset, now):
    ask("rana", now)
    reset(rana, now)
    words = tx.one(
        "select (select string_agg(payload::text, '') from outbox) || (select string_agg(changes::text, '') from audit) as w"
    )["w"]
    assert not any(secret in words for secret in (NEW, PASSWORD, "argon2", SECRET))
