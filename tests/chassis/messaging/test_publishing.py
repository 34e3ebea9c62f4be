"""Rows P of the reliability table: what leaves, leaves once confirmed and in order, and nothing is forgotten."""

import json
import subprocess
import sys
import time
import uuid

from chassis.broker import connection_to
from tests.chassis.messaging.conftest import QUEUE
from tests.chassis.messaging.said import NoteWhispered, NoteWritten
from tests.chassis.promised import BUSY_SECONDS


def test_p1_an_event_committed_by_a_process_that_died_still_arrives(little):
    for number in range(20):
        little.emit(f"written by the dead {number}")

    little.start()

    little.wait_effects(20)
    little.wait(lambda: little.count("unsent") == 0, "all are marked as sent")  # which comes after their effects


def test_p2_with_the_broker_down_writes_are_accepted_and_catch_up(little, own_broker):
    broker = own_broker()
    little.vhost = broker.add_vhost("p2")
    running = little.start()
    broker.stop()
    for number in range(50):
        little.emit(f"while it is down {number}")
    assert running.process.poll() is None
    assert little.count("effects") == 0

    broker.restart()

    little.wait_effects(50)
    assert running.process.poll() is None


def test_p5_an_event_that_no_queue_takes_stays_and_leaves_when_one_is_bound(little):
    little.start()
    little.emit("nobody listens", contract=NoteWhispered)
    little.wait(lambda: little.count("unsent", "last_error = 'unroutable'"), "marked unroutable")

    with connection_to(little.vhost, 0) as connection:
        channel = connection.channel()
        channel.queue_declare("listener", durable=True, auto_delete=False)
        channel.queue_bind("listener", "little.internal", "note.whispered")

        little.wait(lambda: channel.queue_declare("listener", passive=True).message_count == 1, "it arrives")
    little.wait(lambda: little.count("unsent") == 0, "marked sent")


def test_p5_while_one_event_cannot_leave_others_do_but_not_later_ones_of_its_aggregate(little):
    little.start()
    held = little.emit("first, to nobody", contract=NoteWhispered)
    little.wait(lambda: little.count("unsent", "attempts > 0"), "marked unroutable")

    little.emit("second of the same", note_id=held)
    little.emit("another")

    little.wait_effects(1)
    assert [str(row["note_id"]) for row in little.sql("select note_id from effects")] != [held]
    little.wait(lambda: little.count("unsent") == 2, "what left is marked as sent")


def test_p6_confirms_that_come_too_late_are_never_taken_for_those_of_other_events(little, passage):
    way = passage(little.vhost)
    little.start(AMQP_URL=way.url)
    little.emit("before")
    little.wait_effects(1)

    way.hold_answers()
    for number in range(5):
        little.emit(f"held {number}")
    little.wait(lambda: little.count("unsent", "last_error = 'lost'"), "given up")
    little.wait(lambda: little.count("unsent") == 5, "what was not held is marked as sent")
    way.release_answers()

    little.wait(lambda: little.count("unsent") == 0, "all sent")
    little.wait_effects(6)
    assert little.count("effects") == 6


def test_p9_a_standby_takes_over_within_two_seconds_and_order_per_aggregate_holds(little):
    leader = little.start()
    with connection_to(little.vhost, 0) as connection:
        channel = connection.channel()
        channel.auto_decode = False
        channel.queue_declare("outsider", durable=True, auto_delete=False)
        channel.queue_bind("outsider", "little.events", "#")
        little.start()
        subjects = [little.emit("one of the first") for _ in range(5)]
        for number in range(100):
            little.emit(f"number {number}", note_id=subjects[number % 5])
            if number == 50:
                leader.process.kill()
                killed = time.monotonic()
                sent = little.sql("select max(id) as id from outbox")[0]["id"]
        little.wait(lambda: little.count("unsent", f"id <= {sent}") == 0, "taken over")
        took = time.monotonic() - killed
        little.wait(lambda: little.count("unsent") == 0, "all sent")
        seen = sequences_of(channel)

    assert took < 2 + BUSY_SECONDS
    assert all(first_times(seen[subject]) == list(range(1, 22)) for subject in subjects)


def test_p10_an_event_with_a_lower_number_that_commits_later_is_not_passed_over(little):
    little.start()
    with little.pool.transaction() as slow:
        slow.emit(NoteWritten, {"note_id": uuid.uuid4(), "text": "slow"})
        little.emit("quick")
        little.wait_effects(1)

    little.wait_effects(2)


def test_events_are_cloud_events_that_any_client_reads_without_a_manual(little):
    little.start()
    with connection_to(little.vhost, 0) as connection:
        channel = connection.channel()
        channel.auto_decode = False
        channel.queue_declare("outsider", durable=True, auto_delete=False)
        channel.queue_bind("outsider", "little.events", "note.*")
        note_id = little.emit("été")
        message = little.wait(lambda: channel.basic_get("outsider"), "the event")

    headers = message.properties["application_headers"]
    assert json.loads(message.body) == {"note_id": note_id, "text": "été"}
    assert message.properties["content_type"] == "application/json"
    assert message.properties["message_id"] == headers["ce-id"]
    assert headers["ce-type"] == "org.sesric.training.note.written.v1"
    assert (headers["ce-source"], headers["ce-subject"], headers["ce-sequence"]) == ("/little", note_id, "1")
    assert headers["ce-specversion"] == "1.0"
    assert headers["ce-time"].endswith("Z")


def test_a_stock_nameko_handler_reads_our_events(little):
    little.start()
    script = f"""
import eventlet
eventlet.monkey_patch()
from nameko.containers import ServiceContainer
from nameko.events import event_handler

class Stock:
    name = "stock"

    @event_handler("little", "note.written")
    def hear(self, payload):
        print(payload["text"], flush=True)

container = ServiceContainer(Stock, {{"AMQP_URI": {little.vhost!r}}})
container.start()
print("started", flush=True)
container.wait()
"""
    argv = [sys.executable, "-W", "ignore", "-c", script]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as stock:
        try:
            assert stock.stdout.readline() == "started\n"
            little.emit("hello stock")
            assert stock.stdout.readline() == "hello stock\n"
        finally:
            stock.kill()


def test_p5_a_public_event_waits_for_those_who_are_only_starting(little):
    little.start()
    unbind(little)
    little.emit("early")
    little.wait(lambda: little.count("unsent", "last_error = 'not yet heard'"), "it waits")

    with connection_to(little.vhost, 0) as connection:
        connection.channel().queue_bind(QUEUE, "little.events", "note.written")

    little.wait_effects(1)


def test_a_public_event_that_nobody_hears_leaves_after_its_time(little):
    little.start(UNHEARD_SECONDS="0")
    unbind(little)
    little.emit("unheard")

    little.wait(lambda: little.count("outbox", "id not in (select id from unsent)"), "sent")


def unbind(little):
    with connection_to(little.vhost, 0) as connection:
        connection.channel().queue_unbind(QUEUE, "little.events", "note.written")


def sequences_of(channel):
    """Every sequence read from the outsider's queue, by subject."""
    seen = {}
    while message := channel.basic_get("outsider", no_ack=True):
        headers = message.properties["application_headers"]
        seen.setdefault(headers["ce-subject"], []).append(int(headers["ce-sequence"]))
    return seen


def first_times(numbers):
    return list(dict.fromkeys(numbers))
