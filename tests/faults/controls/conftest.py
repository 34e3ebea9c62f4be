"""Processes of the stock service, and what they wrote down."""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import amqp
import pytest
from nameko.exceptions import RpcTimeout
from nameko.standalone.rpc import ClusterRpcProxy

from chassis.broker import connection_to
from deploy.local.processes import wait_until

QUEUE = "evt-stock-written--stock.on_written"


class Stock:
    """The stock service on one virtual host."""

    def __init__(self, vhost, effects):
        self.vhost, self.effects, self.processes = vhost, effects, []
        effects.touch()

    def start(self, url="", ready=True):
        before = self.number("started")
        argv = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("stock.py"))]
        log = self.effects.with_suffix(".log").open("a")
        self.processes.append(subprocess.Popen([*argv, url or self.vhost, self.effects], stdout=log, stderr=log))
        if ready:
            wait_until(lambda: self.number("started") > before, "stock nameko started", seconds=60)
        return self.processes[-1]

    def ask(self, text, timeout=3):
        with ClusterRpcProxy({"AMQP_URI": self.vhost}, timeout=timeout) as cluster, suppress(RpcTimeout):
            cluster.stock.write(text)

    def publish(self, exchange, key, body, **properties):
        properties = {"content_type": "application/json", "delivery_mode": 2, **properties}
        with connection_to(self.vhost, 0) as connection:
            message = amqp.basic_message.Message(json.dumps(body), **properties)
            connection.channel().basic_publish(message, exchange, key)

    def begin(self, text):
        """A request for which nobody waits."""
        body = {"args": [text], "kwargs": {}}
        self.publish("nameko-rpc", "stock.write", body, reply_to="nobody", correlation_id="1")

    def tell(self, text, event="written"):
        """The event without its dispatcher."""
        self.publish("stock.events", event, text)

    def number(self, line):
        return self.effects.read_text().splitlines().count(line)

    def log(self):
        return self.effects.with_suffix(".log").read_text()

    def depth(self, queue=QUEUE):
        with connection_to(self.vhost, 0) as connection:
            return connection.channel().queue_declare(queue, passive=True).message_count

    def wait(self, line, times=1, seconds=60):
        wait_until(lambda: self.number(line) >= times, line, seconds=seconds)


@pytest.fixture
def stock(vhost, tmp_path):
    made = Stock(vhost, tmp_path / "effects")
    yield made
    for process in made.processes:
        process.kill()
        process.wait()


def still_runs(process, seconds):
    """Whether the process lives for so long."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return True
    return False
