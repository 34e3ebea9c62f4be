"""Milliseconds of a request and its answer, one at a time, by the same stock client in both cases."""

import time
from statistics import median

from nameko.standalone.rpc import ServiceRpcProxy

from tests.bench import systems
from tests.bench.demand import Demand
from tests.bench.figures.plan import Plan
from tests.bench.load import DEMAND
from tests.bench.place import Place
from tests.bench.report import Line, cheaper

CALLS = 300
WARM_UP = 50


def measure(place: Place, plan: Plan) -> list[Line]:
    """A read with contract, transaction and view, against an echo; classic queues in both, as both declare by themselves."""
    ours, stock = systems.ours(place), systems.stock(place, "stock-rpc", quorum=False)
    found: dict[str, list[float]] = {"ours": [], "stock": []}
    with ours.running("source"), stock.running("source"), proxy(ours) as read, proxy(stock) as echo:
        ours.sql("source", DEMAND, **vars(Demand(1, 1, None)))
        while not (row := ours.sql("source", "select write_id::text from writes limit 1")):
            time.sleep(0.05)
        calls = {"ours": lambda: read.read_write(**row[0]), "stock": lambda: echo.echo(**row[0])}
        for call in calls.values():
            timed(call, WARM_UP)
        for _ in range(plan.runs):
            for name, call in calls.items():
                found[name].append(timed(call, plan.scaled(CALLS)))
    return [
        cheaper("RPC read (contract, transaction, view)", "ms", found["ours"], "bare nameko echo", found["stock"], 1.3)
    ]


def proxy(system: systems.System) -> ServiceRpcProxy:
    """nameko's own client of the writing side."""
    return ServiceRpcProxy("source", {"AMQP_URI": system.amqp_url}, timeout=5)


def timed(call, times: int) -> float:
    """The median time of a call, in milliseconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)
