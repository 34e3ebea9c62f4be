"""A bounded pool of PostgreSQL connections and the transactions on it; works with and without monkey_patch."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from psycopg2 import errors
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from chassis.identity import SERVICE, Actor
from chassis.tx import Tx
from chassis.wire import Wire

CONNECT_SECONDS = 3
CHECKOUT_SECONDS = 3
STATEMENT_SECONDS = 15
LOCK_SECONDS = 5
IDLE_SECONDS = 60
GONE_SECONDS = 1.0  # how often the server looks whether the client of a running statement is still there
FRESH_SECONDS = 1.0  # a connection that served so recently is not asked whether it still does


class DatabaseDown(Exception):
    """No connection could be had in time: the database is away, or every connection is in use."""


class Unanswered(Exception):
    """The server accepted but did not speak."""


def is_outage(problem: BaseException) -> bool:
    """Whether trying the same again later can succeed because the database itself was away."""
    if isinstance(problem, DatabaseDown | Unanswered | psycopg2.InterfaceError | errors.AdminShutdown):
        return True
    if isinstance(problem, errors.CannotConnectNow | errors.CrashShutdown | errors.TooManyConnections):
        return True
    # libpq's own "server closed the connection" carries no SQLSTATE and is of no class of its own.
    plain = type(problem) in (psycopg2.OperationalError, psycopg2.DatabaseError)
    return plain or (getattr(problem, "pgcode", None) or "").startswith("08")


def is_collision(problem: BaseException) -> bool:
    """Whether two transactions met (deadlock, serialization, lock wait) and the same again at once may succeed."""
    return isinstance(problem, errors.DeadlockDetected | errors.SerializationFailure | errors.LockNotAvailable)


def is_overrun(problem: BaseException) -> bool:
    """Whether the server ended a statement because it took too long, as it may on a busy machine."""
    return isinstance(problem, errors.QueryCanceled)


class Pool:
    """At most `size` connections to one database; opening one, waiting for one and every statement is bounded."""

    def __init__(self, url: str, name: str, size: int = 10, checkout_seconds: float = CHECKOUT_SECONDS) -> None:
        self._url = url
        self._name = name
        self._patience = checkout_seconds
        self._idle: list[tuple[Any, float]] = []
        self._free = threading.Semaphore(size)
        self._closed = False
        # Called when a transaction that emitted has committed; without it each one hints by itself, within its commit.
        self.on_emitted: Callable[[], None] | None = None

    @contextmanager
    def transaction(
        self,
        actor: Actor = SERVICE,
        correlation_id: str | None = None,
        causation_id: str | None = None,
        traceparent: str | None = None,
        read_only: bool = False,
    ) -> Iterator[Tx]:
        """A transaction that commits when the block ends and rolls back when it raises."""
        with self._borrowed() as connection:
            wire = Wire(connection, "begin read only" if read_only else "begin")
            tx = Tx(wire, actor, correlation_id, causation_id, traceparent)
            tx.hints = self.on_emitted is None
            yield tx
            tx.commit()
        if tx.has_emitted and self.on_emitted is not None:
            self.on_emitted()

    def ping(self) -> None:
        """Ask the database something; raises what went wrong."""
        with self.transaction() as tx:
            tx.one("select 1")

    def close(self) -> None:
        """Close the idle connections; those in use close when they come back."""
        self._closed = True
        while self._idle:
            self._idle.pop()[0].close()

    @contextmanager
    def _borrowed(self) -> Iterator[Any]:
        if not self._free.acquire(timeout=self._patience):
            raise DatabaseDown("every connection is in use")
        try:
            connection = self._idle_one() or self._opened()
            try:
                yield connection
            except BaseException:
                _roll_back(connection)
                raise
            finally:
                self._give_back(connection)
        finally:
            self._free.release()

    def _idle_one(self) -> Any | None:
        # The last one back is the first one out, so that the others may go idle.
        while self._idle:
            connection, since = self._idle.pop()
            if _quiet(connection) and (time.monotonic() - since < FRESH_SECONDS or _answers(connection)):
                return connection
            connection.close()
        return None

    def _give_back(self, connection: Any) -> None:
        # A greenlet killed in a query leaves its connection closed: it must not come back.
        if self._closed or not _is_idle(connection):
            connection.close()
        else:
            self._idle.append((connection, time.monotonic()))

    def _opened(self) -> Any:
        try:
            with within(CONNECT_SECONDS):
                connection = psycopg2.connect(
                    self._url, application_name=self._name, connect_timeout=CONNECT_SECONDS, options=_server_limits(),
                    keepalives_idle=10, keepalives_interval=5, keepalives_count=3,
                )  # fmt: skip
        except (psycopg2.Error, Unanswered) as problem:
            raise DatabaseDown(_first_line(problem)) from None
        connection.autocommit = True  # the wire says where a transaction begins and ends
        return connection


def _quiet(connection: Any) -> bool:
    """Whether the server has not hung up; asks only this side's socket."""
    try:
        connection.poll()  # takes the server's last words, if any,
        connection.poll()  # and finds the end after them (rel:D7)
    except psycopg2.Error:
        return False
    return not connection.closed


def _answers(connection: Any) -> bool:
    try:
        with within(CONNECT_SECONDS), connection.cursor() as cursor:
            cursor.execute("select 1")
    except (psycopg2.Error, Unanswered):
        return False
    return True


def _is_idle(connection: Any) -> bool:
    return not connection.closed and connection.info.transaction_status == TRANSACTION_STATUS_IDLE


def _server_limits() -> str:
    limits = {
        "statement_timeout": STATEMENT_SECONDS * 1000,
        "lock_timeout": LOCK_SECONDS * 1000,
        "idle_in_transaction_session_timeout": IDLE_SECONDS * 1000,
        "client_connection_check_interval": int(GONE_SECONDS * 1000),
        "timezone": "UTC",
        "jit": "off",  # compiling a statement takes longer than running any of ours may
    }
    return " ".join(f"-c {name}={value}" for name, value in limits.items())


def _roll_back(connection: Any) -> None:
    try:
        if not connection.closed and not _is_idle(connection):
            connection.cursor().execute("rollback")
    except psycopg2.Error:
        connection.close()


def _first_line(problem: BaseException) -> str:
    return f"{type(problem).__name__}: {str(problem).strip().splitlines()[0] if str(problem).strip() else ''}"


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise `Unanswered` when what happens inside takes longer; unpatched, libpq's own connect_timeout does it."""
    # Under monkey_patch psycopg2 ignores connect_timeout (psycopg2 #944), so the hub must interrupt it.
    eventlet = sys.modules.get("eventlet")
    if eventlet is None or not eventlet.patcher.is_monkey_patched("socket"):
        yield
        return
    with eventlet.Timeout(seconds, Unanswered(f"no answer within {seconds} s")):
        yield
