"""A queue's deliveries in the order they came, handled a batch at a time by one greenlet, until told to stop."""

import random
from collections import deque
from collections.abc import Callable

import eventlet
from eventlet.event import Event

from chassis.deliveries import Delivery

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0
# After n at once the next batch waits n times this: under load each commit is for more.
GATHER_SECONDS, LONGEST_GATHER = 0.001, 0.01


class Line:
    """`handle(batch)` settles deliveries and answers those left for later; a pause grows while some are left."""

    def __init__(self, handle: Callable[[list[Delivery]], list[Delivery]], batch: int) -> None:
        self.stopping = False
        self._handle, self._batch = handle, batch
        self._waiting: deque[Delivery] = deque()
        self._changed = Event()

    def take(self, delivery: Delivery) -> None:
        """Called by the reader; does not wait."""
        self._waiting.append(delivery)
        if len(self._waiting) == 1:
            self._notify()

    def lost(self) -> None:
        """The connection is gone: what is not begun comes again on the next one."""
        self._waiting.clear()

    def stop(self) -> None:
        """Begin no other batch."""
        self.stopping = True
        self._notify()

    def run(self) -> None:
        """Work until `stop`."""
        while not self.stopping:
            if self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._batch))]
                self._work_off(batch)
                if len(batch) > 1 and len(self._waiting) < self._batch and not self.stopping:
                    eventlet.sleep(min(len(batch) * GATHER_SECONDS, LONGEST_GATHER))
            else:
                self._changed.wait()

    def _work_off(self, batch: list[Delivery]) -> None:
        pause = FIRST_PAUSE
        while batch and not self.stopping:
            batch = [delivery for delivery in self._handle(batch) if delivery.alive and not delivery.settled]
            if batch:
                self._rest(pause * random.uniform(0.8, 1.2))  # noqa: S311 - jitter
                pause = min(pause * 2, LONGEST_PAUSE)

    def _rest(self, seconds: float) -> None:
        with eventlet.Timeout(seconds, False):
            while not self.stopping:
                self._changed.wait()

    def _notify(self) -> None:
        changed, self._changed = self._changed, Event()
        changed.send()
