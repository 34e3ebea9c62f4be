"""Work by the clock: `@timer` once across all replicas, `@worker` on each of them."""

import random
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import eventlet
from eventlet.event import Event
from nameko.containers import WorkerContext
from nameko.extensions import Entrypoint

from chassis import log, telemetry
from chassis.database import is_outage, pool_of
from chassis.tx import Tx

LONGEST_REST = 30.0
FIRST_BACKOFF = 0.25
LONGEST_BACKOFF = 15.0

logger = log.logger(__name__)


class Periodic(Entrypoint):
    """Runs its method again and again in a greenlet of its own, which leaves when the service stops."""

    def __init__(self, seconds: float = 1, **options: Any) -> None:
        super().__init__(**options)
        self.seconds = seconds
        self._stop: Event | None = None
        self._greenlet: Any = None
        self._failures = 0

    def start(self) -> None:
        self._stop = Event()
        self._greenlet = self.container.spawn_managed_thread(self._run, identifier=self._name())

    def stop(self) -> None:
        if self._stop is not None and not self._stop.ready():
            self._stop.send(None)
        if self._greenlet is not None:
            self._greenlet.wait()

    def kill(self) -> None:
        if self._greenlet is not None:
            self._greenlet.kill()

    def _run(self) -> None:
        while not self._stopped():
            correlation_id = str(uuid4())
            with log.bound(entrypoint=self.method_name, correlation_id=correlation_id):
                rest = self._one(correlation_id)
            self._rest(rest)

    def _one(self, correlation_id: str) -> float:
        try:
            rest = self.turn_as(correlation_id)
        except Exception as problem:
            return self._failed(problem)
        if self._failures:
            logger.info("runs again", timer=self._name(), failures=self._failures)
        self._failures = 0
        return rest

    def turn_as(self, correlation_id: str) -> float:
        """One run under this correlation id; answers after how many seconds to come again."""
        raise NotImplementedError

    def _failed(self, problem: Exception) -> float:
        self._failures += 1
        if not is_outage(problem):
            logger.error("timer failed", timer=self._name(), exc_info=problem)
        elif self._failures == 1:
            logger.warning("waits for the database", timer=self._name(), problem=type(problem).__name__)
        return min(FIRST_BACKOFF * 2**self._failures, LONGEST_BACKOFF) * random.uniform(0.8, 1.2)

    def _stopped(self) -> bool:
        return self._stop is None or self._stop.ready()

    def _rest(self, seconds: float) -> None:
        if seconds <= 0:
            eventlet.sleep(0)
        elif self._stop is not None:
            with eventlet.Timeout(seconds, False):
                self._stop.wait()

    def _name(self) -> str:
        return f"{self.container.service_name}.{self.method_name}"

    def _method(self) -> Callable[..., Any]:
        """The method on a fresh instance of the service with its dependencies."""
        service = self.container.service_cls()
        context = WorkerContext(self.container, service, self)
        for provider in self.container.dependencies:
            setattr(service, provider.attr_name, provider.get_dependency(context))
        return getattr(service, self.method_name)


class Worker(Periodic):
    """`@worker(seconds=1)`: on every replica, no transaction open; True means that more is left to do at once."""

    def turn_as(self, correlation_id: str) -> float:
        with telemetry.measured(self.container.service_name, self.method_name):
            return 0 if self._method()() else self.seconds


class Timer(Periodic):
    """`@timer(seconds=30)`: one run a period over all replicas, in one transaction with the mark that it ran."""

    _introduced = False

    def turn_as(self, correlation_id: str) -> float:
        pool = pool_of(self.container)
        if pool is None:
            raise RuntimeError("a timer needs `db = Database()` on the service")
        if not self._introduced:
            # In its own transaction: a row inserted but not committed would make the other replicas wait for this run.
            with pool.transaction() as tx:
                introduce(tx, self.method_name)
            self._introduced = True
        with pool.transaction(correlation_id=correlation_id) as tx:
            wait = until_due(tx, self.method_name)
            if wait is None or wait > 0:
                return min(wait or self.seconds, self.seconds, LONGEST_REST)
            with telemetry.measured(self.container.service_name, self.method_name):
                more = bool(self._method()(tx))
            rest = 0 if more else self.seconds
            mark(tx, self.method_name, rest)
        return min(rest, LONGEST_REST)


def introduce(tx: Tx, name: str) -> None:
    """Make the timer known; it is due at once."""
    tx.run("insert into timers (name) values (%(name)s) on conflict do nothing", name=name)


def until_due(tx: Tx, name: str) -> float | None:
    """Seconds until the timer is due, zero or less with its row locked; None where another replica runs it now."""
    row = tx.one(
        """select extract(epoch from due_at - now())::float8 as seconds from timers where name = %(name)s
           for update skip locked""",
        name=name,
    )
    return None if row is None else row["seconds"]


def mark(tx: Tx, name: str, seconds: float) -> None:
    """The timer ran now and is due again after so many seconds."""
    tx.run(
        """update timers set last_run_at = now(), due_at = now() + %(seconds)s * interval '1 second'
           where name = %(name)s""",
        name=name, seconds=seconds,
    )  # fmt: skip


timer = Timer.decorator
worker = Worker.decorator
