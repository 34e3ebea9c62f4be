"""How much is measured: BENCH_SCALE shortens every run for a quick look, whose figures are rough."""

import os
from dataclasses import dataclass

RUNS = 5
QUICK_RUNS = 3


@dataclass(frozen=True)
class Plan:
    """The number of runs whose median counts, and the share of the full length that each has."""

    runs: int
    scale: float

    @classmethod
    def wanted(cls) -> "Plan":
        """As the environment says."""
        scale = float(os.environ.get("BENCH_SCALE", "1"))
        return cls(RUNS if scale >= 1 else QUICK_RUNS, scale)

    def scaled(self, number: int) -> int:
        """Of the full number, what this plan wants; at least 100."""
        return max(100, int(number * self.scale))
