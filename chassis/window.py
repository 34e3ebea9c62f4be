"""What is on its way to the broker, and how it fared: the relay publishes on while the last rows are being confirmed."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from chassis.publisher import LOST


@dataclass(frozen=True, slots=True, eq=False)
class Flight:
    """One row published once; the same row published again is another flight."""

    row_id: int
    exchange: str
    at: float


class Window:
    """Rows in flight, oldest first, and the fates of those that landed; `landed()` is called when it is worth a look."""

    def __init__(self, size: int, landed: Callable[[], None]) -> None:
        self._size, self._landed = size, landed
        self._away: dict[int, Flight] = {}
        self._fates: dict[int, tuple[Flight, str]] = {}

    @property
    def away(self) -> Iterable[int]:
        """The rows on their way, and those whose fate is not taken yet: neither may leave now."""
        return [*self._away, *self._fates]

    @property
    def room(self) -> int:
        """How many more may leave."""
        return self._size - len(self._away)

    @property
    def busy(self) -> bool:
        """Whether anything is on its way or waits to be marked."""
        return bool(self._away or self._fates)

    @property
    def landed(self) -> int:
        """How many fates wait to be taken."""
        return len(self._fates)

    @property
    def flying(self) -> float:
        """For how many seconds the oldest has been on its way."""
        oldest = next(iter(self._away.values()), None)
        return time.monotonic() - oldest.at if oldest else 0.0

    def begin(self, row_id: int, exchange: str) -> Callable[[str], None]:
        """The row leaves now; answers what is to be told its fate."""
        flight = self._away[row_id] = Flight(row_id, exchange, time.monotonic())

        def settled(fate: str) -> None:
            # What comes late, from a line that was dropped, says nothing about a later flight (rel:P6).
            if self._away.get(row_id) is flight:
                del self._away[row_id]
                self._fates[row_id] = (flight, fate)
                if len(self._fates) * 4 >= self._size:
                    self._landed()

        return settled

    def lose(self) -> None:
        """Give up what is on its way: which confirm belongs to which message is not sure any more."""
        for row_id, flight in self._away.items():
            self._fates[row_id] = (flight, LOST)
        self._away.clear()
        self._landed()

    def take(self) -> dict[Flight, str]:
        """The fates so far; they are the caller's to mark."""
        taken = dict(self._fates.values())
        self._fates.clear()
        return taken
