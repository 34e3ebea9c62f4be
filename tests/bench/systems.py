"""The systems compared: how each is started, known to be ready, fed and stopped."""

import json
import signal
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import amqp

from chassis.broker import connection_to
from deploy.local.processes import Failed, Process, free_port
from deploy.local.steps import ROOT
from tests.bench.demand import TEXT
from tests.bench.place import SIDES, Place, connected

QUEUE = "evt-source-write.made--target.on_write_made"
READY_STEP, READY_SECONDS = 0.005, 30
BRING_UP = {"source": "rpc-source", "target": QUEUE}
ANSWERS = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Side:
    """One process of a system."""

    def __init__(self, argv: list[str], log: Path, env: dict[str, str], cwd: Path) -> None:
        self.argv, self.log, self.env, self.cwd = argv, log, env, cwd
        self.process: Process | None = None

    @property
    def pid(self) -> int:
        """The process that runs now."""
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        """Start it; it is not ready yet."""
        self.process = Process.start(self.argv, self.log, env=self.env, cwd=self.cwd)

    def stop(self) -> float:
        """SIGTERM; answers after how many seconds it was gone. One that does not go in 15 s is killed."""
        began = time.monotonic()
        if self.process is not None:
            self.process.stop(signal.SIGTERM, 15)
        return time.monotonic() - began


class System:
    """A writing and a handling side with databases and a virtual host of their own."""

    def __init__(self, place: Place, name: str, command: list[str], chassis: bool = False, quorum: bool = True) -> None:
        self.name, self.chassis = name, chassis
        self.amqp_url = place.vhost(name, quorum)
        self.urls = {side: place.database(f"{name}_{side}", side, chassis) for side in SIDES}
        self.databases = {side: connected(url) for side, url in self.urls.items()}
        self.ports = {side: free_port() for side in SIDES}
        self.sides = {side: self._side(place, command, side) for side in SIDES}

    def _side(self, place: Place, command: list[str], side: str) -> Side:
        own = {"DATABASE_URL": self.urls[side], "AMQP_URL": self.amqp_url, "OPS_PORT": str(self.ports[side])}
        argv = [sys.executable, "-m", *command, side]
        cwd = place.tree if self.chassis else ROOT
        return Side(argv, place.log(f"{self.name}-{side}"), {**place.environment(), **own}, cwd)

    def sql(self, side: str, statement: str, **values: Any) -> list[dict[str, Any]]:
        """Run a statement on the database of a side."""
        with self.databases[side].cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def running(self, *sides: str) -> Iterator["System"]:
        """These sides (all when none is named), ready; stopped afterwards."""
        wanted = sides or tuple(reversed(SIDES))  # who listens first, so that no event comes too early
        try:
            for side in wanted:
                self.start(side)
            yield self
        finally:
            for side in wanted:
                self.sides[side].stop()

    def start(self, side: str) -> float:
        """Start a side; answers after how many seconds it was ready."""
        began = time.monotonic()
        self.sides[side].start()
        with connection_to(self.amqp_url, 0) as connection:
            while not self._ready(connection, side):
                if time.monotonic() - began > READY_SECONDS or not self.sides[side].process.alive():
                    raise Failed(f"{self.name} {side} is not ready; its log is {self.sides[side].log}")
                time.sleep(READY_STEP)
        return time.monotonic() - began

    def _ready(self, connection: amqp.Connection, side: str) -> bool:
        if self.name == "faststream" and side == "source":
            return True  # consumes nothing; takes its first demand when it is up
        return consumed(connection, BRING_UP[side]) and (not self.chassis or says_ready(self.ports[side]))

    def publish(self, number: int) -> None:
        """So many events straight into the handling side's queue, as any of the systems reads them."""
        with connection_to(self.amqp_url, 0) as connection:
            channel = connection.channel()
            for _ in range(number):
                write_id = str(uuid.uuid4())
                body = json.dumps({"write_id": write_id, "text": TEXT, "started_at": time.time()})
                properties = {"content_type": "application/json", "content_encoding": "utf-8", "message_id": write_id}
                channel.basic_publish(amqp.basic_message.Message(body, **properties, delivery_mode=2), "", QUEUE)

    def metric(self, side: str, name: str) -> float:
        """The sum of a metric that the chassis exposes."""
        with ANSWERS.open(f"http://127.0.0.1:{self.ports[side]}/metrics", timeout=5) as answer:
            lines = answer.read().decode().splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


def ours(place: Place) -> System:
    """The chassis."""
    return System(place, "ours", ["chassis", "run"], chassis=True)


def stock(place: Place, name: str = "stock", quorum: bool = True) -> System:
    """nameko as it comes."""
    return System(place, name, ["tests.bench.stock.run"], quorum=quorum)


def faststream(place: Place) -> System:
    """FastStream with psycopg."""
    return System(place, "faststream", ["tests.bench.fast.app"])


def consumed(connection: amqp.Connection, queue: str) -> bool:
    """Whether the queue is there and somebody consumes it."""
    channel = connection.channel()
    try:
        found = channel.queue_declare(queue, passive=True).consumer_count > 0
    except amqp.exceptions.NotFound:
        return False
    channel.close()
    return found


def says_ready(port: int) -> bool:
    """Whether the chassis' own probe says so too."""
    with (
        suppress(OSError, urllib.error.HTTPError),
        ANSWERS.open(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer,
    ):
        return answer.status == 200
    return False
