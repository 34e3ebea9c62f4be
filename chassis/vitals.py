"""Looks at the service's own database every few seconds: readiness and the figures operators watch."""

from typing import Any

import eventlet

from chassis import feed, health, telemetry
from chassis.pool import Pool
from chassis.tx import Tx

EVERY_SECONDS = 3
GOOD_FOR_SECONDS = 10
COUNTED_UP_TO = 100_000


def figures(tx: Tx) -> dict[str, Any]:
    """How many events wait and for how long, how many messages are parked, how far the history lags (rel:D8)."""
    row = tx.one(
        """select
             (select count(*) from (select from outbox where sent_at is null limit %(most)s) as w) as outbox_unsent,
             (select coalesce(extract(epoch from clock_timestamp() - created_at), 0)::float8
                from outbox where sent_at is null order by id limit 1) as outbox_oldest_seconds,
             (select count(*) from parked where state = 'parked') as parked""",
        most=COUNTED_UP_TO,
    )
    assert row is not None
    oldest = round(max(row["outbox_oldest_seconds"] or 0.0, 0.0), 3)
    return {**row, "outbox_oldest_seconds": oldest, "feed_lag_seconds": feed.lag(tx)}


class Vitals:
    """The last figures, and the loop that keeps them."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.figures: dict[str, Any] = {}

    def watch(self, pool: Pool) -> None:
        """Look, report and rest, for ever."""
        while True:
            self.look(pool)
            eventlet.sleep(EVERY_SECONDS)

    def look(self, pool: Pool) -> None:
        """Look once; a database that is away is a report, not an exception."""
        try:
            with pool.transaction(read_only=True) as tx:
                self.figures = figures(tx)
        except Exception as problem:
            health.report("database", False, type(problem).__name__)
            return
        health.report("database", True, within=GOOD_FOR_SECONDS)
        telemetry.OUTBOX_UNSENT.labels(self.service).set(self.figures["outbox_unsent"])
        telemetry.OUTBOX_OLDEST.labels(self.service).set(self.figures["outbox_oldest_seconds"])
        telemetry.PARKED.labels(self.service).set(self.figures["parked"])
