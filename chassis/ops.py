"""Probes and metrics on their own port, in their own greenlets: a full worker pool cannot silence them."""

import errno
import json
from collections.abc import Callable
from typing import Any

import eventlet

from chassis import health, log, telemetry

READ_SECONDS = 5
LARGEST_HEAD = 8192
CONNECTIONS = 50
PAUSE_WHEN_FULL = 0.2

Answer = tuple[int, str, bytes]


def listen(host: str, port: int) -> Any:
    """A listening socket on exactly this port (0 takes a free one); one in use is an OSError, never shared."""
    return eventlet.listen((host, port), reuse_port=False)


def serve(listener: Any, status: Callable[[], dict[str, Any]]) -> None:
    """Answer for ever; running out of file descriptors only pauses it."""
    pool = eventlet.GreenPool(CONNECTIONS)
    while True:
        try:
            connection, _ = listener.accept()
        except OSError as problem:
            if problem.errno in (errno.EBADF, errno.EINVAL):
                return
            log.logger(__name__).warning("cannot accept a probe", problem=str(problem))
            eventlet.sleep(PAUSE_WHEN_FULL)
            continue
        pool.spawn_n(_handle, connection, status)


def _handle(connection: Any, status: Callable[[], dict[str, Any]]) -> None:
    try:
        with eventlet.Timeout(READ_SECONDS, False):
            path = _path(connection)
            if path is not None:
                connection.sendall(_http(*answer(path, status)))
    except OSError:
        pass  # the prober went away
    finally:
        connection.close()


def _path(connection: Any) -> str | None:
    head = b""
    while b"\r\n\r\n" not in head and len(head) < LARGEST_HEAD:
        piece = connection.recv(2048)
        if not piece:
            return None
        head += piece
    words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    return words[1].split("?", 1)[0] if len(words) == 3 and words[0] in ("GET", "HEAD") else ""


def answer(path: str, status: Callable[[], dict[str, Any]]) -> Answer:
    """Status, content type and body for a path."""
    if path == "/livez":
        return _verdict(health.live())
    if path == "/readyz":
        return _verdict(health.ready())
    if path == "/metrics":
        return 200, "text/plain; version=0.0.4; charset=utf-8", telemetry.exposition()
    if path == "/status":
        return 200, "application/json", json.dumps(status()).encode()
    return 404, "application/json", b'{"paths": ["/livez", "/readyz", "/metrics", "/status"]}'


def _verdict(said: tuple[bool, dict[str, Any]]) -> Answer:
    ok, detail = said
    return 200 if ok else 503, "application/json", json.dumps({"ok": ok, **detail}).encode()


def _http(status: int, kind: str, body: bytes) -> bytes:
    reason = {200: "OK", 404: "Not Found", 503: "Service Unavailable"}[status]
    head = f"HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Cache-Control: no-store\r\nConnection: close\r\n\r\n".encode() + body
