"""Runs one service until it is told to stop, and then stops it in order, once, within a deadline."""

import gc
import os
import signal
import sys
import time
from contextlib import suppress
from functools import partial
from types import SimpleNamespace
from typing import Any

import eventlet
import psycopg2
from nameko.containers import ServiceContainer

from chassis import green, health, housekeeping, log, migrations, ops, telemetry
from chassis.database import Database, pool_of
from chassis.pool import Unanswered, within
from chassis.settings import vars_of
from chassis.vitals import Vitals, queues_of
from chassis.watchdog import Watchdog

STOPPED, FAILED, BEHIND = 0, 1, 3
TICK_SECONDS = 0.25
SCHEMA_PATIENCE = (0.25, 2.0)
HEARTBEAT_SECONDS = 10
KILL_SECONDS = 2
# A request of some hundred rows makes a hundred thousand objects that stay until it is answered: looked at every 700 (the
# default) they cost a sixth of its time.
COLLECT_EVERY = 20_000

logger = log.logger(__name__)


class Launcher:
    """One service in this process, from not ready over ready to stopped."""

    def __init__(self, service_cls: type, settings: SimpleNamespace) -> None:
        self.service_cls = service_cls
        self.name: str = service_cls.name  # type: ignore[attr-defined]
        self.settings = settings
        self.has_database = has_database(service_cls)
        self.vitals = Vitals(self.name)
        self.watchdog = Watchdog(self.name)
        self.container: Any = None
        self._asked_to_stop = False
        self._ended = eventlet.event.Event()
        self._began = time.monotonic()

    def run(self) -> int:
        """Start, wait, stop; answers the exit code."""
        green.install()
        settle_memory()
        self._listen_to_signals()
        health.report("started", False, "starting")
        eventlet.spawn(self._tick)
        self.watchdog.start()
        listener = ops.listen(self.settings.ops_host, self.settings.ops_port)
        eventlet.spawn(ops.serve, listener, self.status)
        logger.info("starting", ops_port=listener.getsockname()[1], pid=os.getpid())
        starting = eventlet.spawn(self._start)
        starting.link(self._started)
        code = self._ended.wait()
        return code if code is not None else self._stop(starting)

    def status(self) -> dict[str, Any]:
        """What an operator wants to know of this process."""
        ready, parts = health.ready()
        return {
            "service": self.name,
            "up_seconds": round(time.monotonic() - self._began, 1),
            "ready": ready,
            **parts,
            **self.vitals.figures,
        }

    def _listen_to_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, _number: int, _frame: Any) -> None:
        # Runs between any two instructions, maybe inside the hub: only leave a mark, the tick acts on it.
        self._asked_to_stop = True

    def _tick(self) -> None:
        while True:
            before = time.monotonic()
            health.tick()
            if self._asked_to_stop and not self._ended.ready():
                self._ended.send(None)
            eventlet.sleep(TICK_SECONDS)
            telemetry.HUB_LAG.labels(self.name).set(max(0.0, time.monotonic() - before - TICK_SECONDS))

    def _start(self) -> None:
        if self.has_database and not self._schema_is_current():
            self._end(BEHIND)
            return
        self.container = self.watchdog.container = ServiceContainer(self.service_cls, config(self.settings))
        eventlet.spawn(self._wait_for_death)
        if self.has_database:
            eventlet.spawn(self._watch_database)
        self.container.start()
        health.report("started", True)
        logger.info("started", seconds=round(time.monotonic() - self._began, 2))

    def _started(self, starting: Any) -> None:
        try:
            starting.wait()
        except BaseException as problem:
            if not isinstance(problem, eventlet.greenlet.GreenletExit):
                logger.critical("could not start", exc_info=problem)
                self._end(FAILED)

    def _watch_database(self) -> None:
        while (pool := _pool_when_set_up(self.container)) is None:
            eventlet.sleep(0.02)
        eventlet.spawn(housekeeping.keep, pool, self.settings)
        self.vitals.watch(pool, partial(queues_of, self.container))

    def _schema_is_current(self) -> bool:
        rest, longest = SCHEMA_PATIENCE
        while True:
            try:
                with within(migrations.CONNECT_SECONDS):
                    missing = migrations.pending(self.name, self.settings.database_url)
                break
            except (psycopg2.OperationalError, psycopg2.InterfaceError, Unanswered) as problem:
                health.report("database", False, type(problem).__name__)
                logger.warning("waits for the database", problem=type(problem).__name__)
                eventlet.sleep(rest)
                rest = min(rest * 2, longest)
        health.report("schema", not missing, ", ".join(missing))
        health.report("database", False, "not asked yet")
        if missing:
            logger.critical("refuses to start: the schema is behind", pending=", ".join(missing))
        return not missing

    def _wait_for_death(self) -> None:
        try:
            self.container.wait()
        except BaseException as problem:
            logger.critical("died", exc_info=problem)
            self._end(FAILED)

    def _end(self, code: int) -> None:
        if not self._ended.ready():
            self._ended.send(code)

    def _stop(self, starting: Any) -> int:
        began = time.monotonic()
        health.begin_stopping()
        self.watchdog.expect_end_within(self.settings.stop_seconds)
        logger.info("stopping")
        if not starting.dead:
            starting.kill()
            self._give_up()
        elif self.container is not None:
            self.container.stop()
        logger.info("stopped", seconds=round(time.monotonic() - began, 2))
        return STOPPED

    def _give_up(self) -> None:
        # It had not started, so nothing is in flight; a part that waits for a broker must not keep us.
        if self.container is not None:
            with suppress(Exception), eventlet.Timeout(KILL_SECONDS, False):
                self.container.kill()


def settle_memory() -> None:
    """What was imported is never garbage, so it is not searched again; nor is the rest after every few objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY, 10, 10)


def config(settings: SimpleNamespace) -> dict[str, Any]:
    """nameko's configuration, with our settings under `settings`."""
    return {
        "AMQP_URI": settings.amqp_url,
        "WEB_SERVER_ADDRESS": f"0.0.0.0:{settings.http_port}",
        "max_workers": settings.workers,
        "HEARTBEAT": HEARTBEAT_SECONDS,
        "serializer": "json",
        "ACCEPT": ["json"],
        "settings": settings,
    }


def has_database(service_cls: type) -> bool:
    """Whether the service declares `db = Database()`."""
    return any(isinstance(found, Database) for found in vars_of(service_cls).values())


def _pool_when_set_up(container: Any) -> Any:
    try:
        return pool_of(container)
    except AttributeError:
        return None


def leave(code: int) -> None:
    """End the process now: an orderly stop has closed what there was, and a blocked socket must not keep us."""
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
