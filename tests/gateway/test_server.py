"""The HTTP server of the real process: limits, slow clients, file descriptors, an orderly stop."""

import http.client
import json
import select
import socket
import threading
import time
from contextlib import closing, suppress

import pytest

from tests.gateway.process import Gateway
from tests.gateway.records import MOES

INSTITUTION = f"/v1/institutions/{MOES['institution_id']}"


@pytest.fixture
def start(department, tmp_path):
    started = []

    def go(**options):
        log = (tmp_path / f"log-{len(started)}.jsonl").open("w+")
        started.append(Gateway(department.url, log, **options))
        started[-1].wait_until_ready()
        started[-1].log = log
        return started[-1]

    yield go
    for gateway in started:
        gateway.stop()
        gateway.log.close()


def get(gateway, path="/static/site.css", headers=None, timeout=60):
    with closing(http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=timeout)) as connection:
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        return response.status, response.read()


def raw(gateway, data, timeout=60):
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=timeout) as connection:
        connection.sendall(data)
        received = b""
        with suppress(ConnectionResetError, TimeoutError):
            while piece := connection.recv(65536):
                received += piece
        return received


def readable(connections):
    return select.select(connections, [], [], 0)[0]


def refuses(gateway, seconds=60):
    """Whether it stops taking connections in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", gateway.port), timeout=10).close()
        except ConnectionRefusedError:
            return True
        threading.Event().wait(0.05)
    return False


def test_malformed_and_oversized_requests_are_refused_and_harm_nobody(start):
    gateway = start()
    head = b"GET / HTTP/1.1\r\nHost: x\r\n"
    assert b" 431 " in raw(gateway, head + b"X-Long: " + b"a" * 70_000 + b"\r\n\r\n").split(b"\r\n")[0]
    many = b"".join(b"X-%d: %s\r\n" % (n, b"b" * 500) for n in range(200))
    assert b" 431 " in raw(gateway, head + many + b"\r\n").split(b"\r\n")[0]
    told = raw(gateway, b"GET /v1/institutions?words=" + b"a" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b" 414 " in told.split(b"\r\n")[0] and b"application/problem+json" in told
    for junk in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
        head + b"Content-Length: -1\r\n\r\n", head + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST /v1/applications HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", b"GET /%00%ff%c0%af HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ):  # fmt: skip
        assert b"Traceback" not in raw(gateway, junk)
    large = b"POST /v1/applications HTTP/1.1\r\nHost: x\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\n"
    answer = raw(gateway, large + b"Content-Length: 3000000\r\n\r\n{")
    assert b" 413 " in answer.split(b"\r\n")[0]
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "BodyTooLarge"
    assert get(gateway)[0] == 200


def test_whoever_sends_too_slowly_is_cut_while_others_are_served(start):
    gateway = start()
    slow = [socket.create_connection(("127.0.0.1", gateway.port)) for _ in range(40)]
    for connection in slow:
        connection.sendall(b"GET / HTTP/1.1\r\nX-")
    assert get(gateway)[0] == 200
    assert not readable(slow), "one was served only after slow ones had been cut"
    for connection in slow:
        connection.settimeout(60)
        with suppress(ConnectionResetError):
            assert connection.recv(100) == b""
        connection.close()


def test_running_out_of_file_descriptors_only_pauses_the_service(start):
    gateway = start(before=("prlimit", "--nofile=60:60"))
    idle = []
    with suppress(OSError):
        for _ in range(90):
            idle.append(socket.create_connection(("127.0.0.1", gateway.port), timeout=10))
    for connection in idle:
        connection.close()
    assert get(gateway)[0] == 200
    assert gateway.process.poll() is None


def test_a_stop_finishes_what_is_in_flight_and_then_ends(start, department):
    began, let_go = threading.Event(), threading.Event()

    def slowly(fields, envelope):
        began.set()
        let_go.wait(60)
        return MOES

    department.answers["registry.get_institution"] = slowly
    gateway = start()
    answers = []
    asker = threading.Thread(target=lambda: answers.append(get(gateway, INSTITUTION)[0]))
    asker.start()
    assert began.wait(60)
    gateway.process.terminate()
    assert refuses(gateway)
    let_go.set()
    asker.join(60)
    assert answers == [200]
    assert gateway.process.wait(60) == 0


def test_an_idle_gateway_ends_before_any_deadline_of_its_parts(start):
    gateway = start()
    get(gateway)
    began = time.monotonic()
    assert gateway.stop() == 0
    assert time.monotonic() - began < 8, "it waited for something in vain"
    gateway.log.seek(0)
    assert "managed thread `http`" not in gateway.log.read()


def test_one_service_away_does_not_slow_the_others(start, department):
    del department.answers["scheduling.list_activities"]
    gateway = start()
    waiting = [threading.Thread(target=get, args=(gateway, "/v1/activities")) for _ in range(30)]
    for thread in waiting:
        thread.start()
    assert get(gateway, INSTITUTION)[0] == 200
    assert any(thread.is_alive() for thread in waiting), "it was answered only after those that wait in vain"
    for thread in waiting:
        thread.join()


def test_more_requests_than_can_be_worked_on_are_sent_away_at_once(start, department):
    del department.answers["scheduling.list_activities"]
    gateway = start()
    waiting = [socket.create_connection(("127.0.0.1", gateway.port)) for _ in range(110)]
    for connection in waiting:
        connection.sendall(b"GET /v1/activities HTTP/1.1\r\nHost: x\r\n\r\n")
    sent_away = []
    for connection in waiting:
        connection.settimeout(60)
        sent_away.append(connection.recv(65536))
        connection.close()
    assert all(answer.startswith(b"HTTP/1.1 503 ") for answer in sent_away)
    assert sum(b"All hands are full" in answer for answer in sent_away) == 10
    assert get(gateway)[0] == 200
