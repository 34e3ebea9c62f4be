"""`python -m tests.bench [figure…]`: measures on servers of its own, prints the table, keeps .local/bench.json."""

import sys
import time
import warnings

warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated.*")

from deploy.local.processes import Failed  # noqa: E402
from tests.bench import report  # noqa: E402
from tests.bench.figures import backlog, history, latency, process, registry, relay, rpc, throughput  # noqa: E402
from tests.bench.figures.plan import Plan  # noqa: E402
from tests.bench.place import started  # noqa: E402

FIGURES = {
    "throughput": throughput.measure,
    "relay": relay.measure,
    "latency": latency.measure,
    "rpc": rpc.measure,
    "process": process.measure,
    "backlog": backlog.measure,
    "registry": registry.measure,
    "history": history.measure,
}


def main(names: list[str]) -> int:
    """Measure what is named, or everything; 1 when something could not be measured, missed goals are only said."""
    if unknown := [name for name in names if name not in FIGURES]:
        print(f"no figure {', '.join(unknown)}; there are: {' '.join(FIGURES)}", file=sys.stderr)
        return 2
    plan, began = Plan.wanted(), time.monotonic()
    lines, failed = [], []
    for name in names or FIGURES:
        print(f"· {name}", flush=True)
        try:
            with started() as place:
                lines += FIGURES[name](place, plan)
        except Failed as reason:
            failed.append(f"{name} could not be measured: {reason}")
        report.write(lines, plan.scale, time.monotonic() - began)
    print(f"\n{report.table(lines)}\n\n{report.goals(lines)}; all runs are in {report.FILE}")
    print("".join(f"{line}\n" for line in failed), end="", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
