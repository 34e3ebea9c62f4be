"""The little service as stock nameko does it; `python stock.py <amqp url> <file>`, each effect is a line of the file."""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from nameko.containers import ServiceContainer  # noqa: E402
from nameko.events import EventDispatcher, event_handler  # noqa: E402
from nameko.rpc import rpc  # noqa: E402

URL, EFFECTS = sys.argv[1], Path(sys.argv[2])


def keep(line):
    with EFFECTS.open("a") as effects:
        effects.write(line + "\n")


class Stock:
    """Writes a line and tells; a handler that raises, sleeps, or writes another line."""

    name = "stock"
    dispatch = EventDispatcher()

    @rpc
    def write(self, text):
        keep(f"written {text}")
        if text == "dies between":
            os._exit(9)
        self.dispatch("written", text)

    @event_handler("stock", "written")
    def on_written(self, text):
        keep(f"begun {text}")
        if text == "raises":
            raise ValueError(text)
        if text == "slow":
            eventlet.sleep(3)
        keep(f"done {text}")


container = ServiceContainer(Stock, {"AMQP_URI": URL})
signal.signal(signal.SIGTERM, lambda *_: eventlet.spawn_n(container.stop))
container.start()
keep("started")
container.wait()
