"""The writing side on the chassis."""

from typing import Any

from chassis.database import Database
from chassis.entrypoints import rpc, worker
from tests.bench.demand import POLL_SECONDS, TAKE, WRITE, Demand, drive
from tests.bench.ours.said import ReadWrite, WriteMade


class SourceService:
    """Writes what is demanded, each with its event."""

    name = "source"
    db = Database()

    @worker(seconds=POLL_SECONDS)
    def write(self) -> None:
        with self.db.transaction() as tx:
            demanded = tx.one(TAKE)
        if demanded:
            drive(Demand(**demanded), self._write)

    def _write(self, rows: list[dict[str, Any]]) -> None:
        with self.db.transaction() as tx:
            for row in rows:
                tx.post(WRITE, **row)
                tx.emit(WriteMade, row)

    @rpc(ReadWrite)
    def read_write(self, tx, request):
        return tx.one("select * from writes where write_id = %(write_id)s", **request)
