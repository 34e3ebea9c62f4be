"""What the fast way makes of a message's properties is what py-amqp makes of them, or it leaves them to py-amqp."""

import random

import pytest
from amqp import spec
from amqp.basic_message import Message

from chassis.frames import Frames, TolerantMessage
from chassis.properties import BASIC, HEAD, Unusual, content_header, properties_in

HEADERS = {f"ce-{name}": f"says {name} é ع" for name in ("id", "type", "subject", "time", "sequence", "traceparent")}
EVENT = {
    "application_headers": HEADERS, "content_type": "application/json", "delivery_mode": 2,
    "message_id": "3f0c", "type": "org.sesric.training.thing.made.v1", "app_id": "little",
}  # fmt: skip
ODD = {
    "a number": {"application_headers": {"n": 3}},
    "a list": {"application_headers": {"x-death": [{"count": 1}]}},
    "nothing": {"application_headers": {"none": None}},
    "a date": {"timestamp": 1_700_000_000},
    "all texts": {"correlation_id": "c", "reply_to": "r", "expiration": "60000", "content_encoding": "utf-8"},
    "more": {"priority": 4, "user_id": "u"},
    "none at all": {},
}


def by_py_amqp(properties, size):
    return HEAD.pack(BASIC, 0, size) + Message(b"", **properties)._serialize_properties()


def read_by_py_amqp(frame):
    message = TolerantMessage(frame_method=spec.Basic.Deliver, frame_args=b"")
    message.inbound_header(frame)
    return message.properties


@pytest.mark.parametrize("properties", [EVENT, *ODD.values()], ids=["an event", *ODD])
def test_what_is_written_is_what_py_amqp_writes(properties):
    assert content_header(properties, 12) == by_py_amqp(properties, 12)


def test_a_name_that_is_too_long_fails_as_it_does_in_py_amqp():
    with pytest.raises(Exception) as theirs:
        by_py_amqp({"type": "x" * 300}, 0)
    with pytest.raises(type(theirs.value)):
        content_header({"type": "x" * 300}, 0)


def test_an_event_is_read_the_fast_way():
    assert properties_in(by_py_amqp(EVENT, 5)) == EVENT


def test_whatever_is_read_is_what_py_amqp_reads_of_bent_headers():
    """Ten thousand headers with changed, cut and doubled bytes."""
    chance, read = random.Random(1), 0
    whole = by_py_amqp(EVENT, 5)
    for _ in range(10_000):
        bent = bytearray(whole)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(HEADERS), len(bent))
            bent[at : at + chance.randrange(2)] = bytes(chance.randrange(256) for _ in range(chance.randrange(2)))
        try:
            found = properties_in(bytes(bent))
        except Unusual:
            continue
        read += 1
        assert found == read_by_py_amqp(bytes(bent))
    assert read > 1000


class Connection:
    """What frames count on."""

    bytes_recv = 0


@pytest.mark.parametrize("piece", [1, 7, 64, 10_000])
def test_a_delivery_comes_whole_however_the_socket_cuts_it(piece):
    arguments, bodies, came = spec_deliver(b"tag"), [b"x" * 3000, b"", b"y"], []
    frames = Frames(Connection(), callback=None)
    frames.delivers[1] = lambda *delivered: came.append(delivered)
    stream = b"".join(delivery(arguments, body) for body in bodies)
    for at in range(0, len(stream), piece):
        frames.feed(stream[at : at + piece])

    assert came == [(arguments, EVENT, body) for body in bodies]


def spec_deliver(consumer):
    return b"\x00\x3c\x00\x3c" + bytes((len(consumer),)) + consumer + (7).to_bytes(8, "big") + b"\x00\x01e\x01k"


def delivery(arguments, body):
    pieces = [(1, arguments), (2, by_py_amqp(EVENT, len(body)))]
    pieces += [(3, body[at : at + 1000]) for at in range(0, len(body), 1000)]
    return b"".join(
        bytes((kind,)) + (1).to_bytes(2, "big") + len(payload).to_bytes(4, "big") + payload + b"\xce"
        for kind, payload in pieces
    )
