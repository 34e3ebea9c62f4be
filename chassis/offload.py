"""Work that keeps a processor busy, off the thread that serves everybody else."""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

Answer = TypeVar("Answer")
# A processor is left for the thread that serves: two hashes on two made everybody else wait three times as long.
AT_ONCE = max(1, min(2, (os.cpu_count() or 1) - 1))
_turns: Any = None


def run(fn: Callable[..., Answer], *args: Any) -> Answer:
    """What the function answers; in a native thread where eventlet is at work, at most `AT_ONCE` such at once."""
    global _turns
    eventlet = sys.modules.get("eventlet")
    if eventlet is None or not eventlet.patcher.is_monkey_patched("thread"):
        return fn(*args)
    # By name: use cases come here, and what they import must run without eventlet.
    semaphore, tpool = import_module("eventlet.semaphore"), import_module("eventlet.tpool")
    # The bound is on memory as much as on processors: an argon2 hash takes 19 MiB while it runs.
    _turns = _turns or semaphore.Semaphore(AT_ONCE)
    with _turns:
        return tpool.execute(fn, *args)
