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


def frame_handler(connection, callback):  # size: one closure as in py-amqp, on the path of every frame
    """The closure py-amqp calls with each frame; puts messages together with `TolerantMessage`."""
    expected = defaultdict(lambda: METHOD)
    partial: dict[int, TolerantMessage] = {}

    def finish(channel):
        expected[channel] = METHOD
        message = partial.pop(channel)
        callback(channel, message.frame_method, message.frame_args, message)
        return True

    def on_frame(frame):
        kind, channel, buf = frame
        connection.bytes_recv += 1
        if kind == HEARTBEAT:
            return False
        if kind != expected[channel]:
            raise UnexpectedFrame(f"Received frame {kind} while expecting {expected[channel]}")
        if kind == METHOD:
            method = unpack_from(">HH", buf, 0)
            if method not in WITH_CONTENT:
                callback(channel, method, buf, None)
                return True
            partial[channel] = TolerantMessage(frame_method=method, frame_args=buf)
            expected[channel] = HEADER
            return False
        message = partial[channel]
        message.inbound_header(buf) if kind == HEADER else message.inbound_body(buf)
        if message.ready:
            return finish(channel)
        expected[channel] = BODY
        return False

    return on_frame
