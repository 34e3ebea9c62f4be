"""Rows P of the reliability table that need a broker of their own; the others are in tests/chassis/messaging."""

import signal
import time
import uuid

import amqp
import pytest

from chassis.broker import connection_to
from tests.chassis.messaging.said import WriteNote
from tests.chassis.promised import in_time
from tests.faults.conftest import elapse, memory_alarm


def relay_says(running):
    return running.get("/status")[1].get("parts", {}).get("relay", {}).get("detail", "")


def test_p1_killed_right_after_its_answers_a_process_has_told_everything(little):
    running = little.start()
    for _ in range(4):
        for _ in range(25):
            little.ask(WriteNote, fields={"note_id": str(uuid.uuid4()), "text": "told"})
        running.process.kill()
        running = little.start()

    little.wait_effects(100)
    little.wait(lambda: little.count("unsent") == 0, "all sent")
    assert (little.count("effects"), little.count("notes"), little.count("parked")) == (100, 100, 0)


@pytest.mark.parametrize("seconds", [0, pytest.param(60, marks=pytest.mark.slow)])
def test_p3_a_broker_without_memory_blocks_no_write_is_reported_and_everything_leaves_after(
    little, on_own_broker, seconds
):
    running = little.start()
    little.emit("before")
    little.wait_effects(1)
    with memory_alarm(on_own_broker):
        began = time.monotonic()
        with in_time(5):
            for number in range(50):
                little.emit(f"while it is blocked {number}")
        with in_time(10):
            little.wait(lambda: "blocked" in relay_says(running), "the relay says blocked")
        elapse(began, seconds)
        assert running.get("/livez")[0] == 200

    little.wait_effects(51)
    little.wait(lambda: little.count("unsent") == 0, "all sent")
    assert (running.process.poll(), little.count("effects"), little.count("parked")) == (None, 51, 0)


@pytest.mark.parametrize("seconds", [0, pytest.param(40, marks=pytest.mark.slow)])
def test_p4_a_frozen_broker_is_noticed_within_three_heartbeats_and_work_goes_on_when_it_thaws(
    little, on_own_broker, seconds
):
    running = little.start()
    little.emit("before")
    little.wait_effects(1)
    on_own_broker.process.send(signal.SIGSTOP)
    frozen = time.monotonic()
    try:
        little.emit("while it is frozen")
        with in_time(3 * 4):
            little.wait(lambda: "consumer: no connection" in running.output(), "noticed")
        elapse(frozen, seconds)
        assert (running.process.poll(), running.get("/livez")[0]) == (None, 200)
    finally:
        on_own_broker.process.send(signal.SIGCONT)

    with in_time(5):
        little.wait_effects(2)
    assert little.count("effects") == 2


def test_p7_no_row_counts_as_sent_while_a_full_queue_refuses_it(little):
    little.start()
    with connection_to(little.vhost, 0) as connection:
        channel = connection.channel()
        full = {"x-max-length": 1, "x-overflow": "reject-publish"}
        channel.queue_declare("full", durable=True, auto_delete=False, arguments=full)
        for _ in range(2):
            channel.basic_publish(amqp.basic_message.Message(b"fills it"), "", "full")
        channel.queue_bind("full", "little.events", "#")
        for number in range(5):
            little.emit(f"refused {number}")
        little.wait(lambda: little.count("unsent", "last_error = 'nacked' and attempts > 0") == 5, "refused")
        assert little.count("outbox", "id not in (select id from unsent)") == 0

        channel.queue_delete("full")

    little.wait(lambda: little.count("unsent") == 0, "all sent")
    little.wait_effects(5)
    assert (little.count("effects"), little.count("parked")) == (5, 0)
