"""The service as it runs: real processes, broker, database and mail server."""

import json
import os
import subprocess
import sys
import urllib.request
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import amqp
import pytest

from chassis.broker import connection_to
from deploy.local.processes import free_port, wait_until
from services.notifications.sending.usecases import HANDS
from tests.conftest import ROOT
from tests.notifications.sending.test_newsletter import prepared, requested
from tests.notifications.story import Story

PEOPLE, READERS = 30, 200


class Broker:
    """Publishes events as the relays of the other services do."""

    def __init__(self, url: str) -> None:
        self.connection = connection_to(url, 0)
        self.connection.connect()
        self.channel = self.connection.channel()

    def __call__(self, contract, event) -> None:
        headers = {
            "ce-specversion": "1.0", "ce-id": str(event.id), "ce-source": f"/{contract.service()}", "ce-type": contract.type(),
            "ce-subject": event.subject, "ce-time": datetime.now(UTC).isoformat(), "ce-sequence": str(event.sequence),
            "ce-correlationid": event.correlation_id,
        }  # fmt: skip
        body = json.dumps(contract.write(event), ensure_ascii=False)
        message = amqp.basic_message.Message(
            body,
            application_headers=headers,
            message_id=str(event.id),
            content_type="application/json",
            delivery_mode=2,
        )
        self.channel.basic_publish(message, contract.exchange(), contract.key())


@pytest.fixture
def key():
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    made = Ed25519PrivateKey.generate().public_key()
    return made.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture
def start(database, vhost, mailbox, key, tmp_path):
    """`start()`: one replica of the service, ready."""
    url, started = database("notifications"), []

    def run():
        port = free_port()
        env = {
            **os.environ, "DATABASE_URL": url, "AMQP_URL": vhost, "TOKEN_PUBLIC_KEY": key, "LINK_SECRET": "secret",
            "PUBLIC_URL": "https://training.example.org", "OPS_PORT": str(port), "NOTIFICATIONS_LEASE_SECONDS": "3",
            "NOTIFICATIONS_SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}", "NOTIFICATIONS_MAIL_FROM": "training@sesric.org",
        }  # fmt: skip
        log = (tmp_path / f"service-{len(started)}.log").open("w")
        argv = [sys.executable, "-m", "chassis", "run", "notifications"]
        process = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=log, stderr=log)
        started.append(process)
        wait_until(lambda: answers(process, port, log.name), "notifications is ready")
        return process

    run.database = url
    yield run
    for process in started:
        process.kill()
        process.wait()


def answers(process, port, log):
    assert process.poll() is None, Path(log).read_text()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
            return answer.status == 200
    except OSError:
        return False


def settled(url):
    """How many deliveries there are in each status."""
    import psycopg2

    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute("select status, count(*) from deliveries group by 1")
        found = dict(cursor.fetchall())
    connection.close()
    return found


def doubtful(url):
    """The Message-IDs of deliveries whose outcome was unknown for a while."""
    import psycopg2

    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "select message_id from deliveries join deliveries_timeline t using (delivery_id) where t.status = 'unknown'"
        )
        found = {message_id for (message_id,) in cursor.fetchall()}
    connection.close()
    return found


def test_events_in_any_order_and_two_replicas_one_killed_make_every_mail_once(start, vhost, mailbox):
    first, second = start(), start()
    hear = Broker(vhost)
    story = Story(hear)
    for number in range(PEOPLE):
        story.confirmed(f"p{number}")
    story.announced()
    for number in range(READERS):
        event = requested(story, number)
        if number % 10 == 0:
            hear(type_of(event), event)
    prepared(story)
    for number in range(PEOPLE):
        story.contact(f"p{number}", ("en", "ar", "fr")[number % 3])
    wait_until(lambda: len(mailbox.raw()) > 40, "the first mails", seconds=30)
    first.kill()
    wait_until(lambda: settled(start.database) == {"sent": PEOPLE + READERS}, "all sent", seconds=60)
    ids = Counter(mail["message-id"] for mail in mailbox.mails())
    assert len(ids) == PEOPLE + READERS
    # Only mails whose answer died with the killed replica may come twice, one a connection, under the same id.
    twice = {message_id for message_id, times in ids.items() if times > 1}
    assert max(ids.values()) <= 2
    assert twice <= doubtful(start.database)
    assert len(twice) <= HANDS
    second.terminate()
    assert second.wait(60) == 0


def type_of(event):
    from contracts.newsletter.issues import NotificationRequested

    assert event.type == NotificationRequested.type()
    return NotificationRequested


def test_a_service_without_its_settings_says_all_that_is_missing():
    env = {name: value for name, value in os.environ.items() if not name.startswith("NOTIFICATIONS_")}
    env["NOTIFICATIONS_ALLOWED_RECIPIENTS"] = "everybody"
    argv = [sys.executable, "-m", "chassis", "run", "notifications"]
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=30)
    assert done.returncode == 2
    for name in (
        "NOTIFICATIONS_SMTP_URL",
        "NOTIFICATIONS_MAIL_FROM",
        "NOTIFICATIONS_ALLOWED_RECIPIENTS",
        "LINK_SECRET",
    ):
        assert name in done.stderr


def test_a_service_stopped_while_it_sends_goes_on_later_and_repeats_nothing(start, vhost, mailbox):
    first, story = start(), Story(Broker(vhost))
    for number in range(READERS):
        requested(story, number)
    prepared(story)
    wait_until(lambda: len(mailbox.raw()) > 30, "the first mails", seconds=30)
    first.terminate()
    assert first.wait(60) == 0
    assert len(mailbox.raw()) == settled(start.database)["sent"] < READERS
    start()
    wait_until(lambda: settled(start.database) == {"sent": READERS}, "all sent", seconds=60)
    assert set(Counter(mail["message-id"] for mail in mailbox.mails()).values()) == {1}
    assert len(mailbox.raw()) == READERS
