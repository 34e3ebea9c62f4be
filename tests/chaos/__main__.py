"""`python -m tests.chaos [writes] [kills]`: chaos on servers of its own, then the control; ends with 1 if anything is wrong."""

import os
import shutil
import sys
from pathlib import Path

from deploy.local.servers import remove_broker, remove_postgres
from deploy.local.steps import LOCAL, say
from tests.chaos.pair import start_pair
from tests.chaos.storm import control, storm


def main(writes: int, kills: int) -> int:
    """Run, say what was seen; the logs stay only when something was wrong."""
    for left in LOCAL.glob("chaos-*"):
        if not Path("/proc", left.name.removeprefix("chaos-")).exists():
            clear(left)
    directory = LOCAL / f"chaos-{os.getpid()}"
    pair, whole, doubled = None, False, 0
    try:
        pair = start_pair(directory)
        pair.start()
        report = storm(pair, writes, kills, say=say)
        whole = report.whole
        say(str(report))
        doubled, killed = control(pair)
        say(f"control without the inbox: {doubled} doubled after {killed} kills")
        return 0 if whole and doubled else 1
    finally:
        if pair is not None:
            pair.stop()
        keep_logs(directory) if not (whole and doubled) else None
        clear(directory)


def keep_logs(directory: Path) -> None:
    """Copy the services' logs to where logs stay."""
    kept = LOCAL / "logs" / "chaos"
    kept.mkdir(parents=True, exist_ok=True)
    for log in directory.glob("*.log"):
        shutil.copy(log, kept)
    say(f"the logs are in {kept}")


def clear(directory: Path) -> None:
    """End the servers of a run and delete it."""
    remove_broker(directory / "broker")
    remove_postgres(directory / "postgres")
    shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in (*sys.argv[1:], *("15000", "16")[len(sys.argv) - 1 :]))))
