"""A stream keeps every public event and is read from any place, by those who may read it and do nothing else (P7, rel:3.6)."""

import json
import secrets
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import amqp
import pytest

from chassis import privileges, streams, topology
from chassis.broker import connection_to
from deploy.local.processes import wait_until
from tests.chassis.messaging.said import NoteWhispered, NoteWritten
from tests.chassis.messaging.test_consuming import serves
from tests.chassis.promised import in_time

SCRIPT = Path(__file__).resolve().parents[3] / "docs" / "stream_reader.py"


@pytest.fixture
def told(little, operate):
    """`told(n)`: so many public events, all of which left through the relay; the stream was made by the deployment."""
    assert operate("declare", STREAM_DAYS="1", STREAM_MEGABYTES="10").returncode == 0
    little.start()

    def tell(number):
        for each in range(number):
            little.emit(f"note {each}")
        little.wait(
            lambda: little.count("outbox join unsent using (id)", "exchange = 'little.events'") == 0, "all sent"
        )

    return tell


@pytest.fixture
def reader(little, broker):
    """The address of a reader of the little service's stream."""
    parts = urlsplit(little.vhost)
    user, word = f"reader-{secrets.token_hex(4)}", secrets.token_hex(8)
    url = urlunsplit(parts._replace(netloc=f"{user}:{word}@{parts.hostname}:{parts.port}"))
    privileges.grant(broker.management_url, url, privileges.reader_of(["little"]), privileges.READER_LIMITS)
    yield url
    privileges._call(broker.management_url, "DELETE", f"/api/users/{user}")


@pytest.fixture
def read(reader, tmp_path):
    """`read(number, start, place)`: so many lines of docs/stream_reader.py, all that there are."""

    def lines(number, start, place):
        argv = [sys.executable, str(SCRIPT), reader, "little", start, str(tmp_path / place)]
        with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
            patience = threading.Timer(20, process.kill)
            patience.start()
            found = [json.loads(process.stdout.readline() or "{}") for _ in range(number)]
            # It notes its place after the line.
            noted, last = tmp_path / place, str(found[-1]["offset"])
            wait_until(lambda: noted.exists() and noted.read_text() == last, "the place is noted")
            patience.cancel()
            process.kill()
        return found

    return lines


def test_all_is_read_from_the_first_and_again_from_any_offset(told, read, little):
    told(200)

    all_of_them = read(200, "first", "a")
    some = read(50, "150", "b")

    sent = [row["id"] for row in little.sql("select event_id::text as id from outbox order by outbox.id")]
    assert [event["id"] for event in all_of_them] == sent
    assert [event["offset"] for event in all_of_them] == list(range(200))
    assert some == all_of_them[150:]


def test_a_reader_goes_on_after_the_place_it_noted(told, read):
    told(5)
    first = read(5, "first", "place")
    told(2)

    assert [event["offset"] for event in first + read(2, "first", "place")] == list(range(7))


def test_a_reader_starts_at_a_time(told, read):
    told(3)
    time.sleep(1.1)  # the stream knows seconds, and what came in one chunk has one time
    moment = datetime.now(UTC).replace(microsecond=0)
    told(2)

    found = read(2, moment.isoformat(), "c")

    assert [event["offset"] for event in found] == [3, 4]


def test_what_is_internal_is_not_in_it(told, read, little):
    little.emit("secret", contract=NoteWhispered)
    told(1)

    assert read(1, "first", "d")[0]["type"] == NoteWritten.type()


def test_a_second_preparation_with_another_limit_keeps_the_stream(told, operate):
    assert operate("declare", STREAM_DAYS="9").returncode == 0


def test_without_the_setting_there_is_none(little, operate):
    assert operate("declare").returncode == 0
    with connection_to(little.vhost, 0) as connection, pytest.raises(amqp.NotFound):
        connection.channel().queue_declare(streams.stream_name("little"), passive=True)


# Purging a stream is not possible for anybody.
ACTS = {
    "delete": lambda channel: channel.queue_delete("little.stream"),
    "publish to the exchange": lambda channel: channel.basic_publish(
        amqp.basic_message.Message("{}"), "little.events", "a.b"
    ),
    "publish to the stream": lambda channel: channel.basic_publish(
        amqp.basic_message.Message("{}"), "", "little.stream"
    ),
    "a queue of his own": lambda channel: channel.queue_declare("mine"),
    "a nameless queue": lambda channel: channel.queue_declare("", exclusive=True),
    "bind": lambda channel: channel.queue_bind("little.stream", "little.events", "x"),
    "another queue": lambda channel: channel.basic_get(topology.rpc_queue("little").name),
}


def test_a_reader_may_do_nothing_else(told, reader):
    let_in = []
    with connection_to(reader, 0) as connection:
        for name, act in ACTS.items():
            channel = connection.channel()
            channel.confirm_select()
            try:
                act(channel)
                channel.wait([(60, 80)], timeout=60)
            except amqp.AccessRefused:
                continue
            let_in.append(name)
    assert let_in == []


def test_with_a_stream_too_events_flow_soon_after_a_killed_broker_is_back(little, own_broker, command):
    broker = own_broker()
    little.vhost = broker.add_vhost("streams")
    little.start()
    made = command(little.tree, "declare", little.database, AMQP_URL=little.vhost, STREAM_DAYS="1")
    assert made.returncode == 0, made.stderr

    broker.kill()  # with a stream that was only just made
    little.emit("while it is away")
    broker.restart()
    little.wait(lambda: serves(little), "the broker has its queues again", seconds=120)

    with in_time(5):
        little.wait_effects(1)
        little.wait(lambda: little.count("unsent") == 0, "it counts as sent")
