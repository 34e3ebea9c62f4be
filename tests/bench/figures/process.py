"""Seconds until a service is ready and until it is gone, and what is resident meanwhile."""

import time
from statistics import median

from tests.bench import systems
from tests.bench.figures.plan import Plan
from tests.bench.load import wait_for
from tests.bench.place import Place
from tests.bench.report import Line, at_most, cheaper
from tests.bench.usage import resident_megabytes

EVENTS = 500
IDLE_SECONDS = 1.0
FIGURES = ("ready", "stop", "resident")


def measure(place: Place, plan: Plan) -> list[Line]:
    """Our handling side, stock nameko's, and stock nameko's with the libraries that the chassis imports."""
    loaded = systems.stock(place, "stock-loaded")
    loaded.sides["target"].env["BENCH_DEPENDENCIES"] = "1"
    compared = [systems.ours(place), systems.stock(place), loaded]
    found = {system.name: {figure: [] for figure in FIGURES} for system in compared}
    for turn in range(plan.runs + 1):
        for system in compared:
            taken = lifetime(system)
            if turn:  # the first one declared its queues and filled the caches
                for figure in FIGURES:
                    found[system.name][figure].append(taken[figure])
    return lines(found)


def lifetime(system: systems.System) -> dict[str, float]:
    """Start, handle some events, rest, stop."""
    ready = system.start("target")
    system.sql("target", "truncate effects")
    system.publish(EVENTS)
    wait_for(system, EVENTS)
    time.sleep(IDLE_SECONDS)
    resident = resident_megabytes(system.sides["target"].pid)
    return {"ready": ready, "stop": system.sides["target"].stop(), "resident": resident}


def lines(found: dict[str, dict[str, list[float]]]) -> list[Line]:
    """The goals of time are stock's as it comes, that of memory is stock's with the same libraries."""
    ours, stock, loaded = found["ours"], found["stock"], found["stock-loaded"]
    more = median(ours["resident"]) - median(loaded["resident"])
    memory = Line(
        "resident memory of a service", "MB", ours["resident"], "stock nameko, same libraries", tuple(loaded["resident"]),
        "≤ +20 MB", more <= 20, f"{more:+.1f} MB",
    )  # fmt: skip
    return [
        cheaper("time to ready", "s", ours["ready"], "stock nameko", stock["ready"], 1),
        Line("time to ready", "s", ours["ready"], "stock nameko, same libraries", tuple(loaded["ready"])),
        at_most("time to stop when idle", "s", ours["stop"], 1),
        Line("time to stop when idle", "s", ours["stop"], "stock nameko", tuple(stock["stop"])),
        memory,
    ]
