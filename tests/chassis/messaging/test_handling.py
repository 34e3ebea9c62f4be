"""How a batch claims its events: as if all were new, and one by one where one is not."""

import uuid
from contextlib import suppress

import psycopg2.errors
import pytest

from chassis.deliveries import Delivery
from chassis.handling import Handling
from chassis.wire import RolledBack
from tests.chassis.messaging.said import NoteWritten

TABLE = "create table seen (note_id uuid not null, text text not null)"


class Channel:
    """Notes what was acked."""

    connection = "open"

    def __init__(self):
        self.acked = []

    def send_method(self, method, form, arguments):
        self.acked.append(arguments)


@pytest.fixture
def channel():
    return Channel()


@pytest.fixture
def handle(pool, channel):
    """`handle(ids)`: a batch of events with these ids through a handler that writes each down; answers all it was called with."""
    with pool.transaction() as tx:
        tx.run(TABLE)
    handling = Handling("little", "on_note_written", "q", NoteWritten, pool, None)

    def run(ids, **more):
        called = []

        def method(tx, event):
            called.append(event.id)
            tx.post("insert into seen values (%(note_id)s, %(text)s)", note_id=event.id, text=event["text"])

        deliveries = [delivery(channel, tag, event_id, **more) for tag, event_id in enumerate(ids, 1)]
        assert handling.run(deliveries, method) == []
        return called

    return run


def delivery(channel, tag, event_id, **more):
    body = b'{"note_id": "%s", "text": "x"}' % str(event_id).encode()
    return Delivery(channel, tag, body, {"content_type": "application/json", "message_id": str(event_id)}, **more)


def seen(pool):
    with pool.transaction() as tx:
        return sorted(row["note_id"] for row in tx.all("select note_id from seen"))


def test_of_a_batch_with_one_known_event_only_the_others_take_effect(handle, pool, channel):
    ids = [uuid.uuid4() for _ in range(5)]
    handle(ids[2:3])
    handle(ids)

    assert seen(pool) == sorted(ids)
    assert channel.acked == [(1, True), (5, True)]


def test_an_event_that_stands_twice_in_one_batch_takes_effect_once(handle, pool):
    ids = [uuid.uuid4() for _ in range(3)]
    handle([*ids, ids[0]])

    assert seen(pool) == sorted(ids)


def test_what_was_delivered_before_is_not_given_to_the_handler_when_it_is_known(handle, pool):
    ids = [uuid.uuid4() for _ in range(3)]
    handle(ids)

    assert handle(ids, redelivered=True) == []
    assert seen(pool) == sorted(ids)


def test_a_transaction_whose_error_was_swallowed_does_not_pass_for_committed(pool):
    def swallow():
        with pool.transaction() as tx, suppress(psycopg2.errors.DivisionByZero):
            tx.one("select 1/0")

    with pytest.raises(RolledBack):
        swallow()
