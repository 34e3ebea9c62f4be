"""Signing in on PostgreSQL."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from argon2 import PasswordHasher

from chassis.pool import Pool
from contracts.refusals import Forbidden, Unauthenticated
from contracts.registry.accounts import CredentialsWrong, SignInLocked
from services.registry.accounts import usecases as accounts
from services.registry.institutions import usecases as institutions
from services.registry.lifecycle import usecases as lifecycle
from services.registry.sessions import usecases as sessions
from services.registry.sign_in import usecases
from tests.registry import facts
from tests.registry.conftest import OFFICER
from tests.registry.people_of import TOKEN_LASTS, accept

SECRET = "a secret for tests"
PASSWORD = "ambre-lune-7-rivage"
PERSON = {"username": "aylin", "name": "Aylin", "email": "aylin@example.org", "language": "en"}


@pytest.fixture
def officer(pool, now):
    with pool.transaction() as tx:
        return accounts.appoint_officer(tx, PERSON, PASSWORD, now=now, new_id=uuid4(), nonce="n")


@pytest.fixture
def attempt(pool, officer):
    """`attempt(password, at)` as the entrypoint does it, in transactions of its own."""

    def enter(password, at, username="aylin", token=None, **source):
        tried = {"username": username, "password": password, **source}
        door = usecases.Door(SECRET, sessions.New(uuid4(), token or uuid4().hex), uuid4())
        proved = usecases.prove_password(pool.transaction, tried, SECRET, now=at)
        with pool.transaction() as tx:
            return usecases.sign_in(tx, tried, proved, door, now=at)

    return enter


@pytest.fixture
def refresh(pool):
    def go_on(token, new_token, at):
        with usecases.ending_reused(pool.transaction, token, now=at), pool.transaction() as tx:
            return usecases.refresh_session(tx, token, new_token, now=at, until=at + TOKEN_LASTS)

    return go_on


def test_a_username_is_recognised_whatever_its_case(attempt, officer, now):
    assert attempt(PASSWORD, now, "AYLİN")["account_id"] == officer["account_id"]


@pytest.mark.parametrize("username", ["aylin", "nobody"])
def test_a_wrong_password_and_an_unknown_name_get_the_same_answers(attempt, now, username):
    said = []
    for _ in range(6):
        with pytest.raises((CredentialsWrong, SignInLocked)) as refused:
            attempt("wrong", now, username)
        said.append((type(refused.value).__name__, str(refused.value), refused.value.facts))
    assert [name for name, _, _ in said] == ["CredentialsWrong"] * 5 + ["SignInLocked"]
    assert said[-1][2] == {"retry_after": 60}


def test_five_failures_lock_and_are_told_and_the_right_password_waits_too(pool, attempt, now):
    for _ in range(5):
        with pytest.raises(CredentialsWrong):
            attempt("wrong", now)
    with pytest.raises(SignInLocked):
        attempt(PASSWORD, now + timedelta(seconds=59))
    assert attempt(PASSWORD, now + timedelta(seconds=60))
    with pool.transaction() as tx:
        locked = [row["payload"] for row in tx.all("select payload from outbox where routing_key = 'account.locked'")]
    assert [told["failures"] for told in locked] == [5]


def test_success_forgets_failures(attempt, now):
    for _ in range(4):
        with pytest.raises(CredentialsWrong):
            attempt("wrong", now)
    attempt(PASSWORD, now)
    with pytest.raises(CredentialsWrong):
        attempt("wrong", now)


def test_no_connection_is_held_while_a_password_is_compared(database, now):
    slow = PasswordHasher(time_cost=60, memory_cost=19 * 1024, parallelism=1).hash(PASSWORD)
    asked, tried = threading.Event(), {"username": "aylin", "password": PASSWORD}
    pool = Pool(database("registry"), "tests", 1)

    @contextmanager
    def begin():
        with pool.transaction() as tx:
            yield tx
        asked.set()

    with closing(pool), ThreadPoolExecutor(1) as other:
        with pool.transaction() as tx:
            accounts.appoint_officer(tx, PERSON, PASSWORD, now=now, new_id=uuid4(), nonce="n")
            tx.run("update accounts set password_hash = %(slow)s", slow=slow)
        proving = other.submit(usecases.prove_password, begin, tried, SECRET, now=now)
        assert asked.wait(30)
        pool.ping()
        assert not proving.done()
        assert proving.result() == slow


def test_a_password_changed_after_it_was_compared_is_wrong(pool, officer, now):
    tried = {"username": "aylin", "password": PASSWORD}
    proved = usecases.prove_password(pool.transaction, tried, SECRET, now=now)
    door = usecases.Door(SECRET, sessions.New(uuid4(), uuid4().hex, None), uuid4())
    with pool.transaction() as tx:
        accounts.set_password(tx, accounts.get_account(tx, officer["account_id"]), "of another password")
    with pool.transaction() as tx, pytest.raises(CredentialsWrong):
        usecases.sign_in(tx, tried, proved, door, now=now)


def test_a_refresh_token_is_used_once_and_its_reuse_ends_the_session(attempt, refresh, now):
    attempt(PASSWORD, now, token="first")
    refresh("first", "second", now)
    with pytest.raises(Unauthenticated):
        refresh("first", "stolen", now)
    with pytest.raises(Unauthenticated):
        refresh("second", "third", now)


def test_a_session_ends_after_30_days(attempt, refresh, now):
    attempt(PASSWORD, now, token="first")
    with pytest.raises(Unauthenticated):
        refresh("first", "second", now + timedelta(days=30))


def test_signing_out_ends_the_session_and_again_is_fine(pool, attempt, refresh, now):
    attempt(PASSWORD, now, token="first")
    for _ in range(2):
        with pool.transaction() as tx:
            sessions.sign_out(tx, "first", now=now)
    with pytest.raises(Unauthenticated):
        refresh("first", "second", now)


def test_disabling_an_account_ends_its_sessions(pool, attempt, refresh, officer, now):
    attempt(PASSWORD, now, token="first")
    with pool.transaction() as tx:
        accounts.disable_account(tx, officer["account_id"], "left", now=now)
    with pytest.raises(Unauthenticated):
        refresh("first", "second", now)
    with pytest.raises(CredentialsWrong):
        attempt(PASSWORD, now)


def test_refresh_tokens_are_not_in_the_database(pool, attempt, now):
    attempt(PASSWORD, now, token="a-token-nobody-may-read")
    with pool.transaction() as tx:
        found = tx.one(
            "select count(*) as n from session_tokens where convert_from(token_hash, 'LATIN1') like '%%token%%'"
        )
    assert found["n"] == 0


def test_old_failures_and_sessions_are_forgotten(pool, attempt, now):
    attempt(PASSWORD, now)
    with pytest.raises(CredentialsWrong):
        attempt("wrong", now, "nobody")
    with pool.transaction() as tx:
        assert usecases.forget_old(tx, now=now + timedelta(days=90)) is False
        left = tx.one("select (select count(*) from sessions) + (select count(*) from sign_in_failures) as n")
    assert left["n"] == 0


def test_people_of_an_ended_institution_do_not_sign_in(pool, attempt, refresh, now):
    with pool.transaction(OFFICER) as tx:
        home = institutions.register_institution(tx, facts.institution(), now=now, new_id=uuid4())
        person = {"name": "A", "email": "a@example.org", "role": "institution", "language": "en"}
        person["institution_id"] = home["institution_id"]
        account = accounts.invite(tx, person, now=now, new_id=uuid4(), nonce="n")
        accept(tx, now, account, "rana", nonce="n")
    attempt(PASSWORD, now, "rana", "first")
    with pool.transaction(OFFICER) as tx:
        step = {"institution_id": home["institution_id"], "status": "inactive", "reason": "gone", "version": 1}
        lifecycle.change_institution_status(tx, step, now=now)
    with pytest.raises(Unauthenticated):
        refresh("first", "second", now)
    with pytest.raises(Forbidden):
        attempt(PASSWORD, now, "rana")


def test_a_name_of_the_widest_letters_is_counted_like_any_other(attempt, now):
    with pytest.raises(CredentialsWrong):
        attempt("wrong", now, "\ufdfa" * 254)
