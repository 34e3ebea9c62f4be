"""Frames of AMQP read so that no message, however odd its headers, can break the connection it came on."""

from collections import defaultdict
from struct import unpack_from

from amqp.basic_message import Message
from amqp.exceptions import UnexpectedFrame
from amqp.method_framing import _CONTENT_METHODS as WITH_CONTENT

METHOD, HEADER, BODY, HEARTBEAT = 1, 2, 3, 8


class TolerantMessage(Message):
    """A message whose undecodable headers are left out and marked, where py-amqp would raise in the reading loop."""

    def _load_properties(self, class_id, buf, offset):
        try:
            return super()._load_properties(class_id, buf, offset)
        except Exception:
            self.properties = {"content_type": "unreadable/headers"}
            return offset


class Frames:
    """What py-amqp calls with each frame; puts messages together with `TolerantMessage`."""

    def __init__(self, connection, callback):
        self._connection, self._callback = connection, callback
        self._partial: dict[int, TolerantMessage] = {}
        self._expected = defaultdict(lambda: METHOD)

    def __call__(self, frame):
        kind, channel, buf = frame
        self._connection.bytes_recv += 1
        if kind == HEARTBEAT:
            return False
        if kind != self._expected[channel]:
            raise UnexpectedFrame(f"Received frame {kind} while expecting {self._expected[channel]}")
        return self._begin(channel, buf) if kind == METHOD else self._go_on(kind, channel, buf)

    def _begin(self, channel, buf):
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
        self._callback(channel, message.frame_method, message.frame_args, message)
        return True
