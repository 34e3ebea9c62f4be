"""Controls: the same faults on stock nameko do lose and double, so the tests of our chassis can see them."""

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
    """Processes of the stock service and what they wrote down."""

    def __init__(self, vhost, effects):
        self.vhost, self.effects, self.processes = vhost, effects, []
        effects.touch()

    def start(self):
        before = self.number("started")
        argv = [
            sys.executable,
            "-W",
            "ignore",
            str(Path(__file__).with_name("stock.py")),
            self.vhost,
            str(self.effects),
        ]
        log = self.effects.with_suffix(".log").open("a")
        self.processes.append(subprocess.Popen(argv, stdout=log, stderr=log))
        wait_until(lambda: self.number("started") > before, "stock nameko started", seconds=30)
        return self.processes[-1]

    def ask(self, text):
        with ClusterRpcProxy({"AMQP_URI": self.vhost}, timeout=3) as cluster, suppress(RpcTimeout):
            cluster.stock.write(text)

    def number(self, line):
        return self.effects.read_text().splitlines().count(line)

    def depth(self):
        with connection_to(self.vhost, 0) as connection:
            return connection.channel().queue_declare(QUEUE, passive=True).message_count

    def wait(self, line, times=1):
        wait_until(lambda: self.number(line) >= times, line, seconds=30)


@pytest.fixture
def stock(vhost, tmp_path):
    made = Stock(vhost, tmp_path / "effects")
    yield made
    for process in made.processes:
        process.kill()
        process.wait()


def test_p1_stock_loses_the_event_of_a_process_that_dies_between_commit_and_dispatch(stock):
    process = stock.start()
    with suppress(OSError, amqp.AMQPError):
        stock.ask("dies between")
    process.wait(20)
    # The request comes again to the next process; kept out, as its second writing would hide what was lost.
    with connection_to(stock.vhost, 0) as connection:
        connection.channel().queue_purge("rpc-stock")
    stock.start()
    stock.ask("after")
    stock.wait("done after")

    assert (stock.number("written dies between"), stock.number("done dies between")) == (1, 0)


def test_c1_stock_loses_the_event_whose_handler_raises(stock):
    stock.start()
    stock.ask("raises")
    stock.ask("after")
    stock.wait("done after")
    wait_until(lambda: stock.depth() == 0, "all acked")

    assert (stock.number("begun raises"), stock.number("done raises")) == (1, 0)


def test_s1_stock_doubles_the_event_that_is_in_hand_at_an_orderly_stop(stock):
    process = stock.start()
    stock.ask("slow")
    stock.wait("begun slow")
    process.terminate()
    process.wait(30)
    assert stock.number("done slow") == 1

    stock.start()

    stock.wait("done slow", times=2)
