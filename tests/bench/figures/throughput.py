"""Events per second and CPU from the write to the committed effect, against nameko and FastStream."""

from contextlib import ExitStack

from tests.bench import systems
from tests.bench.demand import Demand
from tests.bench.figures.plan import Plan
from tests.bench.load import Run, one_run
from tests.bench.place import Place
from tests.bench.report import Line, cheaper, faster

# So many events that each run takes a few seconds.
EVENTS = {
    1: {"ours": 3000, "stock": 800, "faststream": 800},
    100: {"ours": 8000, "stock": 800, "faststream": 800},
}
SHAPES = {1: "one event a transaction", 100: "100 events a transaction"}


def measure(place: Place, plan: Plan) -> list[Line]:
    """Both shapes of load, the systems in turns; none works while another is measured."""
    with ExitStack() as stack:
        running = [
            stack.enter_context(make(place).running()) for make in (systems.ours, systems.stock, systems.faststream)
        ]
        for system in running:
            one_run(system, Demand(200, 1, None))  # so that connections and caches are warm
        return [line for size in EVENTS for line in _lines(SHAPES[size], _runs(running, size, plan))]


def _runs(running: list[systems.System], size: int, plan: Plan) -> dict[str, list[Run]]:
    found: dict[str, list[Run]] = {system.name: [] for system in running}
    for _ in range(plan.runs):
        for system in running:
            events = max(size, plan.scaled(EVENTS[size][system.name]) // size * size)
            found[system.name].append(one_run(system, Demand(events, size, None)))
    return found


def _lines(shape: str, runs: dict[str, list[Run]]) -> list[Line]:
    rates = {name: [run.rate for run in found] for name, found in runs.items()}
    cpu = {name: [run.cpu_per_thousand for run in found] for name, found in runs.items()}
    return [
        faster(f"write to effect, {shape}", "events/s", rates["ours"], "stock nameko", rates["stock"], 8),
        faster(f"write to effect, {shape}", "events/s", rates["ours"], "FastStream", rates["faststream"], 2),
        cheaper(f"CPU per 1,000 events, {shape}", "s", cpu["ours"], "stock nameko", cpu["stock"], 0.2),
        Line(f"CPU per 1,000 events, {shape}", "s", cpu["ours"], "FastStream", tuple(cpu["faststream"])),
    ]
