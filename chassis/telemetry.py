"""Prometheus metrics; labels are services, entrypoints and outcomes, never ids or people."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Gauge, Histogram, generate_latest

from contracts.refusals import Refusal

OK, REFUSED, FAILED = "ok", "refused", "failed"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

ENTRYPOINTS = Histogram(
    "entrypoint_seconds", "Time an entrypoint took, by outcome.", ["service", "entrypoint", "outcome"], buckets=SECONDS
)
IN_FLIGHT = Gauge("entrypoints_in_flight", "Entrypoints running now.", ["service"])
OUTBOX_UNSENT = Gauge(
    "outbox_unsent_events", "Events not yet confirmed by the broker (counted up to 100,000).", ["service"]
)
OUTBOX_OLDEST = Gauge("outbox_oldest_unsent_seconds", "Age of the oldest event not yet confirmed.", ["service"])
PARKED = Gauge("parked_messages", "Messages in the parking lot that nobody has settled.", ["service"])
TRANSACTIONS = Gauge("transactions_in_flight", "Transactions that all replicas have open now.", ["service"])
FEED_LAG = Gauge(
    "feed_lag_seconds", "How long the history has waited for a transaction that does not end.", ["service"]
)
FIGURES = {
    "outbox_unsent": OUTBOX_UNSENT,
    "outbox_oldest_seconds": OUTBOX_OLDEST,
    "parked": PARKED,
    "in_flight": TRANSACTIONS,
    "feed_lag_seconds": FEED_LAG,
}
QUEUES = Gauge("queues", "Queues that the service has.", ["service"])
QUEUES_CONSUMED = Gauge("queues_consumed", "Queues that this process consumes now.", ["service"])
RELAYED = Counter("relayed_events_total", "Events the relay published, by outcome.", ["service", "outcome"])
CONSUMED = Counter("consumed_messages_total", "Messages settled, by outcome.", ["service", "entrypoint", "outcome"])
HUB_LAG = Gauge("hub_lag_seconds", "How late the event loop woke last time.", ["service"])


class Measure:
    """The outcome of one run; set it where neither a result nor an exception tells."""

    outcome = OK


@contextmanager
def measured(service: str, entrypoint: str) -> Iterator[Measure]:
    """Count and time what happens inside: a refusal is `refused`, another exception `failed`."""
    measure, began = Measure(), time.monotonic()
    IN_FLIGHT.labels(service).inc()
    try:
        yield measure
    except BaseException as problem:
        measure.outcome = REFUSED if isinstance(problem, Refusal) else FAILED
        raise
    finally:
        IN_FLIGHT.labels(service).dec()
        ENTRYPOINTS.labels(service, entrypoint, measure.outcome).observe(time.monotonic() - began)


def exposition() -> bytes:
    """All metrics in Prometheus' text format."""
    return generate_latest()
