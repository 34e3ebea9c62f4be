"""The little service of the messaging tests, and servers in need: blocked, frozen, full."""

import os
import signal
import subprocess
import time
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.local.broker import Broker, broker_environment, start_broker
from deploy.local.processes import wait_until
from deploy.local.state import recall
from tests.chassis.conftest import (  # noqa: F401 - fixtures
    chassis_database,
    command,
    key_pair,
    launch,
    little_tree,
    settings_for,
)
from tests.chassis.messaging.conftest import little, passage  # noqa: F401 - fixtures

CONTROL = Path("/usr/lib/rabbitmq/bin/rabbitmqctl")


def pytest_terminal_summary(terminalreporter):
    """Say that slow tests were left out, where they were."""
    if terminalreporter.config.option.markexpr != "not slow":
        return
    left_out = [item for item in terminalreporter.stats.get("deselected", []) if item.get_closest_marker("slow")]
    if left_out:
        terminalreporter.write_line(f"{len(left_out)} slow tests were left out; `make test T='-m slow'` runs them")


@pytest.fixture(scope="session")
def broker_in_need(place):
    """A broker that one test after the other kills, freezes or blocks; nothing else uses it."""
    broker = start_broker(place / "broker-in-need")
    yield broker
    broker.remove()


@pytest.fixture
def on_own_broker(little, broker_in_need):  # noqa: F811
    """A broker that only this test uses now, well again; the little service uses it on a fresh virtual host."""
    broker_in_need.process.send(signal.SIGCONT)
    if not broker_in_need.process.alive():
        broker_in_need.restart()
    name = f"faults-{uuid.uuid4().hex[:12]}"
    little.vhost = little.client._url = broker_in_need.add_vhost(name)
    yield broker_in_need
    if broker_in_need.process.alive():
        broker_in_need.remove_vhost(name)


def control(broker: Broker, *words: str) -> None:
    """One operators' command of RabbitMQ on this private broker."""
    env = {**os.environ, **broker_environment(broker.directory, recall(broker.directory))}
    done = subprocess.run([CONTROL, *words], env=env, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr


def elapse(began: float, seconds: float) -> None:
    """Wait until so many seconds have passed since `began` (monotonic): how long the fault itself lasts."""
    wait_until(lambda: time.monotonic() - began >= seconds, "time passes", seconds=seconds + 5)


@contextmanager
def memory_alarm(broker: Broker):
    """The broker has no memory left: it reads from nobody who publishes."""
    control(broker, "set_vm_memory_high_watermark", "0.0000001")
    try:
        yield
    finally:
        control(broker, "set_vm_memory_high_watermark", "0.4")
