"""The poison table: whatever anybody sends, no process ends, it is parked or refused, and good ones go on."""

import json
import uuid
from datetime import UTC, datetime
from struct import pack

import amqp
import pytest

from chassis.broker import connection_to
from tests.chassis.messaging.conftest import QUEUE
from tests.chassis.messaging.said import WriteNote

SOME_TIME = 1767225600
HEADERS = {"ce-id": str(uuid.uuid4())}
SHAPES = {
    "text": {"body": b"hello", "content_type": "text/plain"},
    "pickle": {"body": b"\x80\x04N.", "content_type": "application/x-python-serialize", "content_encoding": "binary"},
    "broken json": {"body": b'{"note_id": '},
    "not utf-8": {"body": b'{"text": "\xff\xfe"}'},
    "empty": {"body": b""},
    "deep nesting": {"body": b"[" * 200_000},
    "ten thousand digits": {"body": b'{"text": ' + b"9" * 10_000 + b"}"},
    "not a number": {"body": b'{"text": NaN}'},
    "kombu's dialect": {"body": {"note_id": {"__type__": "datetime", "__value__": "x"}, "text": "x"}},
    "a list": {"body": [1, 2]},
    "null": {"body": None},
    "a string": {"body": "hello"},
    "no content type": {"body": {"text": "x"}, "content_type": None},
    "unknown compression": {
        "body": {"text": "x"},
        "application_headers": {**HEADERS, "compression": "application/x-zip"},
    },
    "unknown encoding": {"body": b"x", "content_encoding": "hex"},
    "missing fields": {"body": {}},
    "a bad id": {"body": {"note_id": "1", "text": "x"}, "application_headers": {"ce-id": "not-an-id"}},
    "no id": {"body": {"note_id": str(uuid.uuid4()), "text": "x"}, "application_headers": {}},
    "an id that is a number": {"body": {"text": "x"}, "application_headers": {"ce-id": 5}},
    "nameko's stack as a number": {
        "body": {"text": "x"},
        "application_headers": {**HEADERS, "nameko.call_id_stack": 5},
    },
    "an attempt that is text": {"body": {"text": 1}, "application_headers": {**HEADERS, "x-attempt": "many"}},
    "zero bytes": {"body": {"text": 1, "a\x00b": "\x00"}, "application_headers": {**HEADERS, "a\x00": "b\x00"}},
    "odd headers": {
        "body": {},
        "application_headers": {**HEADERS, "when": datetime(2026, 1, 1, tzinfo=UTC), "raw": b"\xff\x00"},
    },
}


def test_every_shape_in_an_events_queue_is_parked_and_good_ones_around_it_are_handled(little):
    running = little.start()
    for shape in SHAPES.values():
        little.publish_note("good")
        little.publish(**{"application_headers": HEADERS, **shape})
    little.publish_note("last")

    little.wait_effects(len(SHAPES) + 1)
    rows = little.wait_parked(len(SHAPES))

    assert (len(rows), little.depth(), running.process.poll()) == (len(SHAPES), 0, None)
    assert all(row["reason"] for row in rows)
    assert len(little.processes) == 1


@pytest.mark.parametrize("answerable", [True, False])
def test_every_shape_in_the_request_queue_is_refused_or_parked_and_good_ones_are_answered(little, answerable):
    running = little.start()
    for shape in SHAPES.values():
        extras = {"reply_to": str(uuid.uuid4()), "correlation_id": "x"} if answerable else {}
        little.publish(key="little.write_note", exchange="nameko-rpc", **shape, **extras)
    written = {"note_id": str(uuid.uuid4()), "text": "good"}

    assert little.ask(WriteNote, fields=written) == written
    little.wait(lambda: little.depth("rpc-little") == 0, "all taken")
    if not answerable:
        little.wait_parked(len(SHAPES))
    assert running.process.poll() is None
    assert json.loads(running.output().splitlines()[0])["service"] == "little"


@pytest.mark.parametrize("kwargs", [None, 5, [1], {"_token": 5}, {"_idempotency_key": "x" * 9999}, {"_language": {}}])
def test_odd_arguments_of_a_request_are_refused(little, kwargs):
    little.start()
    body = {"args": [], "kwargs": kwargs}
    little.publish(body, key="little.write_note", exchange="nameko-rpc", reply_to=str(uuid.uuid4()))
    written = {"note_id": str(uuid.uuid4()), "text": "good"}

    assert little.ask(WriteNote, fields=written) == written


class FarFuture(amqp.basic_message.Message):
    """A message with a time in its headers that Python cannot read."""

    def _serialize_properties(self):
        return super()._serialize_properties().replace(pack(">Q", SOME_TIME), pack(">Q", 2**62))


def test_headers_that_cannot_be_decoded_do_not_break_the_connection(little):
    running = little.start()
    with connection_to(little.vhost, 0) as connection:
        when = datetime.fromtimestamp(SOME_TIME, UTC)
        odd = FarFuture(b"{}", content_type="application/json", delivery_mode=2, application_headers={"when": when})
        connection.channel().basic_publish(odd, "", QUEUE)
    little.publish_note("good")

    little.wait_effects(1)
    assert [row["reason"] for row in little.wait_parked(1)] == ["no_event_id"]
    assert "no connection" not in running.output()
