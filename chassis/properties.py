"""The properties of a message as bytes and back, for the shapes that events have; py-amqp does the others."""

from functools import lru_cache
from struct import Struct, error
from typing import Any

from amqp.basic_message import Message

# AMQP 0-9-1, 4.2.6.1: the bit of each property in the order of the list.
TEXTS = (
    (0x8000, "content_type"), (0x4000, "content_encoding"), (0x2000, "application_headers"), (0x1000, "delivery_mode"),
    (0x0800, "priority"), (0x0400, "correlation_id"), (0x0200, "reply_to"), (0x0100, "expiration"),
    (0x0080, "message_id"), (0x0020, "type"), (0x0010, "user_id"), (0x0008, "app_id"),
)  # fmt: skip
NUMBERS = {"delivery_mode", "priority"}
KNOWN = sum(bit for bit, _ in TEXTS)
LONG_TEXT, LONG_NUMBER = ord("S"), ord("l")
SIZE, LONG = Struct(">I"), Struct(">q")
FLAGS = Struct(">H")
HEAD = Struct(">HHQ")  # class, weight, size of the body
BASIC = 60


class Unusual(Exception):
    """Not a shape that is known here."""


def properties_in(frame: bytes) -> dict[str, Any]:
    """What a content header says, as py-amqp would; raises `Unusual` for whatever is not plainly as ours."""
    (flags,) = FLAGS.unpack_from(frame, HEAD.size)
    if flags & ~KNOWN:
        raise Unusual
    found: dict[str, Any] = {}
    at = HEAD.size + FLAGS.size
    try:
        for bit, name in TEXTS:
            if not flags & bit:
                continue
            if name in NUMBERS:
                found[name] = frame[at]
                at += 1
            elif name == "application_headers":
                end = at + SIZE.size + SIZE.unpack_from(frame, at)[0]
                found[name] = _table(frame, at + SIZE.size, end)
                at = end
            else:
                size = frame[at]
                found[name] = str(frame[at + 1 : at + 1 + size], "utf-8")
                at += 1 + size
    except (IndexError, UnicodeDecodeError, error):
        raise Unusual from None
    if at != len(frame):
        raise Unusual
    return found


def _table(frame: bytes, at: int, end: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while at < end:
        value = at + 1 + frame[at]
        name = str(frame[at + 1 : value], "utf-8")
        kind = frame[value]
        if kind == LONG_TEXT:
            at = value + 5 + SIZE.unpack_from(frame, value + 1)[0]
            found[name] = str(frame[value + 5 : at], "utf-8")
        elif kind == LONG_NUMBER:
            at = value + 9
            (found[name],) = LONG.unpack_from(frame, value + 1)
        else:
            raise Unusual
    if at != end:
        raise Unusual
    return found


def content_header(properties: dict[str, Any], size: int) -> bytes:
    """The content header of a message with these properties and a body of so many bytes."""
    try:
        return HEAD.pack(BASIC, 0, size) + _written(properties)
    except Unusual:
        return HEAD.pack(BASIC, 0, size) + Message(b"", **properties)._serialize_properties()


def _written(properties: dict[str, Any]) -> bytes:
    flags, left = 0, len(properties)
    pieces: list[bytes] = []
    for bit, name in TEXTS:
        value = properties.get(name)
        if value is None:
            left -= name in properties
            continue
        flags |= bit
        left -= 1
        if name in NUMBERS:
            pieces.append(bytes((value,)))
        elif name == "application_headers":
            pieces.append(_written_table(value))
        else:
            pieces.append(short(value))
    if left:
        raise Unusual
    return FLAGS.pack(flags) + b"".join(pieces)


def _written_table(headers: dict[str, Any]) -> bytes:
    pieces: list[bytes] = []
    for name, value in headers.items():
        if type(value) is not str:
            raise Unusual
        text = value.encode()
        pieces += (_name_of_text(name), SIZE.pack(len(text)), text)
    table = b"".join(pieces)
    return SIZE.pack(len(table)) + table


@lru_cache(200)
def _name_of_text(name: str) -> bytes:
    return short(name) + b"S"


def short(text: str) -> bytes:
    """A short string; raises `Unusual` where it is none."""
    if type(text) is not str:
        raise Unusual
    said = text.encode()
    if len(said) > 255:
        raise Unusual
    return bytes((len(said),)) + said
