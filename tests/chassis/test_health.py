"""Probes answer from the process' own word, outside every worker pool."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from chassis import health


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(health, "_reports", {})
    monkeypatch.setattr(health, "_state", {"stopping": False, "ticked": health.time.monotonic()})


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(health, "time", SimpleNamespace(monotonic=lambda: clock.now))
    health.tick()
    return clock


def test_a_process_that_says_nothing_is_not_ready():
    assert health.ready()[0] is False


def test_only_needed_parts_decide(clock):
    health.report("database", True)
    health.report("relay", False, "blocked by the broker", needed=False)

    ok, said = health.ready()
    assert ok
    assert said["parts"]["relay"] == {"ok": False, "needed": False, "detail": "blocked by the broker"}


def test_what_is_wrong_is_named(clock):
    health.report("database", True)
    health.report("consumers", False, "not subscribed")

    ok, said = health.ready()
    assert (ok, said["wrong"]) == (False, ["consumers"])


def test_an_old_word_counts_as_no(clock):
    health.report("database", True, within=10)
    clock.now += 11

    ok, said = health.ready()
    assert (ok, said["parts"]["database"]["detail"]) == (False, "nothing heard for 11 s")


def test_a_stopping_process_is_not_ready(clock):
    health.report("database", True)
    health.begin_stopping()

    assert health.stopping()
    assert health.ready()[1]["wrong"] == ["stopping"]


def test_a_silent_hub_is_not_live(clock):
    assert health.live()[0]
    clock.now += 5
    assert not health.live()[0]


SCRIPT = """
import warnings; warnings.simplefilter("ignore")
import eventlet; eventlet.monkey_patch()
import resource, socket, sys, urllib.request
from chassis import health, ops
health.report("database", True)
listener = ops.listen("127.0.0.1", 0)
port = listener.getsockname()[1]
eventlet.spawn(ops.serve, listener, lambda: {"service": "little"})
try:
    ops.listen("127.0.0.1", port)
except OSError:
    print("not shared")

def ask(path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        return answer.status, len(answer.read()) > 0

idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(5)]
idle[0].sendall(b"\\x00\\xff nonsense\\r\\n\\r\\n")
idle[1].close()
for path in ("/livez", "/readyz", "/metrics", "/status"):
    print(path, *ask(path))
resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
held = []
try:
    while True:
        held.append(socket.create_connection(("127.0.0.1", port)))
        eventlet.sleep(0)
except OSError:
    print("out of descriptors")
eventlet.sleep(0.3)
for one in held + idle:
    one.close()
print("after", *ask("/livez"))
"""


def test_probes_survive_nonsense_idle_clients_and_a_lack_of_descriptors():
    """rel:H1 for the ops port."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=120)

    lines = [line for line in done.stdout.splitlines() if not line.startswith("{")]
    assert lines[0] == "not shared", done.stderr
    assert lines[1:5] == [f"{path} 200 True" for path in ("/livez", "/readyz", "/metrics", "/status")], done.stderr
    assert "out of descriptors" in lines
    assert lines[-1] == "after 200 True", done.stderr
