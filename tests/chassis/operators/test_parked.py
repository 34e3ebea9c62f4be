"""What operators see of the parking lot, and what is written down of it."""

import json
import urllib.request

import pytest

from chassis import parking
from tests.chassis.messaging.conftest import QUEUE

PERSON = {"note_id": "5b8d4f8e-4b7e-4b59-93cf-52d5c1d8a8a1", "text": "Ann Example, ann@example.org", "at": "2026-05-01",
          "country": "TR", "seats": 3, "names": ["Ann"]}  # fmt: skip


def test_a_masked_body_keeps_ids_dates_and_numbers_and_no_words():
    shown = json.loads(parking.masked(json.dumps(PERSON).encode()))

    assert shown == {**PERSON, "text": "[28 characters]", "names": ["[3 characters]"]}


@pytest.mark.parametrize("body", [b"ann@example.org", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_json_is_shown_by_its_size(body):
    assert parking.masked(body) == f"{len(body)} bytes that are not JSON"


def test_a_body_is_masked_unless_asked_for_and_asking_is_audited(little, operate):
    little.start()
    little.publish(PERSON)
    parked_id = str(little.wait_parked(1)[0]["parked_id"])

    masked, whole = operate("parked", "show", parked_id), operate("parked", "show", parked_id, "--full")

    assert "Ann" not in masked.stdout and PERSON["note_id"] in masked.stdout
    assert "ann@example.org" in whole.stdout
    assert [row["action"] for row in little.sql("select action from audit")] == ["parked.read"]


def test_all_of_one_queue_go_back_and_what_cannot_stays(little, operate):
    little.start()
    little.publish_note("refuse")
    little.publish(b"no json")
    little.wait_parked(2)

    done = operate("parked", "replay", "all", QUEUE)

    assert done.returncode == 0 and done.stdout.count("goes back") == 1 and done.stdout.count("cannot") == 1
    assert little.count("audit", "action = 'parked.replayed'") == 1


FIGURES = {"outbox_unsent": "outbox_unsent_events", "outbox_oldest_seconds": "outbox_oldest_unsent_seconds",
           "parked": "parked_messages", "in_flight": "transactions_in_flight", "feed_lag_seconds": "feed_lag_seconds",
           "queues": "queues", "queues_consumed": "queues_consumed"}  # fmt: skip


def test_status_tells_the_same_at_every_place(little, operate):
    running = little.start()
    little.publish(b"no json")
    little.publish_note("sleep 300")
    little.wait_parked(1)

    def said_by_metrics():
        address = f"http://127.0.0.1:{running.ops_port}/metrics"
        with urllib.request.urlopen(address, timeout=60) as answer:
            lines = [line.split(" ") for line in answer.read().decode().splitlines()]
        return {
            name: float(line[1])
            for name, metric in FIGURES.items()
            for line in lines
            if line[0] == f'{metric}{{service="little"}}'
        }

    def everywhere():
        printed = dict(line.split(": ", 1) for line in operate("status").stdout.splitlines())
        at_command = {name: float(printed[name]) for name in FIGURES}
        return [at_command, {name: float(running.get("/status")[1][name]) for name in FIGURES}, said_by_metrics()]

    expected = dict.fromkeys(FIGURES, 0.0) | {"parked": 1, "in_flight": 1, "queues": 3, "queues_consumed": 3}
    little.wait(lambda: everywhere() == [expected] * 3, "the same everywhere", seconds=120)


def test_status_names_each_queue_with_what_waits_and_who_consumes(little, operate):
    little.start()

    shown = operate("status").stdout

    assert f"{QUEUE}: 0 ready, 1 consumers" in shown
