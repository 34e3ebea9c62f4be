"""An HTTP server inside a service: `@http` on a WSGI method; bounded in connections, sizes and time."""

import errno
import json
from collections.abc import Callable, Mapping
from typing import Any

import eventlet
import eventlet.wsgi
from nameko.extensions import Entrypoint, register_entrypoint

from chassis import health, log

CONNECTIONS = 900  # more than five hundred slow ones (rel:H2), fewer than the usual limit of descriptors
REQUESTS = 100
IDLE_SECONDS = 15
HEAD_SECONDS = 10
SOCKET_SECONDS = 15
REQUEST_SECONDS = 60
DRAIN_SECONDS = 10
PAUSE_WHEN_FULL = 0.2
BACKLOG = 256

logger = log.logger(__name__)

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Any]


def together(questions: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """Ask all at once; each answer, or the exception instead, by its name."""
    threads = {name: eventlet.spawn(_answer_or_problem, question) for name, question in questions.items()}
    return {name: thread.wait() for name, thread in threads.items()}


def _answer_or_problem(question: Callable[[], Any]) -> Any:
    try:
        return question()
    except Exception as problem:  # noqa: BLE001 - handed to who asked
        return problem


class Protocol(eventlet.wsgi.HttpProtocol):
    """One connection; whoever sends or reads too slowly is cut, whatever is malformed gets a problem document."""

    def handle(self) -> None:
        self._head_timer: Any = None
        try:
            super().handle()
        except eventlet.Timeout:
            self.close_connection = True
        finally:
            self._head_read()

    def _read_request_line(self) -> Any:
        with eventlet.Timeout(IDLE_SECONDS, False):
            line = super()._read_request_line()
            if len(line) >= self.server.url_length_limit:
                self.send_error(414)
                return ""
            # What follows the first line must come soon: a byte now and then does not keep a connection.
            self._head_timer = eventlet.Timeout(HEAD_SECONDS) if line else None
            return line
        return ""

    def parse_request(self) -> bool:
        try:
            return super().parse_request()
        except (eventlet.wsgi.HeaderLineTooLong, eventlet.wsgi.HeadersTooLarge):
            self.send_error(431)
            return False

    def get_environ(self) -> dict[str, Any]:
        self._head_read()
        return super().get_environ()

    def handle_one_response(self) -> None:
        with eventlet.Timeout(REQUEST_SECONDS):
            super().handle_one_response()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The standard library's errors about malformed requests, without echoing any of it."""
        phrase = self.responses.get(code, ("Bad Request", ""))[0]
        problem = {"type": "about:blank", "title": phrase, "status": int(code), "code": "RequestUnreadable"}
        body = json.dumps(problem).encode()
        head = (
            f"HTTP/1.1 {int(code)} {phrase}\r\nContent-Type: application/problem+json\r\n"
            f"Content-Length: {len(body)}\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
        )
        self.wfile.write(head.encode() + body)
        self.close_connection = True

    def _head_read(self) -> None:
        timer, self._head_timer = self._head_timer, None
        if timer is not None:
            timer.cancel()


class Server:
    """Accepts connections until told to stop; then finishes what is in flight and closes the rest."""

    def __init__(self, port: int, application: WsgiApp, host: str = "127.0.0.1") -> None:
        self._socket = eventlet.listen((host, port), backlog=BACKLOG, reuse_port=False)
        self.port: int = self._socket.getsockname()[1]
        self._application = application
        self._pool = eventlet.GreenPool(CONNECTIONS)
        self._free = eventlet.semaphore.Semaphore(REQUESTS)
        self._connections: dict[int, list[Any]] = {}
        self._ended = eventlet.event.Event()
        self._server = eventlet.wsgi.Server(
            self._socket, self._socket.getsockname(), self._bounded, protocol=Protocol, max_http_version="HTTP/1.1",
            keepalive=IDLE_SECONDS, log_output=False, debug=False, socket_timeout=SOCKET_SECONDS,
        )  # fmt: skip

    def run(self) -> None:
        """Accept for ever; no file descriptors left only pauses it (rel:H1)."""
        while True:
            try:
                connection, address = self._socket.accept()
            except OSError as problem:
                if problem.errno in (errno.EBADF, errno.EINVAL):
                    self._ended.send()
                    return
                logger.warning("cannot accept", problem=type(problem).__name__, number=problem.errno)
                eventlet.sleep(PAUSE_WHEN_FULL)
                continue
            connection.settimeout(SOCKET_SECONDS)
            self._pool.spawn_n(self._serve, [address, connection, eventlet.wsgi.STATE_IDLE])

    def close(self) -> None:
        """No new connections, idle ones end now, the others after their answer (10 seconds at most)."""
        eventlet.greenio.shutdown_safe(self._socket)
        # The shutdown wakes who waits in accept; closed at once, it would wait for ever.
        with eventlet.Timeout(1, False):
            self._ended.wait()
        self._socket.close()
        for state in list(self._connections.values()):
            idle = state[2] == eventlet.wsgi.STATE_IDLE
            state[2] = eventlet.wsgi.STATE_CLOSE
            if idle:
                eventlet.greenio.shutdown_safe(state[1])
        with eventlet.Timeout(DRAIN_SECONDS, False):
            self._pool.waitall()

    def _serve(self, state: list[Any]) -> None:
        self._connections[id(state)] = state
        try:
            self._server.process_request(state)
        except (OSError, eventlet.Timeout, ValueError):
            pass  # the client is gone or was cut
        except Exception as problem:  # noqa: BLE001 - one connection never ends the server (rel:H4)
            logger.warning("a connection broke", problem=type(problem).__name__)
        finally:
            self._connections.pop(id(state), None)
            state[1].close()

    def _bounded(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if not self._free.acquire(blocking=False):
            environ["chassis.busy"] = True
            return self._application(environ, start_response)
        try:
            return self._application(environ, start_response)
        finally:
            self._free.release()


class HttpEntrypoint(Entrypoint):
    """Serves HTTP_PORT; the method makes the WSGI application once, from `ask`."""

    _server: Server | None = None
    _accepting: Any = None

    def start(self) -> None:
        config = self.container.config["settings"]
        asker = next(found for found in self.container.dependencies if hasattr(found, "asking"))
        make = getattr(self.container.service_cls, self.method_name)
        self._server = Server(config.http_port, make(None, asker.asking, config), config.http_host)
        self._accepting = self.container.spawn_managed_thread(self._server.run, identifier="http")
        health.report("http", True)
        logger.info("listens", http_port=self._server.port)

    def stop(self) -> None:
        if self._server is not None:
            self._server.close()

    kill = stop


def http(method: Callable[..., WsgiApp]) -> Callable[..., WsgiApp]:
    """`@http def application(self, ask, settings)`: the WSGI application of the service, made once at its start."""
    register_entrypoint(method, HttpEntrypoint())
    return method
