"""Wakes one greenlet that waits; a ring that comes while it works is not lost."""

import eventlet
from eventlet.event import Event


class Bell:
    """`ring` from any greenlet, `wait` from one."""

    def __init__(self) -> None:
        self._rung = Event()

    def ring(self) -> None:
        """End the wait, or the next one."""
        if not self._rung.ready():
            self._rung.send()

    def wait(self, seconds: float) -> bool:
        """Whether it rang, within so many seconds."""
        if not self._rung.ready() and seconds > 0:
            with eventlet.Timeout(seconds, False):
                self._rung.wait()
        if not self._rung.ready():
            return False
        self._rung = Event()
        return True
