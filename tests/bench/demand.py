"""What a writing side is asked for: so many events, so many to a transaction, as fast as it can or at a pace."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

WRITERS = 10  # transactions at once, in every system
POLL_SECONDS = 0.1
TEXT = "The workshop on food safety begins at nine in the large hall; nominations close a week before. " * 3

TAKE = """
update demands set taken_at = now()
where demand_id = (select demand_id from demands where taken_at is null order by demand_id limit 1)
returning events, per_transaction, per_second
"""
WRITE = "insert into writes (write_id, text, started_at) values (%(write_id)s, %(text)s, %(started_at)s)"
EFFECT = "insert into effects (write_id, text, started_at) values (%(write_id)s, %(text)s, %(started_at)s)"


@dataclass(frozen=True)
class Demand:
    """One row of the table `demands`."""

    events: int
    per_transaction: int
    per_second: float | None

    @property
    def transactions(self) -> int:
        """How many transactions that makes."""
        return self.events // self.per_transaction

    def due(self, number: int, began: float) -> float | None:
        """When the transaction of this number should begin; None for at once."""
        return began + number * self.per_transaction / self.per_second if self.per_second else None


def facts(due: float | None) -> dict[str, Any]:
    """One write; its time is when it was due, so that a system which falls behind is seen to be late."""
    return {"write_id": str(uuid4()), "text": TEXT, "started_at": due or time.time()}


def drive(demand: Demand, write: Callable[[list[dict[str, Any]]], None]) -> None:
    """Have `write(rows)` called as demanded by a crew of greenlets; returns when all is written."""
    import eventlet

    crew, began = eventlet.GreenPool(WRITERS), time.time()

    def one(due: float | None) -> None:
        write([facts(due) for _ in range(demand.per_transaction)])

    for number in range(demand.transactions):
        due = demand.due(number, began)
        if due is not None:
            eventlet.sleep(max(0.0, due - time.time()))
        crew.spawn_n(one, due)
    crew.waitall()
