"""Rows S of the reliability table that need a broker in need; the others are in tests/chassis."""

import threading
import uuid
from contextlib import suppress

import pytest

from chassis.asker import AskerClient
from contracts.refusals import Unavailable
from tests.chassis.messaging.conftest import IN_HAND
from tests.chassis.messaging.said import WriteNote
from tests.chassis.promised import in_time
from tests.faults.conftest import memory_alarm


def note(text):
    return {"note_id": str(uuid.uuid4()), "text": text}


def test_s4_a_broker_killed_while_a_request_runs_makes_no_zombie(little, on_own_broker):
    running = little.start()
    asked = threading.Thread(target=ask_in_vain, args=(little.vhost,))
    asked.start()
    little.wait(lambda: little.count("pg_stat_activity", IN_HAND), "the request runs")
    on_own_broker.kill()
    asked.join(60)
    assert (running.process.poll(), running.get("/livez")[0]) == (None, 200)

    on_own_broker.restart()

    little.wait(lambda: answered(little), "it answers again")
    assert running.process.poll() is None


def ask_in_vain(vhost):
    with AskerClient(vhost) as client, suppress(Unavailable):
        client.ask(WriteNote, note("sleep 8"), timeout=30)


def answered(little):
    with suppress(Unavailable):
        return little.ask(WriteNote, fields=note("again"), timeout=5)


def test_s6_a_handler_longer_than_the_deadline_ends_with_it_and_its_event_is_back_in_the_queue(little):
    running = little.start(STOP_SECONDS="2")
    little.publish_note("sleep 300")
    little.wait(lambda: little.depth() == 0, "in hand")

    with in_time(4):
        running.terminate()
        assert running.process.wait(60) == 1
    little.wait(lambda: little.depth() == 1, "back in its queue")
    assert little.count("effects") == 0


@pytest.mark.parametrize("signals", [pytest.param(1, marks=pytest.mark.slow), 3])
def test_s7_a_stop_while_the_broker_blocks_does_not_wait_for_it(little, on_own_broker, signals):
    running = little.start()
    with memory_alarm(on_own_broker):
        for number in range(20):
            little.emit(f"cannot leave {number}")
        little.wait(lambda: "blocks publishers" in running.output(), "it noticed")
        for _ in range(signals):
            running.terminate()
        assert running.process.wait(60) == 0  # 1 where the deadline ends it

    little.start()
    little.wait_effects(20)
    assert little.count("effects") == 20
