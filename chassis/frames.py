"""Frames of AMQP read so that no message, however odd its headers, can break the connection it came on."""

from collections import defaultdict
from collections.abc import Callable
from struct import Struct, unpack_from
from typing import Any

from amqp import spec
from amqp.basic_message import Message
from amqp.exceptions import UnexpectedFrame
from amqp.method_framing import _CONTENT_METHODS as WITH_CONTENT

from chassis.properties import Unusual, properties_in

METHOD, HEADER, BODY, HEARTBEAT = 1, 2, 3, 8
FRAME_END = 0xCE
OPENING = Struct(">BHI")  # kind, channel, size
DELIVER = b"\x00\x3c\x00\x3c"

# What comes on a channel that consumes: the arguments of basic.deliver, the properties, the body.
Deliver = Callable[[bytes, dict, bytes], None]


class TolerantMessage(Message):
    """A message whose undecodable headers are left out and marked, where py-amqp would raise in the reading loop."""

    def _load_properties(self, class_id, buf, offset):
        try:
            return super()._load_properties(class_id, buf, offset)
        except Exception:
            self.properties = {"content_type": "unreadable/headers"}
            return offset


class Frames:
    """What py-amqp calls with each frame; deliveries go straight to whom `delivers` names for their channel."""

    def __init__(self, connection, callback):
        self._connection, self._callback = connection, callback
        self._partial: dict[int, Any] = {}
        self._expected = defaultdict(lambda: METHOD)
        self._rest = b""
        self.delivers: dict[int, Deliver] = {}

    def feed(self, data: bytes) -> None:
        """Take what came from the socket: every whole frame in it, and what was left of the last time."""
        data = self._rest + data if self._rest else data
        begin, end = 0, len(data)
        while end - begin >= OPENING.size:
            kind, channel, size = OPENING.unpack_from(data, begin)
            last = begin + OPENING.size + size
            if last >= end:
                break
            if data[last] != FRAME_END:
                raise UnexpectedFrame("a frame does not end where it says")
            self((kind, channel, data[begin + OPENING.size : last]))
            begin = last + 1
        self._rest = data[begin:]

    def __call__(self, frame):
        kind, channel, buf = frame
        self._connection.bytes_recv += 1
        if kind == HEARTBEAT:
            return False
        if kind != self._expected[channel]:
            raise UnexpectedFrame(f"Received frame {kind} while expecting {self._expected[channel]}")
        return self._begin(channel, buf) if kind == METHOD else self._go_on(kind, channel, buf)

    def _begin(self, channel, buf):
        if channel in self.delivers and buf.startswith(DELIVER):
            self._partial[channel] = Arriving(buf, self.delivers[channel])
            self._expected[channel] = HEADER
            return False
        method = unpack_from(">HH", buf, 0)
        if method not in WITH_CONTENT:
            self._callback(channel, method, buf, None)
            return True
        self._partial[channel] = TolerantMessage(frame_method=method, frame_args=buf)
        self._expected[channel] = HEADER
        return False

    def _go_on(self, kind, channel, buf):
        message = self._partial[channel]
        if kind == HEADER:
            message.inbound_header(buf)
        else:
            message.inbound_body(buf)
        if not message.ready:
            self._expected[channel] = BODY
            return False
        self._expected[channel] = METHOD
        del self._partial[channel]
        if isinstance(message, Arriving):
            message.deliver(message.arguments, message.properties, message.body)
        else:
            self._callback(channel, message.frame_method, message.frame_args, message)
        return True


class Arriving:
    """A delivery of which some frames are here."""

    __slots__ = ("arguments", "body", "deliver", "properties", "ready", "size")

    def __init__(self, arguments: bytes, deliver: Deliver) -> None:
        self.arguments, self.deliver = arguments, deliver
        self.body = b""
        self.properties: dict[str, Any] = {}

    def inbound_header(self, buf: bytes) -> None:
        """The properties and the size of what follows."""
        self.size = int.from_bytes(buf[4:12], "big")
        try:
            self.properties = properties_in(buf)
        except Unusual:
            message = TolerantMessage(frame_method=spec.Basic.Deliver, frame_args=self.arguments)
            message.inbound_header(buf)
            self.properties = message.properties
        self.ready = not self.size

    def inbound_body(self, buf: bytes) -> None:
        """The body, or the next piece of it."""
        self.body = self.body + buf if self.body else buf
        self.ready = len(self.body) >= self.size
