"""`python -m tests`: all tests, those that keep a processor busy beside those that mostly wait; with arguments, pytest with them."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
PYTEST = [sys.executable, "-u", "-m", "pytest"]
# Folders whose tests mostly wait: for whole services, broken servers and pages.
WAITING = ("system", "faults", "browser", "chassis/messaging")


class Lane:
    """One pytest with servers of its own, each of its lines shown with the lane's name before it."""

    def __init__(self, name: str, arguments: list[str]) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [*PYTEST, *arguments], cwd=HERE.parent, text=True, errors="replace", stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._show)
        self._reader.start()

    def _show(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            print(f"{self.name} | {line}", end="", flush=True)

    def wait(self) -> int:
        """Its exit code, once all it said was shown."""
        self._reader.join()
        return self.process.wait()

    def interrupt(self) -> None:
        """Let it clear its servers away and leave."""
        self.process.send_signal(signal.SIGINT)


def lanes() -> dict[str, list[str]]:
    """The arguments of each lane; together they cover every test once."""
    waiting = [f"tests/{folder}" for folder in WAITING]
    return {"working": ["tests", *(f"--ignore={folder}" for folder in waiting)], "waiting": waiting}


def run_all() -> int:
    """Both lanes at once; 0 when every test of both passed."""
    running = [Lane(name, arguments) for name, arguments in lanes().items()]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells the lanes itself
    signal.signal(signal.SIGTERM, lambda *_: [lane.interrupt() for lane in running])
    codes = {lane.name: lane.wait() for lane in running}
    print(", ".join(f"{name}: {'passed' if code == 0 else f'ended with {code}'}" for name, code in codes.items()))
    return max(codes.values(), key=abs)


if __name__ == "__main__":
    sys.exit(subprocess.call([*PYTEST, *sys.argv[1:]]) if sys.argv[1:] else run_all())
