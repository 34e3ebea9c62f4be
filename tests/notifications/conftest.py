"""A notifications database, a real mail server, and the service between them."""

import base64
import json
import subprocess
import sys
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path
from uuid import uuid4

import pytest

from chassis.pool import Pool
from contracts.base import Event
from services.notifications.activities.usecases import spread
from services.notifications.rendering.context import Links
from services.notifications.sending import usecases
from services.notifications.sending.domain import Allowed
from services.notifications.sending.letters import Desk
from services.notifications.sending.post import MailServer
from tests.notifications.story import Story

LINKS = Links("https://training.example.org", "a secret for tests")


@pytest.fixture
def pool(database):
    """The pool of a fresh notifications database."""
    pool = Pool(database("notifications"), "tests", 12)
    yield pool
    pool.close()


@pytest.fixture
def hear(pool):
    """`hear(Contract, event)`: the service's handler of that event, in a transaction of its own."""
    from services.notifications.service import NotificationsService

    service = NotificationsService()

    def handle(contract: type[Event], event):
        method = getattr(service, "on_" + contract.key().replace(".", "_"))
        with pool.transaction(correlation_id=event.correlation_id) as tx:
            method(tx, event)

    return handle


@pytest.fixture
def story(hear):
    """An activity and its people."""
    return Story(hear)


class Mailbox:
    """The mail server in a process of its own, and what it took."""

    def __init__(self, file: Path) -> None:
        self.file, self.port, self.process = file, 0, None
        self.start()

    def start(self) -> None:
        argv = [sys.executable, str(Path(__file__).parent / "sink.py"), str(self.file), str(self.port)]
        self.process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)
        self.process.stdout.close()

    def raw(self) -> list[dict]:
        # The last piece is empty, or a line that is being written just now.
        lines = self.file.read_text().split("\n")[:-1] if self.file.exists() else []
        return [json.loads(line) for line in lines]

    def mails(self, to=None):
        """The mails taken, parsed, oldest first."""
        parser = BytesParser(policy=policy.default)
        found = [parser.parsebytes(base64.b64decode(line["mail"])) for line in self.raw()]
        return [mail for mail in found if to is None or mail["to"].addresses[0].addr_spec == to]


@pytest.fixture
def mailbox(tmp_path):
    """A real mail server."""
    box = Mailbox(tmp_path / "mails.jsonl")
    yield box
    box.stop()


@pytest.fixture
def sender(pool, mailbox):
    """`sender(allowed="*", …)`: one worker of the pipeline."""

    def make(allowed="*", clock=lambda: datetime.now(UTC)):
        server = MailServer.read(f"smtp://127.0.0.1:{mailbox.port}")
        desk = Desk("training@sesric.org", LINKS)
        return usecases.Sender(uuid4(), pool, server, desk, Allowed.read(allowed), clock, lambda: 0.5)

    return make


@pytest.fixture
def deliver(pool, sender):
    """`deliver()`: work out recipients and send until nothing is due."""

    def run(**options):
        more = True
        while more:
            with pool.transaction() as tx:
                more = spread(tx)
        one = sender(**options)
        while usecases.send_due(one) or due(pool):
            pass

    return run


def due(pool) -> bool:
    """Whether a delivery could be claimed at once, e.g. the next of a person."""
    now = datetime.now(UTC)
    with pool.transaction() as tx:
        from services.notifications.sending.repository import claim_due_deliveries

        return bool(claim_due_deliveries(tx, uuid4(), now, now, 1))


@pytest.fixture
def deliveries(pool):
    """`deliveries()`: every delivery, in the order they were asked for."""

    def read():
        with pool.transaction() as tx:
            return tx.all("select * from deliveries order by number")

    return read


@pytest.fixture
def told(pool):
    """`told()`: what the service itself told others, as keys and facts."""

    def read():
        with pool.transaction() as tx:
            rows = tx.all("select routing_key, payload from outbox order by id")
        return [(row["routing_key"], row["payload"]) for row in rows]

    return read


def calendar_of(mail):
    """The calendar part of a mail, parsed, with its method; None where there is none."""
    from icalendar import Calendar

    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            return part.get_param("method"), Calendar.from_ical(part.get_content())
    return None
