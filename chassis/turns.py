"""Long work of one request in small pieces, between which everybody else who is served has a turn."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from chassis import health

Item = TypeVar("Item")
TURN_SECONDS = 0.005


def in_turns(items: Iterable[Item]) -> Iterator[Item]:
    """The items one by one; whenever those before took a few milliseconds, others go first."""
    since = time.monotonic()
    for item in items:
        if time.monotonic() - since > TURN_SECONDS:
            time.sleep(0)  # eventlet's in a running service: the other greenlets run
            since = time.monotonic()
        yield item


def enough_after(seconds: float) -> Callable[[], bool]:
    """Answers, whenever it is called, whether so many seconds have passed since now or the service is to stop."""
    end = time.monotonic() + seconds
    return lambda: health.stopping() or time.monotonic() > end
