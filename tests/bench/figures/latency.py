"""Milliseconds from a write to its committed effect at an even 200 events per second."""

from statistics import median

from tests.bench import systems
from tests.bench.demand import Demand
from tests.bench.figures.plan import Plan
from tests.bench.load import one_run
from tests.bench.place import Place
from tests.bench.report import Line, at_most, cheaper

PER_SECOND = 200
EVENTS = 1000


def measure(place: Place, plan: Plan) -> list[Line]:
    """Our chassis and stock nameko in turns, at the same pace."""
    with systems.ours(place).running() as ours, systems.stock(place).running() as stock:
        runs = {ours.name: [], stock.name: []}
        for system in (ours, stock):
            one_run(system, Demand(100, 1, PER_SECOND))
        for _ in range(plan.runs):
            for system in (ours, stock):
                runs[system.name].append(one_run(system, Demand(plan.scaled(EVENTS), 1, PER_SECOND)))
    half = {name: [run.milliseconds(50) for run in found] for name, found in runs.items()}
    most = {name: [run.milliseconds(99) for run in found] for name, found in runs.items()}
    load = f"at {PER_SECOND} events/s"
    return [
        at_most(f"latency p50 {load}", "ms", half["ours"], 10),
        cheaper(f"latency p50 {load}", "ms", half["ours"], "stock nameko", half["stock"], 3),
        at_most(f"latency p99 {load}", "ms", most["ours"], 50),
        Line(f"latency p99 {load}", "ms", most["ours"], "stock nameko", (median(most["stock"]),)),
    ]
