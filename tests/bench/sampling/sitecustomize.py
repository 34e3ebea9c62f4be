"""Samples where a process spends its CPU time; on the path of every program when BENCH_PROFILE names a directory."""

import atexit
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path

STEP_SECONDS, KEEP_SECONDS, DEEPEST = 0.002, 2.0, 40
places: Counter[str] = Counter()  # the function that runs
paths: Counter[str] = Counter()  # every function under which it runs, each once
state = {"kept": time.monotonic(), "busy": False}


def sample(_number, frame) -> None:
    """Count the functions on the stack, and now and then keep what was counted."""
    if state["busy"]:
        return  # the next signal came while the last one was dealt with
    state["busy"] = True
    count(frame)
    if time.monotonic() - state["kept"] > KEEP_SECONDS:
        keep()
    state["busy"] = False


def count(frame) -> None:
    """Count where this frame is, and everything above it once."""
    seen = set()
    for depth in range(DEEPEST):
        if frame is None:
            break
        code = frame.f_code
        name = f"{'/'.join(code.co_filename.rsplit('/', 2)[-2:])}:{code.co_name}"
        if depth == 0:
            places[name] += 1
        if name not in seen:
            seen.add(name)
            paths[name] += 1
        frame = frame.f_back


def keep() -> None:
    """Write the profile so far."""
    state["kept"] = time.monotonic()
    total = sum(places.values()) or 1
    lines = [f"{total} samples of {STEP_SECONDS * 1000:g} ms CPU time", "", "with what it calls:"]
    lines += [f"{count * 100 / total:5.1f}% {name}" for name, count in paths.most_common(70)]
    lines += ["", "itself:", *(f"{count * 100 / total:5.1f}% {name}" for name, count in places.most_common(50))]
    text = "\n".join(lines) + "\n"
    Path(os.environ["BENCH_PROFILE"], f"{os.getpid()}.txt").write_text(" ".join(sys.argv[:4]) + "\n" + text)


def end() -> None:
    """Stop sampling before the interpreter forgets the handler, and keep what was counted."""
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, signal.SIG_IGN)
    keep()


if os.environ.get("BENCH_PROFILE"):
    signal.signal(signal.SIGPROF, sample)
    signal.setitimer(signal.ITIMER_PROF, STEP_SECONDS, STEP_SECONDS)
    atexit.register(end)
