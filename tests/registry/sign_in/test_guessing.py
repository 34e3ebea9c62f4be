"""An attacker guesses: slowly, and without keeping the owner out."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.registry.accounts import CredentialsWrong, SignInLocked
from services.registry.accounts import usecases as accounts
from services.registry.credentials import usecases as credentials
from services.registry.sessions import usecases as sessions
from services.registry.sign_in import domain, usecases

SECRET, PASSWORD = "a secret for tests", "ambre-lune-7-rivage"
PERSON = {"username": "aylin", "name": "Aylin", "email": "aylin@example.org", "language": "en"}


class World:
    """The registry's sign-in, an owner, and how many guesses were looked at."""

    def __init__(self, pool, now):
        self.pool, self.looked_at = pool, 0
        with pool.transaction() as tx:
            self.owner = accounts.appoint_officer(tx, PERSON, PASSWORD, now=now, new_id=uuid4(), nonce="n")

    def enter(self, password, at, username="aylin", address=None, device=None):
        tried = {"username": username, "password": password, "address": address, "device": device}
        door = usecases.Door(SECRET, sessions.New(uuid4(), uuid4().hex, address), uuid4())
        proved = usecases.prove_password(self.pool.transaction, tried, SECRET, now=at)
        with self.pool.transaction() as tx:
            return usecases.sign_in(tx, tried, proved, door, now=at)

    def guess(self, at, address, username="aylin"):
        try:
            self.enter("wrong", at, username, address)
        except CredentialsWrong:
            self.looked_at += 1
        except SignInLocked:
            pass


@pytest.fixture
def world(pool, now):
    return World(pool, now)


def test_a_thousand_guesses_in_a_day_and_the_owner_enters_by_the_known_device(world, now):
    device = world.enter(PASSWORD, now, address="192.0.2.7")["device"]
    for n in range(1000):
        world.guess(now + timedelta(seconds=86 * n), f"198.51.100.{n % 250}")
    at = now + timedelta(seconds=86 * 1000)
    assert world.looked_at < domain.MOST
    with pytest.raises(SignInLocked):
        world.enter(PASSWORD, at, address="198.51.100.3")
    assert world.enter(PASSWORD, at, address="203.0.113.5", device=device)["device"] == device


def test_a_thousand_guesses_from_one_address_do_not_keep_another_address_out(world, now):
    for n in range(1000):
        world.guess(now + timedelta(seconds=n), "198.51.100.3")
    assert world.looked_at <= domain.WHOLE_NAME.free
    assert world.enter(PASSWORD, now + timedelta(seconds=1000), address="203.0.113.5")


def test_never_more_than_a_hundred_failures_whatever_the_patience(world, now):
    for n in range(250):
        world.guess(now + timedelta(minutes=61 * n), f"198.51.100.{n % 250}")
    assert world.looked_at <= domain.MOST


def test_known_and_unknown_names_wait_alike(world, now):
    said = {}
    for username in ("aylin", "nobody"):
        for n in range(23):
            try:
                world.enter("wrong", now + timedelta(seconds=n), username, f"198.51.100.{n}")
            except (CredentialsWrong, SignInLocked) as refused:
                said.setdefault(username, []).append((refused.code, refused.detail, refused.facts))
    assert said["aylin"] == said["nobody"]
    assert "SignInLocked" in {code for code, _, _ in said["nobody"]}


def test_one_address_that_tries_every_name_waits_too(world, now):
    for n in range(domain.WHOLE_ADDRESS.free):
        with world.pool.transaction() as tx:
            usecases.count_failure(tx, {"username": f"name{n}", "address": "198.51.100.3"}, SECRET, now=now)
    world.guess(now, "198.51.100.3", "one.more")
    with pytest.raises(SignInLocked):
        world.enter(PASSWORD, now, address="198.51.100.3")
    assert world.enter(PASSWORD, now, address="203.0.113.5")


def test_a_forged_or_foreign_device_is_unknown(world, now):
    device = world.enter(PASSWORD, now)["device"]
    other = {**world.owner, "account_id": uuid4(), "device_nonce": ""}
    assert usecases.device_of({**world.owner, "device_nonce": ""}, device, SECRET)
    for account, token in ((other, device), (world.owner | {"device_nonce": "x"}, device), (None, device)):
        assert usecases.device_of(account, token, SECRET) is None
    for forged in (None, "", "x", device[:-1] + "x", "." + device, device.partition(".")[2]):
        assert usecases.device_of({**world.owner, "device_nonce": ""}, forged, SECRET) is None


def test_guesses_with_a_known_device_lock_that_device_only(world, now):
    device = world.enter(PASSWORD, now)["device"]
    for _ in range(5):
        with pytest.raises(CredentialsWrong):
            world.enter("wrong", now, device=device)
    with pytest.raises(SignInLocked):
        world.enter(PASSWORD, now, device=device)
    assert world.enter(PASSWORD, now)


def test_a_burst_of_guesses_at_once_is_bounded_too(world, now):
    with ThreadPoolExecutor(6) as six:
        list(six.map(lambda _: world.guess(now, "198.51.100.3"), range(60)))
    assert world.looked_at <= domain.NEAR.free + 6


def test_a_reset_by_mail_forgets_the_failures_and_the_devices(pool, world, now):
    device = world.enter(PASSWORD, now)["device"]
    for n in range(30):
        world.guess(now, f"198.51.100.{n}")
    with pool.transaction() as tx:
        account = accounts.get_account(tx, world.owner["account_id"])
        usecases.forgive(tx, account)
        credentials.accounts.save_reset(tx, {**account, "device_nonce": "another"})
    assert world.enter(PASSWORD, now, device=device)["device"] != device


def test_a_wrong_password_asks_the_same_of_the_database_whoever_is_meant(world, now):
    asked = {}
    for username in ("aylin", "nobody"):
        statements = asked.setdefault(username, [])
        with world.pool.transaction() as tx:
            real = tx._ask
            tx._ask = lambda sql, parameters, real=real, into=statements: into.append(sql) or real(sql, parameters)
            tried = {"username": username, "password": "wrong", "address": "198.51.100.3"}
            with pytest.raises(CredentialsWrong):
                usecases.prove_password(lambda tx=tx: nullcontext(tx), tried, SECRET, now=now)
    assert asked["aylin"] == asked["nobody"] != []
