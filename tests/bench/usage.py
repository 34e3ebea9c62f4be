"""What processes used, as the kernel counts it."""

import os
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int, with_children: bool = False) -> float:
    """User and system time of a process; with its ended and living children where asked."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    used = sum(map(int, fields[11:15] if with_children else fields[11:13])) / TICKS
    return used + sum(cpu_seconds(child) for child in children(pid)) if with_children else used


def children(pid: int) -> list[int]:
    """The living children of a process."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    return found


def resident_megabytes(pid: int) -> float:
    """The memory of a process that is resident now."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def seconds_for_squares() -> float:
    """Processor time of the same little Python: what two machines, or two hours of one, are compared by."""
    began = time.process_time()
    sum(number * number for number in range(5_000_000))
    return time.process_time() - began
