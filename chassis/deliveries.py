"""What arrived from a queue, and how its envelope is read: only plain JSON objects with an id get further."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from struct import Struct
from typing import Any, NamedTuple
from uuid import UUID

import amqp
from amqp import spec

log = logging.getLogger("chassis.deliveries")

LARGEST_BODY = 16 * 1024 * 1024
TAGGED = Struct(">QBB")  # delivery tag, redelivered, length of the exchange's name


def _no_constant(name: str) -> Any:
    raise ValueError(name)


BOM = b"\xef\xbb\xbf"
DECODER = json.JSONDecoder(parse_constant=_no_constant)


class Unreadable(Exception):
    """Not something this service can read; the reason is one word, for operators."""

    def __init__(self, reason: str, error: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.error = error


@dataclass(slots=True, eq=False)
class Delivery:
    """One message and its channel, on which it is settled at most once."""

    channel: amqp.Channel
    tag: int
    body: bytes
    properties: dict
    exchange: str = ""
    routing_key: str = ""
    redelivered: bool = False
    headers: dict = field(default_factory=dict)
    settled: bool = False

    @classmethod
    def of(cls, message: amqp.basic_message.Message) -> "Delivery":
        """From what py-amqp hands over."""
        properties, info = message.properties, message.delivery_info
        headers = properties.get("application_headers")
        body = message.body if isinstance(message.body, bytes) else bytes(message.body or "", "utf-8")
        return cls(
            message.channel, info["delivery_tag"], body, properties, info["exchange"], info["routing_key"],
            bool(info["redelivered"]), headers if isinstance(headers, dict) else {},
        )  # fmt: skip

    @classmethod
    def arrived(cls, channel: amqp.Channel, arguments: bytes, properties: dict, body: bytes) -> "Delivery":
        """From the arguments of basic.deliver as bytes: consumer tag, delivery tag, redelivered, exchange, routing key."""
        at = 5 + arguments[4]
        tag, redelivered, size = TAGGED.unpack_from(arguments, at)
        at += TAGGED.size
        exchange = str(arguments[at : at + size], "utf-8", "surrogatepass")
        key = str(arguments[at + size + 1 :], "utf-8", "surrogatepass")
        headers = properties.get("application_headers")
        return cls(
            channel, tag, body, properties, exchange, key, bool(redelivered & 1),
            headers if isinstance(headers, dict) else {},
        )  # fmt: skip

    @property
    def alive(self) -> bool:
        """Whether it can still be acked: its channel is open."""
        return self.channel.connection is not None

    @property
    def died_with(self) -> int:
        """How often it went back to its queue unfinished, as the quorum queue counts."""
        return number(self.headers.get("x-delivery-count"))

    def ack(self, multiple: bool = False) -> None:
        """Settle it (and all before it on this channel); a lost connection is no error, the broker sends it again."""
        self.settled = True
        try:
            self.channel.send_method(spec.Basic.Ack, "Lb", (self.tag, multiple))
        except Exception as problem:
            log.info("an ack was lost: %s", type(problem).__name__)

    def data(self) -> Any:
        """The body as JSON data; raises `Unreadable`."""
        kind = str(self.properties.get("content_type", ""))
        if kind != "application/json":
            kind = kind.split(";")[0].strip().lower()
        if kind != "application/json":
            raise Unreadable("content_type", kind[:80] or "none")
        if self.properties.get("content_encoding", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii", "binary", ""):
            raise Unreadable("content_encoding")
        if len(self.body) > LARGEST_BODY:
            raise Unreadable("too_large", str(len(self.body)))
        try:
            return DECODER.decode(self.body.removeprefix(BOM).decode())
        except (ValueError, RecursionError, UnicodeDecodeError, MemoryError) as problem:
            raise Unreadable("not_json", type(problem).__name__) from None


class Envelope(NamedTuple):
    """The CloudEvents attributes of an event."""

    id: UUID
    type: str
    source: str
    subject: str
    time: str
    sequence: int
    correlation_id: str | None
    causation_id: str | None
    traceparent: str | None


def envelope_of(delivery: Delivery) -> Envelope:
    """The attributes from the headers; raises `Unreadable` where there is no id to tell it apart by."""
    said = delivery.headers.get
    try:
        event_id = UUID(text(said("ce-id")) or text(delivery.properties.get("message_id")))
    except ValueError:
        raise Unreadable("no_event_id") from None
    return Envelope(
        event_id, text(said("ce-type")), text(said("ce-source")), text(said("ce-subject")), text(said("ce-time")),
        number(said("ce-sequence")), text(said("ce-correlationid")) or None, text(said("ce-causationid")) or None,
        text(said("ce-traceparent")) or None,
    )  # fmt: skip


def text(value: Any) -> str:
    """The header's value if it is text of a sane length, else nothing: headers come from anybody."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return value[:500] if isinstance(value, str) else ""


def number(value: Any) -> int:
    """The header's value as a whole number, zero if it is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63 else 0


def as_json(value: Any) -> Any:
    """Headers as plain JSON data that PostgreSQL takes, whatever they hold."""
    if isinstance(value, Mapping):
        return {as_json(str(name)): as_json(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(one) for one in value]
    if isinstance(value, bool | int | None.__class__):
        return value
    shown = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return shown.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
