"""A service that asks another: many at once, deadlines, and a broker that goes and comes back."""

import json
import shutil
import urllib.request
import uuid

import pytest

from deploy.local.processes import free_port
from tests.chassis.messaging.conftest import HERE
from tests.chassis.messaging.said import WriteNote
from tests.chassis.promised import BUSY_SECONDS


@pytest.fixture
def asking(little, tmp_path, launch):
    """`asking(amqp_url)`: how to reach a running service that asks the little one."""

    def start(amqp_url=None):
        tree = tmp_path / "asking"
        (tree / "services" / "little").mkdir(parents=True)
        shutil.copy(HERE / "asking_service.py", tree / "services" / "little" / "service.py")
        shutil.copy(HERE / "said.py", tree / "services" / "little" / "said.py")
        for name in ("chassis", "contracts"):
            (tree / name).symlink_to(little.tree / name)
        port = free_port()
        running = launch(
            tree, "postgresql://nowhere/x", AMQP_URL=amqp_url or little.vhost, HTTP_PORT=str(port), AMQP_HEARTBEAT="4"
        )
        running.wait_ready()

        def call(path, data=None):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", data, timeout=120) as answer:
                return json.loads(answer.read())

        call.running = running
        return call

    return start


def test_fifty_at_once_are_each_given_their_own_answer(little, asking):
    little.start()
    call = asking()
    note = {"note_id": str(uuid.uuid4()), "text": "hello"}
    little.ask(WriteNote, fields=note)

    told = call("/many/200", note["note_id"].encode())

    assert told == {"answers": [note] * 200, "pending": 0}


def test_r3_a_call_that_took_too_long_leaves_nothing_behind(little, asking):
    little.start()
    call = asking()

    told = call("/slow", str(uuid.uuid4()).encode())

    assert told["answer"]["refused"] == "Unavailable"
    assert told["answer"]["seconds"] < 0.6 + BUSY_SECONDS
    assert told["pending"] == 0


def test_a_broker_that_went_away_is_unavailable_quickly_and_works_when_back(little, asking, passage):
    little.start()
    way = passage(little.vhost)
    call = asking(way.url)
    note = {"note_id": str(uuid.uuid4()), "text": "hello"}
    little.ask(WriteNote, fields=note)
    path = f"/ask/{note['note_id']}"
    assert call(path) == note

    way.close()
    gone = call(path)
    way.reopen()

    assert gone["refused"] == "Unavailable"
    assert gone["seconds"] < 2 + BUSY_SECONDS
    little.wait(lambda: call(path) == note, "answers again")
