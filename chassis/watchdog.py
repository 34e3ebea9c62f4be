"""The last resort: an operating system thread that ends the process when the event loop cannot."""

import json
import os
from typing import Any

from eventlet import patcher

from chassis import health

threading = patcher.original("threading")
time = patcher.original("time")

HUB_SECONDS = 30
KILLED_SECONDS = 10
LOOK_SECONDS = 0.5


class Watchdog:
    """Ends the process with 1: a silent hub, a killed container that does not die, a stop past its deadline."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.container: Any = None
        self._deadline: float | None = None
        self._killed_at: float | None = None

    def start(self) -> None:
        """Begin to watch."""
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def expect_end_within(self, seconds: float) -> None:
        """The process must have ended by itself after so many seconds."""
        self._deadline = time.monotonic() + seconds

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            wrong = self.wrong(time.monotonic())
            if wrong:
                self._end(wrong)

    def wrong(self, now: float) -> str | None:
        """Why the process has to end now, or None."""
        if health.silence() > HUB_SECONDS:
            return "the event loop is stuck"
        if self._deadline is not None and now > self._deadline:
            return "the deadline of the orderly stop has passed"
        # nameko's own mark; a container that is being killed may wait for a broker for ever.
        if getattr(self.container, "_being_killed", False):
            self._killed_at = self._killed_at or now
            if now - self._killed_at > KILLED_SECONDS:
                return "the container was killed and does not die"
        return None

    def _end(self, why: str) -> None:
        # Neither logging nor print: their locks belong to greenlets.
        line = {"event": "ended by the watchdog", "why": why, "service": self.service, "level": "critical"}
        os.write(1, (json.dumps(line) + "\n").encode())
        os._exit(1)
