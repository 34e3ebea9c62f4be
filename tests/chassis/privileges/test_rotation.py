"""Passwords of the database and the broker change under load: nothing is lost, nothing is done twice (rel:3.12)."""

import secrets
import threading
import urllib.error
from contextlib import suppress
from urllib.parse import quote, urlsplit, urlunsplit

import pytest

from chassis.privileges import Privileges, _call, grant
from tests.chassis.messaging.conftest import little

__all__ = ["little"]
ALL = Privileges(".*", ".*", ".*")


class Accounts:
    """A role and a broker's user of this test alone; `renew` gives both a new password."""

    def __init__(self, little, broker, administer):
        self.name = f"test_rotating_{secrets.token_hex(4)}"
        self.little, self.management, self.administer = little, broker.management_url, administer
        administer(f"create role {self.name} login")
        little.sql(f"grant all on all tables in schema public to {self.name}")
        little.sql(f"grant all on all sequences in schema public to {self.name}")
        self.renew()

    def renew(self):
        """Settings with new passwords; the old ones open nothing from now on."""
        word = secrets.token_hex(8)
        self.administer(f"alter role {self.name} password '{word}'")
        settings = {}
        for name, url in (("DATABASE_URL", self.little.database), ("AMQP_URL", self.little.vhost)):
            parts = urlsplit(url)
            settings[name] = urlunsplit(parts._replace(netloc=f"{self.name}:{word}@{parts.hostname}:{parts.port}"))
        grant(self.management, settings["AMQP_URL"], ALL)
        return settings

    def hang_up(self):
        """End every connection that was opened with an old password."""
        self.administer(f"select pg_terminate_backend(pid) from pg_stat_activity where usename = '{self.name}'")
        for connection in _call(self.management, "GET", "/api/connections"):
            # The list is some seconds old: one may be gone.
            if connection["user"] == self.name:
                with suppress(urllib.error.HTTPError):
                    _call(self.management, "DELETE", f"/api/connections/{quote(connection['name'], safe='')}")

    def remove(self):
        self.hang_up()
        self.little.sql(f"drop owned by {self.name}")
        self.administer(f"drop role {self.name}")
        _call(self.management, "DELETE", f"/api/users/{self.name}")


@pytest.fixture
def accounts(little, broker, administer):
    made = Accounts(little, broker, administer)
    yield made
    for running in little.processes:
        running.process.kill()
    made.remove()


def test_passwords_change_under_load_and_every_event_takes_effect_once(little, accounts):
    before = little.start(**accounts.renew())
    halfway, written = threading.Event(), []

    def write():
        for number in range(300):
            written.append(little.emit(f"note {number}"))
            if number == 100:
                halfway.set()

    writer = threading.Thread(target=write)
    writer.start()
    halfway.wait(120)
    renewed = accounts.renew()
    accounts.hang_up()  # worse than a procedure would do
    after = little.start(**renewed)
    before.terminate()
    assert before.process.wait(60) == 0
    writer.join(120)

    little.wait_effects(300, seconds=120)
    assert len(written) == 300 and little.count("effects") == 300
    assert little.count("parked") == 0
    assert after.get("/readyz")[0] == 200


def test_an_old_password_opens_nothing(little, accounts):
    old = accounts.renew()
    accounts.renew()
    running = little.start(ready=False, **old)

    little.wait(lambda: "waits for the database" in running.output(), "it says what it waits for")
    assert running.get("/readyz")[0] == 503
    assert urlsplit(old["DATABASE_URL"]).password not in running.output()
