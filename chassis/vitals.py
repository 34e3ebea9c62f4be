"""Looks at the service's own database every few seconds: readiness and the figures operators watch."""

from collections.abc import Callable
from typing import Any

import eventlet

from chassis import feed, health, telemetry
from chassis.consumer import Consumer
from chassis.pool import Pool
from chassis.tx import Tx

EVERY_SECONDS = 3
GOOD_FOR_SECONDS = 10
COUNTED_UP_TO = 100_000


def figures(tx: Tx, service: str) -> dict[str, Any]:
    """What waits and for how long, what is parked, what all replicas do now, how far the history lags (rel:D8)."""
    row = tx.one(
        """select
             (select count(*) from (select from unsent limit %(most)s) as w) as outbox_unsent,
             (select coalesce(extract(epoch from clock_timestamp() - created_at), 0)::float8
                from outbox where id = (select min(id) from unsent)) as outbox_oldest_seconds,
             (select count(*) from parked where state = 'parked') as parked,
             (select count(*) from pg_stat_activity where datname = current_database() and application_name = %(service)s
                and xact_start is not null and pid <> pg_backend_pid()) as in_flight""",
        most=COUNTED_UP_TO, service=service,
    )  # fmt: skip
    assert row is not None
    oldest = round(max(row["outbox_oldest_seconds"] or 0.0, 0.0), 3)
    return {**row, "outbox_oldest_seconds": oldest, "feed_lag_seconds": feed.lag(tx)}


def queues_of(container: Any) -> dict[str, int]:
    """How many queues the service has, and how many of them this process consumes now."""
    consumers = [found for found in container.extensions if isinstance(found, Consumer)]
    intakes = [intake for consumer in consumers for intake in consumer.intakes]
    consumed = [one for consumer in consumers if consumer.ready for one in consumer.intakes if not one.cancelled]
    return {"queues": len(intakes), "queues_consumed": len(consumed)}


class Vitals:
    """The last figures, and the loop that keeps them."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.figures: dict[str, Any] = {}

    def watch(self, pool: Pool, queues: Callable[[], dict[str, int]]) -> None:
        """Look, report and rest, for ever."""
        while True:
            self.look(pool, queues)
            eventlet.sleep(EVERY_SECONDS)

    def look(self, pool: Pool, queues: Callable[[], dict[str, int]]) -> None:
        """Look once; a database that is away is a report, not an exception."""
        consumed = queues()
        telemetry.QUEUES.labels(self.service).set(consumed["queues"])
        telemetry.QUEUES_CONSUMED.labels(self.service).set(consumed["queues_consumed"])
        self.figures |= consumed
        try:
            with pool.transaction(read_only=True) as tx:
                self.figures |= figures(tx, self.service)
        except Exception as problem:
            health.report("database", False, type(problem).__name__)
            return
        health.report("database", True, within=GOOD_FOR_SECONDS)
        for name, gauge in telemetry.FIGURES.items():
            gauge.labels(self.service).set(self.figures[name])
