"""One AMQP connection that one greenlet reads: it reconnects, beats, and lets go without a handshake when stuck."""

import logging
import random
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import amqp
import eventlet
from amqp import spec
from amqp.exceptions import AMQPError, PreconditionFailed
from eventlet.event import Event

from chassis.frames import Frames
from chassis.majority import Majority
from chassis.topology import Binding
from chassis.writing import Writer

log = logging.getLogger("chassis.broker")

CONNECT_SECONDS = 5
OPEN_SECONDS = 15  # for all declarations together
HEARTBEAT_SECONDS = 10
READ_BYTES = 65536
LONGEST_PAUSE_SECONDS = 2.5  # with the jitter below 3 s (rel:C8)


class Disconnected(Exception):
    """There is no connection to the broker now."""


class Misdeclared(Exception):
    """A queue or exchange of this name exists on the broker with other arguments; waiting will not help."""


def connection_to(url: str, heartbeat: float = HEARTBEAT_SECONDS, name: str = "", lately: str = "") -> amqp.Connection:
    """An open connection to `amqp(s)://user:password@host:port/vhost[?cacertfile=…]`; raises OSError or an amqp exception.

    Of a cluster's nodes, `url;url;…`, any that answers: each call begins with another, so that services spread, and the
    node at the host and port `lately` comes last.
    """
    nodes = url.split(";")
    random.shuffle(nodes)
    nodes.sort(key=lambda node: _address(urlsplit(node)) == lately)
    *others, last = nodes
    for node in others:
        try:
            return _connected(node, heartbeat, name)
        except (OSError, AMQPError) as problem:
            log.info("%s: no connection to one of several nodes: %s", name, type(problem).__name__)
    return _connected(last, heartbeat, name)


def _address(parts: SplitResult) -> str:
    return f"{parts.hostname}:{parts.port or (5671 if parts.scheme == 'amqps' else 5672)}"


def _connected(url: str, heartbeat: float, name: str) -> amqp.Connection:
    parts = urlsplit(url)
    connection = amqp.Connection(
        host=_address(parts),
        userid=unquote(parts.username or "guest"),
        password=unquote(parts.password or "guest"),
        login_method="PLAIN",
        virtual_host=unquote(parts.path[1:]) or "/",
        ssl=_tls(parts),
        heartbeat=int(heartbeat),
        connect_timeout=CONNECT_SECONDS,
        client_properties={"connection_name": name},
        frame_handler=Frames,
        frame_writer=Writer,
    )
    connection.connect()
    # py-amqp asks the socket three times per frame; most frames are small, so take what is there at once.
    receive = connection.transport._quick_recv
    connection.transport._quick_recv = lambda wanted: receive(max(wanted, READ_BYTES))
    # Bounds every write and every wait for an answer, also while unwinding (rel:P3).
    connection.sock.settimeout(heartbeat or 2 * CONNECT_SECONDS)
    return connection


def _tls(parts: SplitResult) -> dict[str, Any] | bool:
    """How to know the broker of an amqps:// address: by the system's authorities, or by those in `?cacertfile=`."""
    if parts.scheme != "amqps":
        return False
    # py-amqp would take any certificate unless told.
    file = parse_qs(parts.query).get("cacertfile", [None])[-1]
    return {"context": {"check_hostname": True, "cafile": file}, "server_hostname": parts.hostname}


class Link:
    """A connection kept open until `close`: `on_open(connection)` declares and consumes, `on_lost()` tidies up.

    In a cluster it leaves a node that takes longer than a heartbeat to take the binding `never_made` away.
    """

    def __init__(
        self, url: str, name: str, *, on_open: Callable, on_lost: Callable | None = None, heartbeat=HEARTBEAT_SECONDS
    ) -> None:
        self.url, self.name, self.heartbeat = url, name, heartbeat
        self.on_open, self.on_lost = on_open, on_lost or (lambda: None)
        self.connection: amqp.Connection | None = None
        self.never_made: Binding | None = None
        self._lately = ""
        self._majority: Majority | None = None
        self.on_state: Callable[[bool], None] = lambda ready: None
        self.ready = False
        self.ready_since = 0.0
        self.blocked_since: float | None = None
        self.misdeclared: Misdeclared | None = None
        self._closing = False
        self._said_nothing = True
        self._left = Event()
        self._changed = Event()

    def run(self) -> None:
        """Connect, read, reconnect; returns after `close`, raises only `Misdeclared`."""
        pause = 0.1
        try:
            while not self._closing:
                began = time.monotonic()
                self._one_connection()
                pause = 0.1 if time.monotonic() - began > 10 else min(pause * 2, LONGEST_PAUSE_SECONDS)
                self._sleep(pause * random.uniform(0.8, 1.2))
        finally:
            self._left.send()

    def wait_ready(self, seconds: float) -> bool:
        """Whether the connection is open, after waiting for it at most so long."""
        with eventlet.Timeout(seconds, False):
            while not self.ready and not self._closing:
                self._changed.wait()
        return self.ready

    def drop(self) -> None:
        """Let go of the socket at once, without a word to the broker (rel:P3 P4)."""
        connection, self.connection = self.connection, None
        if connection is not None:
            _drop(connection)

    def close(self, seconds: float = 1.0) -> None:
        """End for good: politely if the broker answers in time, else by dropping; may be called again."""
        self._closing = True
        self._notify()
        connection = self.connection
        if connection is not None and self.ready:
            try:
                with eventlet.Timeout(seconds):
                    connection.send_method(spec.Connection.Close, "BsBB", (200, "bye", 0, 0))
                    self._left.wait()
            except (eventlet.Timeout, Exception) as problem:
                log.debug("%s: closed without a handshake: %s", self.name, type(problem).__name__)
        self.drop()

    def _one_connection(self) -> None:
        problem: BaseException | None = None
        try:
            self.connection = connection_to(self.url, self.heartbeat, self.name, self._lately)
            self._lately = self.connection.host
            self.connection.on_blocked, self.connection.on_unblocked = self._on_blocked, self._on_unblocked
            self._open(self.connection)
            self.ready, self.ready_since = not self._closing, time.monotonic()
            self._notify()
            self.on_state(self.ready)
            log.info("%s: connected to the broker", self.name)
            self._read(self.connection)
        except Misdeclared as wrong:
            self.misdeclared = wrong
        except Exception as wrong:
            problem = wrong
        self._lost(problem)
        if self.misdeclared:
            raise self.misdeclared

    def _open(self, connection: amqp.Connection) -> None:
        try:
            # The broker's heartbeats keep the socket's own limit from biting while an answer is missing.
            with eventlet.Timeout(OPEN_SECONDS, Disconnected("no answer in time")):
                asking = connection.channel() if ";" in self.url else None
                self.on_open(connection)
        except PreconditionFailed as wrong:
            log.critical("%s: the broker has it with other arguments: %s", self.name, wrong.reply_text)
            raise Misdeclared(wrong.reply_text) from None
        if asking is not None and self.never_made is not None:
            self._majority = Majority(asking, self.never_made, self.heartbeat)

    def _read(self, connection: amqp.Connection) -> None:
        idle, transport = max(self.heartbeat / 3, 0.5), connection.transport
        frames, left = connection.on_inbound_frame, transport._read_buffer
        transport._read_buffer = b""
        frames.feed(bytes(left))
        while connection.connected and not (self._closing and self.connection is None):
            try:
                with transport.having_timeout(idle):
                    data = transport._quick_recv(READ_BYTES)
            except TimeoutError:
                self._tick(connection)
                continue
            if not data:
                raise OSError("the broker closed the connection")
            frames.feed(data)
            if time.monotonic() - connection.last_heartbeat_sent > idle:
                self._tick(connection)

    def _tick(self, connection: amqp.Connection) -> None:
        connection.heartbeat_tick()
        if self._majority is not None:
            self._majority.look(held_back=self.blocked_since is not None)

    def _lost(self, problem: BaseException | None) -> None:
        news, self.ready, self.blocked_since = self.ready or self._said_nothing, False, None
        self._majority = None
        self.drop()
        if not self._closing:
            self._said_nothing = False
            why = getattr(problem, "reply_text", None) or type(problem).__name__
            log.log(logging.WARNING if news else logging.INFO, "%s: no connection to the broker: %s", self.name, why)
        self.on_lost()
        self.on_state(False)

    def _sleep(self, seconds: float) -> None:
        with eventlet.Timeout(seconds, False):
            while not self._closing:
                self._changed.wait()

    def _notify(self) -> None:
        changed, self._changed = self._changed, Event()
        changed.send()

    def _on_blocked(self, reason: str) -> None:
        self.blocked_since = time.monotonic()
        log.warning("%s: the broker blocks publishers: %s", self.name, reason)

    def _on_unblocked(self) -> None:
        self.blocked_since = None
        log.info("%s: the broker accepts messages again", self.name)


def _drop(connection: amqp.Connection) -> None:
    transport = connection._transport
    try:
        if transport is not None and transport.sock is not None:
            transport._shutdown_transport = lambda: None  # TLS would say goodbye, and wait for the answer
        connection.collect()
    except Exception as problem:
        log.debug("dropped a connection: %s", type(problem).__name__)
