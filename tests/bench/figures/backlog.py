"""A long outage's outbox drained: whether the pace stays even and the memory flat."""

import itertools
import time
from dataclasses import dataclass

from deploy.local.processes import Failed
from tests.bench import systems
from tests.bench.demand import TEXT
from tests.bench.figures.plan import Plan
from tests.bench.figures.relay import FILL, bind
from tests.bench.place import Place
from tests.bench.report import Line, at_least, at_most
from tests.bench.usage import resident_megabytes

ROWS, AT_ONCE = 1_000_000, 50_000
LOOK_SECONDS = 1.0
PATIENCE_SECONDS = 600
SENT = 'relayed_events_total{outcome="sent"'
# Confirms come as from any quorum queue, but the broker need not keep a million messages.
BOUNDED = {"x-queue-type": "quorum", "x-max-length": 5000}


@dataclass(frozen=True)
class Look:
    """How far the relay was at a moment, and how large its process."""

    at: float
    sent: float
    megabytes: float


def measure(place: Place, plan: Plan) -> list[Line]:
    """One run of a million rows; the relay starts with all of them waiting."""
    system, rows = systems.ours(place), plan.scaled(ROWS)
    bind(system, "bounded", BOUNDED)
    for left in range(rows, 0, -AT_ONCE):
        system.sql("source", FILL, events=min(left, AT_ONCE), text=TEXT)
    with system.running("source"):
        looks = drained(system, rows)
    paces = [pace(fifth) for fifth in fifths(looks, rows)]
    sizes = [look.megabytes for look in looks if look.sent > rows / 10]
    swing = max(max(sizes) / sizes[0], sizes[0] / min(sizes)) * 100 - 100
    return [
        Line(f"backlog of {rows:,} rows", "events/s", [pace(looks)], note=" ".join(f"{one:.0f}" for one in paces)),
        at_least("backlog: slowest fifth to fastest", "%", [min(paces) / max(paces) * 100], 90),
        at_most("backlog: change of resident memory", "%", [swing], 10),
    ]


def drained(system: systems.System, rows: int) -> list[Look]:
    """What was seen until all had left."""
    looks: list[Look] = []
    end = time.monotonic() + PATIENCE_SECONDS
    while not looks or looks[-1].sent < rows:
        sent = system.metric("source", SENT)
        looks.append(Look(time.monotonic(), sent, resident_megabytes(system.sides["source"].pid)))
        if time.monotonic() > end:
            raise Failed(f"{sent:.0f} of {rows} after {PATIENCE_SECONDS} s")
        time.sleep(LOOK_SECONDS)
    return looks


def fifths(looks: list[Look], rows: int) -> list[list[Look]]:
    """The looks in five parts, each with the one that ends it and the one before it began."""
    edges = [min(looks, key=lambda look, part=part: abs(look.sent - rows * part / 5)) for part in range(6)]
    return [[first, last] for first, last in itertools.pairwise(edges) if last.at > first.at]


def pace(looks: list[Look]) -> float:
    """Events per second between the first look and the last."""
    return (looks[-1].sent - looks[0].sent) / (looks[-1].at - looks[0].at)
