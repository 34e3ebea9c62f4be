"""Steps that say what they do, how long it took and, when they fail, where the log is."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.processes import Failed

ROOT = Path(__file__).resolve().parent.parent.parent
LOCAL = ROOT / ".local"


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print the step and its time; a failure ends the program with its reason."""
    began = time.monotonic()
    say(f"· {name}")
    try:
        yield
    except (Failed, OSError) as reason:
        raise SystemExit(f"✗ {name} failed after {time.monotonic() - began:.1f} s: {reason}") from reason
    say(f"  done in {time.monotonic() - began:.1f} s")


def say(text: str) -> None:
    """One line for the person who watches."""
    print(text, flush=True)


def run(argv: list[str], log: Path, *, env: dict | None = None, show: bool = False) -> str:
    """Run a program to its end; Failed with its last lines and its log when it does not end well."""
    log.parent.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    with open(log, "a") as kept:
        kept.write(f"$ {' '.join(argv)}\n")
        kept.flush()
        with subprocess.Popen(
            argv,
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as child:
            for line in child.stdout or ():
                kept.write(line)
                lines.append(line)
                if show:
                    sys.stdout.write(f"    {line}")
                    sys.stdout.flush()
    if child.returncode:
        last = "".join(f"\n    {line.rstrip()}" for line in lines[-8:])
        raise Failed(f"{Path(argv[0]).name} ended with {child.returncode}; its log is {log}{last}")
    return "".join(lines)
