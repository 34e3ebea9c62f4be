"""The writing side on stock nameko: commit, then dispatch."""

from typing import Any

from nameko.events import EventDispatcher
from nameko.rpc import rpc
from nameko.timer import timer

from tests.bench.demand import POLL_SECONDS, TAKE, WRITE, Demand, drive
from tests.bench.stock.connections import Connections


class SourceService:
    """Writes what is demanded, each with its event."""

    name = "source"
    dispatch = EventDispatcher()
    transaction = Connections()

    @timer(interval=POLL_SECONDS)
    def write(self) -> None:
        with self.transaction() as cursor:
            cursor.execute(TAKE)
            demanded = cursor.fetchone()
        if demanded:
            drive(Demand(**demanded), self._write)

    def _write(self, rows: list[dict[str, Any]]) -> None:
        with self.transaction() as cursor:
            for row in rows:
                cursor.execute(WRITE, row)
        for row in rows:
            self.dispatch("write.made", row)

    @rpc
    def echo(self, write_id: str) -> str:
        return write_id
