"""Controls: the same faults on stock nameko do lose, double, spin, hang and kill, so the tests of our chassis can see them."""

import subprocess
import sys
import time
from contextlib import suppress

import amqp
import pytest

from chassis.broker import connection_to
from deploy.local.processes import wait_until
from tests.faults.conftest import elapse, memory_alarm
from tests.faults.controls.conftest import QUEUE, still_runs

# They tell of nameko and of the tests' eyes, not of a change here: `make faults` runs them.
pytestmark = pytest.mark.slow


def test_p1_stock_loses_the_event_of_a_process_that_dies_between_commit_and_dispatch(stock):
    process = stock.start()
    with suppress(OSError, amqp.AMQPError):
        stock.ask("dies between")
    process.wait(60)
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
    wait_until(lambda: stock.depth() == 1, "the broker has the event back")
    stock.effects.with_suffix(".go").touch()
    process.wait(60)
    assert stock.number("done slow") == 1

    stock.start()

    stock.wait("done slow", times=2)


def test_c2_stock_with_requeue_tries_one_event_hundreds_of_times_a_second(stock):
    process = stock.start()
    stock.tell("always fails", "wanted")
    stock.wait("begun always fails")
    before = stock.number("begun always fails")
    elapse(time.monotonic(), 2)
    tries = stock.number("begun always fails") - before

    process.kill()
    assert tries > 40  # ours: six in 2.5 hours


def test_c5_stock_ends_when_what_a_worker_needs_is_away(stock):
    process = stock.start()
    stock.effects.with_suffix(".away").touch()

    stock.tell("while it is away")

    assert not still_runs(process, 60)


def test_c6_stock_ends_when_its_connection_is_reset_under_a_handler(stock, passage):
    way = passage(stock.vhost)
    process = stock.start(way.url)
    stock.tell("blocks")
    stock.wait("begun blocks")

    way.reset()

    assert not still_runs(process, 60)


def test_c11_stock_with_a_queue_of_other_arguments_neither_ends_nor_works(stock):
    with connection_to(stock.vhost, 0) as connection:
        connection.channel().queue_declare(QUEUE, durable=True, auto_delete=False, arguments={"x-max-length": 7})

    process = stock.start(ready=False)

    assert still_runs(process, 10)
    assert stock.number("started") == 0


def test_c13_stock_dies_of_the_same_event_again_and_again(stock):
    stock.start()
    stock.tell("exits")
    assert not still_runs(stock.processes[0], 60)
    for _ in range(3):
        assert not still_runs(stock.start(ready=False), 60)

    wait_until(lambda: stock.depth() == 1, "it is still there")
    assert stock.number("begun exits") == 4


def test_poison_stock_dies_of_a_request_without_a_way_back_and_so_does_the_next_process(stock):
    process = stock.start()
    stock.publish("nameko-rpc", "stock.write", {"args": ["no way back"], "kwargs": {}})

    assert not still_runs(process, 60)
    assert not still_runs(stock.start(ready=False), 60)


def test_s2_stock_told_twice_to_stop_never_does(stock):
    process = stock.start()
    for _ in range(2):
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
    assert still_runs(process, 12)

    process.terminate()

    assert still_runs(process, 5)


def test_s3_stock_told_to_stop_while_the_broker_is_down_waits_for_it(stock, passage):
    way = passage(stock.vhost)
    process = stock.start(way.url)
    way.close()
    process.terminate()
    assert still_runs(process, 10)

    way.reopen()

    assert not still_runs(process, 60)


def test_s4_stock_whose_broker_goes_under_a_request_lives_on_and_serves_nothing(stock, passage):
    way = passage(stock.vhost)
    process = stock.start(way.url)
    stock.begin("slow")
    stock.wait("written slow")
    way.close()
    wait_until(lambda: "killing" in stock.log() or "Traceback" in stock.log(), "it gave up")
    assert still_runs(process, 10)

    way.reopen()

    assert not still_runs(process, 60)


def test_r1_stock_waits_without_end_for_whom_nobody_answers(stock):
    stock.start().kill()
    asks = "import sys; from nameko.standalone.rpc import ClusterRpcProxy\n"
    asks += "with ClusterRpcProxy({'AMQP_URI': sys.argv[1]}) as c: c.stock.write('x')"
    caller = subprocess.Popen([sys.executable, "-W", "ignore", "-c", asks, stock.vhost], stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: stock.depth("rpc-stock") == 1, "it has asked")
        assert still_runs(caller, 12)  # ours gives up after five
    finally:
        caller.kill()
        caller.wait()


def test_r2_stock_runs_a_request_whose_caller_gave_up(stock):
    stock.start().kill()
    stock.processes[0].wait()
    stock.ask("too late", timeout=1)
    assert stock.number("written too late") == 0

    stock.start()

    stock.wait("written too late")


def test_r6_stock_runs_a_request_again_after_a_crash(stock):
    process = stock.start()
    stock.begin("slow")
    stock.wait("written slow")
    process.kill()
    process.wait()

    stock.start()

    stock.wait("written slow", times=2)


def test_p3_stock_hangs_in_its_write_while_the_broker_has_no_memory(stock, own_broker):
    broker = own_broker()
    stock.vhost = broker.add_vhost("controls")
    stock.start()
    stock.ask("before")
    stock.begin("slow 20")
    stock.wait("written slow 20")
    began = time.monotonic()
    with memory_alarm(broker):
        elapse(began, 35)  # long after the write was done
        assert stock.number("told slow 20") == 0

    stock.wait("told slow 20")


def test_p4_stock_hangs_in_its_write_for_as_long_as_the_broker_is_frozen(stock, passage):
    way = passage(stock.vhost)
    stock.start(way.url)
    stock.ask("before")
    stock.begin("slow")
    stock.wait("written slow")
    way.hold()
    elapse(time.monotonic(), 15)  # five times as long as the write takes
    assert stock.number("told slow") == 0

    way.release()

    stock.wait("told slow")
