"""The little service as stock nameko does it; `python stock.py <amqp url> <file>`, each effect is a line of the file."""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

from nameko.events import EventDispatcher, event_handler  # noqa: E402
from nameko.extensions import DependencyProvider  # noqa: E402
from nameko.rpc import rpc  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402

URL, EFFECTS = sys.argv[1], Path(sys.argv[2])


def keep(line):
    with EFFECTS.open("a") as effects:
        effects.write(line + "\n")


class Store(DependencyProvider):
    """Connects for each worker, as providers of databases do; away while a file says so."""

    def get_dependency(self, worker_ctx):
        if EFFECTS.with_suffix(".away").exists():
            raise OSError("the database is away")


class Stock:
    """Writes a line and tells; handlers do as the text says."""

    name = "stock"
    dispatch = EventDispatcher()
    store = Store()

    @rpc
    def write(self, text):
        keep(f"written {text}")
        if text == "dies between":
            os._exit(9)
        if text.startswith("slow"):
            eventlet.sleep(float(text.removeprefix("slow") or 3))
        self.dispatch("written", text)
        keep(f"told {text}")

    @rpc
    def read(self, text):
        return text

    @event_handler("stock", "written")
    def on_written(self, text):
        keep(f"begun {text}")
        if text == "raises":
            raise ValueError(text)
        while text == "slow" and not EFFECTS.with_suffix(".go").exists():
            eventlet.sleep(0.05)
        if text == "blocks":
            end = time.monotonic() + 3
            while time.monotonic() < end:
                pass
        if text == "exits":
            os._exit(9)
        keep(f"done {text}")

    @event_handler("stock", "wanted", requeue_on_error=True)
    def on_wanted(self, text):
        keep(f"begun {text}")
        raise ValueError(text)


runner = ServiceRunner({"AMQP_URI": URL})
runner.add_service(Stock)
signal.signal(signal.SIGTERM, lambda *_: eventlet.spawn_n(runner.stop))  # as `nameko run` does
runner.start()
keep("started")
runner.wait()
