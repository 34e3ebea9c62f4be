"""The lines of the table: what was measured, against what, and whether the goal was reached."""

import json
import os
import platform
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from deploy.local.steps import LOCAL

FILE = LOCAL / "bench.json"
HEAD = ("figure", "ours", "baseline", "ratio", "goal", "reached")


@dataclass(frozen=True)
class Line:
    """One figure with all its runs; the medians are what counts."""

    figure: str
    unit: str
    ours: list[float]
    baseline: str = ""
    others: tuple[float, ...] = ()
    goal: str = ""
    reached: bool | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours by theirs."""
        return median(self.ours) / median(self.others) if self.others else None

    def cells(self) -> tuple[str, ...]:
        """As a row of the table."""
        theirs = f"{shown(median(self.others))} {self.baseline}" if self.others else self.baseline or "–"
        ratio = f"{self.ratio:.2f}×" if self.ratio else "–"
        reached = {True: "yes", False: "NO", None: ""}[self.reached]
        return (self.figure, f"{shown(median(self.ours))} {self.unit}", theirs, ratio, self.goal, reached)


def faster(figure: str, unit: str, ours: list[float], baseline: str, others: list[float], times: float) -> Line:
    """A line whose goal is to be so many times the baseline."""
    reached = median(ours) >= times * median(others)
    return Line(figure, unit, ours, baseline, tuple(others), f"≥ {times:g}×", reached)


def cheaper(figure: str, unit: str, ours: list[float], baseline: str, others: list[float], times: float) -> Line:
    """A line whose goal is to take at most so many times what the baseline takes."""
    reached = median(ours) <= times * median(others)
    return Line(figure, unit, ours, baseline, tuple(others), f"≤ {times:.3g}×", reached)


def at_least(figure: str, unit: str, ours: list[float], least: float) -> Line:
    """A line with an absolute goal."""
    return Line(figure, unit, ours, goal=f"≥ {least:,.4g} {unit}", reached=median(ours) >= least)


def at_most(figure: str, unit: str, ours: list[float], most: float) -> Line:
    """A line with an absolute goal that is not to be passed."""
    return Line(figure, unit, ours, goal=f"≤ {most:,.4g} {unit}", reached=median(ours) <= most)


def shown(value: float) -> str:
    """A number to three digits or so."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(lines: list[Line]) -> str:
    """The lines under a head, in columns."""
    rows = [HEAD, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def write(lines: list[Line], scale: float, seconds: float) -> None:
    """Keep the lines with the machine they were taken on, for programs."""
    whole = {
        "machine": machine(),
        "scale": scale,
        "seconds": round(seconds, 1),
        "lines": [{**asdict(line), "ratio": line.ratio, "median": median(line.ours)} for line in lines],
    }
    FILE.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")


def machine() -> dict:
    """What the figures were taken on."""
    cpu = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if "model name" in line
    ]
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "cpu": cpu[0] if cpu else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "load_before": os.getloadavg()[0],
        "python": platform.python_version(),
        "kernel": platform.release(),
        "packages": {name: version(name) for name in ("postgresql", "rabbitmq-server")},
    }


def version(package: str) -> str:
    """The installed version of a Debian package, empty where there is none."""
    try:
        done = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout


def goals(lines: list[Line]) -> str:
    """How many goals were reached."""
    wanted = [line for line in lines if line.reached is not None]
    return f"{sum(1 for line in wanted if line.reached)} of {len(wanted)} goals reached"
