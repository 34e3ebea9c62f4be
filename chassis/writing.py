"""Frames of AMQP written so that many messages can leave in one piece; a frame is never split by another greenlet."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from struct import Struct
from types import SimpleNamespace
from typing import Any

from amqp.method_framing import frame_writer

from chassis.properties import content_header, short

METHOD, HEADER, BODY = 1, 2, 3
FRAME = Struct(">BHI")
END = b"\xce"
PUBLISH = b"\x00\x3c\x00\x28\x00\x00"


class Writer:
    """What py-amqp calls to write a frame; `together` gathers what is written inside."""

    def __init__(self, connection: Any, transport: Any) -> None:
        self._connection, self._transport = connection, transport
        self._pieces: list[bytes] = []
        # The bytes are copied: py-amqp uses its buffer again for the next frame.
        self._encode = frame_writer(connection, SimpleNamespace(write=lambda piece: self._pieces.append(bytes(piece))))
        self._writing = threading.Lock()
        self._largest = connection.frame_max - 8

    def __call__(self, *frame: Any) -> None:
        with self.together() as write:
            write(*frame)

    def publish(self, channel: int, exchange: str, key: str, mandatory: bool, content: tuple[dict, bytes]) -> None:
        """One message (its properties and body); only inside `together`."""
        properties, body = content
        self._connection.bytes_sent += 1  # heartbeats look whether it grows
        self._frame(METHOD, channel, PUBLISH + short(exchange) + short(key) + bytes((mandatory,)))
        self._frame(HEADER, channel, content_header(properties, len(body)))
        for begin in range(0, len(body), self._largest):
            self._frame(BODY, channel, body[begin : begin + self._largest])

    def _frame(self, kind: int, channel: int, payload: bytes) -> None:
        self._pieces += (FRAME.pack(kind, channel, len(payload)), payload, END)

    @contextmanager
    def together(self) -> Iterator[Callable[..., None]]:
        """Every frame written inside leaves at the end, in one piece; none leaves when it raises."""
        with self._writing:
            try:
                yield self._encode
                self._transport.write(b"".join(self._pieces))
            finally:
                self._pieces.clear()
