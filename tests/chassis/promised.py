"""Times that are promised, measured so that a busy machine is told from a mechanism that is missing."""

import os
import time
from contextlib import contextmanager

# What a slow machine with both cores busy may add to a promised time: without the mechanism the tests would wait for
# minutes, or until their limit. `QUIET=1` says that nothing else runs: then each promise is measured as it stands.
BUSY_SECONDS = 0 if os.environ.get("QUIET") else 20
PATIENCE_SECONDS = 60  # of waits for what is not promised for a time


@contextmanager
def in_time(seconds):
    """What is done inside takes less than the promised seconds and what a busy machine may add."""
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    assert took < seconds + BUSY_SECONDS, f"took {took:.1f} s, promised are {seconds} s"
