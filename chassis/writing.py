"""Frames of AMQP written so that many messages can leave in one piece; a frame is never split by another greenlet."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from amqp.method_framing import frame_writer


class Writer:
    """What py-amqp calls to write a frame; `together` gathers what is written inside."""

    def __init__(self, connection: Any, transport: Any) -> None:
        self._transport = transport
        self._pieces: list[bytes] = []
        # The bytes are copied: py-amqp uses its buffer again for the next frame.
        self._encode = frame_writer(connection, SimpleNamespace(write=lambda piece: self._pieces.append(bytes(piece))))
        self._writing = threading.Lock()

    def __call__(self, *frame: Any) -> None:
        with self.together() as write:
            write(*frame)

    @contextmanager
    def together(self) -> Iterator[Callable[..., None]]:
        """Every frame written inside leaves at the end, in one piece; none leaves when it raises."""
        with self._writing:
            try:
                yield self._encode
                self._transport.write(b"".join(self._pieces))
            finally:
                self._pieces.clear()
