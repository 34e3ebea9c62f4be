"""Processes we start, recognised later by pid, start time and boot, so that we never signal somebody else's."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

STEP = 0.05  # seconds between two looks at a condition
CHILDREN: dict[int, subprocess.Popen] = {}  # to reap those that this very process started


class Failed(Exception):
    """Something could not be done; the message says what, why and which log to read."""


@dataclass(frozen=True)
class Process:
    """One running program and the file that its output goes to."""

    pid: int
    born: str
    log: str

    @classmethod
    def start(
        cls, argv: list[str], log: Path, *, env: dict | None = None, user: str | None = None, cwd: Path | None = None
    ) -> Process:
        """Start a program in a session of its own, its output appended to `log`."""
        with open(log, "ab") as output:
            child = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                env=env,
                cwd=cwd,
                **as_user(user),
            )
        CHILDREN[child.pid] = child
        return cls(child.pid, born(child.pid), str(log))

    @classmethod
    def load(cls, path: Path) -> Process | None:
        """The process remembered in `path` if it still runs, else None."""
        try:
            found = cls(**json.loads(path.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None
        return found if found.alive() else None

    def save(self, path: Path) -> Process:
        """Remember this process in `path` for later commands."""
        path.write_text(json.dumps(asdict(self)))
        return self

    def alive(self) -> bool:
        """Whether this very process (not a later one with its pid) still runs."""
        if self.pid in CHILDREN:
            CHILDREN[self.pid].poll()
        return bool(self.born) and born(self.pid) == self.born

    def send(self, number: int) -> None:
        """Send a signal if the process is still there."""
        if self.alive():
            os.kill(self.pid, number)

    def stop(self, number: int = signal.SIGTERM, seconds: float = 15) -> bool:
        """Send a signal and wait for the end; SIGKILL after `seconds`. True when it ended by itself."""
        if not self.alive():
            return True
        self.send(number)
        if self.wait(seconds):
            return True
        self.send(signal.SIGKILL)
        self.wait(5)
        return False

    def wait(self, seconds: float) -> bool:
        """Wait for the end of the process; False when it outlives `seconds`."""
        try:
            watched = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return True
        try:
            ready = bool(select.select([watched], [], [], seconds)[0]) if self.alive() else True
        finally:
            os.close(watched)
        if ready and self.pid in CHILDREN:
            CHILDREN.pop(self.pid).wait()
        return ready


def born(pid: int) -> str:
    """Boot and tick at which a process began; empty when it is gone or a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return "" if stat[0] in "ZX" else f"{boot}:{stat[19]}"


def as_user(user: str | None) -> dict:
    """Arguments of subprocess that run a program as `user`."""
    return {"user": user, "group": user, "extra_groups": []} if user else {}


def wait_until(condition: Callable[[], object], what: str, *, process: Process | None = None, seconds: float = 60):
    """Return the first true answer of `condition`; Failed when time is up or `process` dies first."""
    end = time.monotonic() + seconds
    while True:
        if answer := condition():
            return answer
        log = f"; its log is {process.log}" if process else ""
        if process and not process.alive():
            raise Failed(f"{what}: the process ended{log}")
        if time.monotonic() > end:
            raise Failed(f"{what}: not after {seconds:g} s{log}")
        time.sleep(STEP)


def is_free(port: int) -> bool:
    """Whether nobody listens on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A free port below the range the kernel gives to outgoing connections, so that none takes it before we do."""
    while not is_free(port := random.randint(20000, 32000)):
        continue
    return port


def is_open(port: int) -> bool:
    """Whether somebody accepts connections on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
