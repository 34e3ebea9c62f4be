"""Rows R and H of the reliability table that need a gate: a service with HTTP in front of another."""

import http.client
import json
import random
import shutil
import signal
import socket
import subprocess
import threading
import time
import uuid
from contextlib import closing, suppress
from pathlib import Path

import pytest

from chassis.asker import AskerClient
from contracts.refusals import Unavailable
from deploy.local.processes import free_port
from tests.chassis.messaging.conftest import HERE, IN_HAND
from tests.chassis.messaging.said import WriteNote
from tests.faults.conftest import elapse


def note(text="hello"):
    return {"note_id": str(uuid.uuid4()), "text": text}


class Gate:
    """The running gate and how to speak to it."""

    def __init__(self, running, port):
        self.running, self.port = running, port

    def call(self, method, path, body=None, headers=None, timeout=60):
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)) as connection:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")

    def connection(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)


@pytest.fixture
def gate(little, tmp_path, launch):
    """`gate()`: the gate, ready, on the little service's virtual host."""

    def start():
        tree, port = tmp_path / "gate", free_port()
        (tree / "services" / "little").mkdir(parents=True)
        shutil.copy(Path(__file__).with_name("gate_service.py"), tree / "services" / "little" / "service.py")
        shutil.copy(HERE / "said.py", tree / "services" / "little" / "said.py")
        for name in ("chassis", "contracts"):
            (tree / name).symlink_to(little.tree / name)
        more = {"AMQP_URL": little.vhost, "HTTP_PORT": str(port), "AMQP_HEARTBEAT": "4"}
        running = launch(tree, "postgresql://nowhere/x", **more)
        running.wait_ready()
        return Gate(running, port)

    return start


@pytest.mark.parametrize("calls", [1000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_r3_calls_that_were_given_up_leave_nothing_behind(little, gate, calls):
    callee, front = little.start(), gate()
    written = note()
    assert front.call("POST", "/notes", json.dumps(written))[0] == 200
    callee.process.send_signal(signal.SIGSTOP)

    _, told = front.call("POST", f"/impatient/{calls}", written["note_id"], timeout=300)

    callee.process.send_signal(signal.SIGCONT)
    assert told == {"refused": calls, "pending": 0}
    little.wait(lambda: front.call("GET", f"/notes/{written['note_id']}")[0] == 200, "answers again")


def test_r4_ten_times_as_many_calls_as_workers_are_all_answered_and_probes_meanwhile(little):
    running = little.start(WORKERS="5")
    answers = []

    def ask():
        with AskerClient(little.vhost) as client, suppress(Unavailable):
            answers.append(client.ask(WriteNote, note("sleep 0.5"), timeout=60))

    callers = [threading.Thread(target=ask) for _ in range(50)]
    for caller in callers:
        caller.start()
    probes = 0
    while len(answers) < 40 and any(caller.is_alive() for caller in callers):
        assert running.get("/livez")[0] == 200
        probes += 1
        callers[-1].join(0.2)
    for caller in callers:
        caller.join()
    assert len(answers) == 50
    assert probes > 3  # behind the requests in line they would have been answered after most of these


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0, 360])
def test_r5_calls_recover_when_the_broker_with_their_answers_died(little, on_own_broker, gate, seconds):
    little.start()
    front, written = gate(), note()
    assert front.call("POST", "/notes", json.dumps(written)) == (200, written)
    lost = []
    waiting = threading.Thread(target=lambda: lost.append(front.call("POST", "/notes", json.dumps(note("sleep 8")))))
    waiting.start()
    little.wait(lambda: little.count("pg_stat_activity", IN_HAND), "the request runs")

    on_own_broker.kill()
    waiting.join(60)
    elapse(time.monotonic(), seconds)
    on_own_broker.restart()

    assert [status for status, _ in lost] == [503]
    path = f"/notes/{written['note_id']}"
    little.wait(lambda: front.call("GET", path) == (200, written), "answers again")


def test_h1_more_idle_connections_than_descriptors_do_not_end_the_gate(little, gate):
    little.start()
    front, written = gate(), note()
    assert front.call("POST", "/notes", json.dumps(written))[0] == 200
    subprocess.run(["prlimit", f"--pid={front.running.process.pid}", "--nofile=64:64"], check=True)
    idle = []
    with suppress(OSError):
        for _ in range(128):
            idle.append(front.connection())
    assert front.running.process.poll() is None

    for connection in idle:
        connection.close()

    assert front.call("GET", f"/notes/{written['note_id']}") == (200, written)


@pytest.mark.slow
def test_h2_five_hundred_who_send_a_byte_now_and_then_do_not_keep_the_others_waiting(little, gate):
    little.start()
    front, written = gate(), note()
    assert front.call("POST", "/notes", json.dumps(written))[0] == 200
    alone = slowest(front, written)
    stop = threading.Event()
    dripping = threading.Thread(target=drip, args=(front, 500, stop))
    dripping.start()
    try:
        little.wait(lambda: open_files(front.running.process.pid) > 300, "they hang on")
        beside = slowest(front, written)
    finally:
        stop.set()
        dripping.join()

    assert beside < max(2, 5 * alone)
    assert front.running.process.poll() is None


def open_files(pid):
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def slowest(front, written):
    """The 99th percentile of the seconds that a request takes."""
    took = sorted(seconds_of(front, written) for _ in range(200))
    return took[int(len(took) * 0.99)]


def seconds_of(front, written):
    began = time.monotonic()
    assert front.call("GET", f"/notes/{written['note_id']}") == (200, written)
    return time.monotonic() - began


def drip(front, number, stop):
    """Hold so many connections open with a head that never ends; whoever is cut comes again."""
    slow = {}
    while not stop.wait(0.5):
        for place in range(number):
            try:
                if place not in slow:
                    slow[place] = front.connection()
                    slow[place].sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
                slow[place].sendall(b"a")
            except OSError:
                slow.pop(place, None)
    for connection in slow.values():
        connection.close()


@pytest.mark.parametrize("requests", [300, pytest.param(10_000, marks=pytest.mark.slow)])
def test_h4_requests_of_any_shape_end_nothing(little, gate, requests):
    little.start()
    front, written = gate(), note()
    assert front.call("POST", "/notes", json.dumps(written))[0] == 200
    choose = random.Random(20261121)
    for _ in range(requests):
        send(front, malformed(written["note_id"], choose))

    assert front.running.process.poll() is None
    assert front.call("GET", f"/notes/{written['note_id']}") == (200, written)


def send(front, data):
    with suppress(OSError), closing(front.connection()) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(5)
        while piece := connection.recv(65536):
            assert b"Traceback" not in piece


def malformed(note_id, choose):
    """A proper request with up to five bytes changed, cut short, or with a header that contradicts."""
    head = f"GET /notes/{note_id} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    odd = (
        "Content-Length: -1",
        "Content-Length: 9",
        "Transfer-Encoding: chunked",
        "X" * 9000 + ": 1",
        ": ",
        "Expect: 100-continue",
    )
    data = bytearray((head + choose.choice(odd) + "\r\n" * choose.randrange(3)).encode())
    for _ in range(choose.randrange(6)):
        data[choose.randrange(len(data))] = choose.randrange(256)
    return bytes(data[: choose.randrange(1, len(data) + 1)])


def test_h5_a_write_repeated_a_hundred_times_is_one_row_and_one_answer(little, gate):
    little.start()
    front, written = gate(), note()

    answers = [front.call("POST", "/notes", json.dumps(written), {"Idempotency-Key": "the same"}) for _ in range(100)]

    assert answers == [(200, written)] * 100
    little.wait_effects(1)
    assert (little.count("notes"), little.count("outbox"), little.count("effects")) == (1, 1, 1)
