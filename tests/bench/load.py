"""One run of a load through a system: all that is demanded is written, handled and counted."""

import time
from dataclasses import dataclass
from statistics import quantiles

from deploy.local.processes import Failed
from tests.bench.demand import Demand
from tests.bench.systems import System
from tests.bench.usage import cpu_seconds

PATIENCE_SECONDS = 120
LOOK_SECONDS = 0.1
SETTLE_SECONDS = 0.3  # acks and marks that follow the last effect count as well

DEMAND = """
insert into demands (events, per_transaction, per_second)
values (%(events)s, %(per_transaction)s, %(per_second)s)
"""
# The server's own time of each commit, so that no system is believed what it says of itself.
SEEN = "select started_at, extract(epoch from pg_xact_commit_timestamp(xmin))::float8 as done_at, write_id from effects"


@dataclass(frozen=True)
class Run:
    """What one run took."""

    events: int
    seconds: float
    cpu: float
    latencies: list[float]

    @property
    def rate(self) -> float:
        """Events per second, from the first write's beginning to the last effect's commit."""
        return self.events / self.seconds

    @property
    def cpu_per_thousand(self) -> float:
        """CPU seconds of the system's processes per 1,000 events."""
        return self.cpu * 1000 / self.events

    def milliseconds(self, percent: int) -> float:
        """This percentile of the time from when a write was due until its effect was committed."""
        return quantiles(self.latencies, n=100)[percent - 1] * 1000


def one_run(system: System, demand: Demand) -> Run:
    """Have the demand written and wait for its effects; Failed when one is missing or, where that is promised, doubled."""
    system.sql("target", "truncate effects")
    before = used(system)
    system.sql("source", DEMAND, **vars(demand))
    wait_for(system, demand.events)
    time.sleep(SETTLE_SECONDS)
    cpu = used(system) - before
    seen = system.sql("target", SEEN)
    if len({row["write_id"] for row in seen}) != demand.events or (system.chassis and len(seen) != demand.events):
        raise Failed(f"{system.name}: {demand.events} events, but {len(seen)} effects")
    seconds = max(row["done_at"] for row in seen) - min(row["started_at"] for row in seen)
    return Run(demand.events, seconds, cpu, [row["done_at"] - row["started_at"] for row in seen])


def wait_for(system: System, effects: int) -> None:
    """Until so many effects are there."""
    end = time.monotonic() + PATIENCE_SECONDS
    while (found := system.sql("target", "select count(*) as n from effects")[0]["n"]) < effects:
        if time.monotonic() > end:
            raise Failed(f"{system.name}: {found} of {effects} effects after {PATIENCE_SECONDS} s")
        time.sleep(LOOK_SECONDS)


def used(system: System) -> float:
    """CPU seconds of both sides so far."""
    return sum(cpu_seconds(side.pid) for side in system.sides.values())
