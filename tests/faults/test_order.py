"""Row C10: a service that keeps copies, given each thing's history shuffled and with repetitions."""

import json
import random
import subprocess
import sys
import uuid
from contextlib import closing

import amqp
import psycopg2
import pytest

from chassis.broker import connection_to
from chassis.topology import event_queue
from contracts.registry.institutions import (
    InstitutionMerged,
    InstitutionRegistered,
    InstitutionStatusChanged,
    InstitutionUpdated,
)
from deploy.local.processes import free_port, wait_until
from tests.chassis.conftest import Running
from tests.conftest import ROOT

INSTITUTIONS, CHANGES = 40, 8
EXAMPLES = ROOT / "contracts" / "examples"
CHANGED = (InstitutionUpdated, InstitutionStatusChanged)


@pytest.fixture
def scheduling(database, vhost, settings_for, tmp_path):
    """The real service, which keeps copies of the registry's institutions."""
    url, port, log = database("scheduling"), free_port(), tmp_path / "service.log"
    env = {**settings_for(url, vhost), "OPS_PORT": str(port)}
    with log.open("w") as output:
        argv = [sys.executable, "-m", "chassis", "run", "scheduling"]
        running = Running(subprocess.Popen(argv, cwd=ROOT, env=env, stdout=output, stderr=output), log, port)
    running.database, running.vhost = url, vhost
    yield running
    running.process.kill()
    running.process.wait()


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 5))])
def test_c10_shuffled_and_repeated_the_histories_of_things_end_as_in_order(scheduling, seed):
    choose = random.Random(seed)
    histories = [history(choose) for _ in range(INSTITUTIONS)]
    events = [event for one in histories for event in one]
    sent = events + choose.sample(events, len(events) // 3)
    choose.shuffle(sent)
    scheduling.wait_ready()

    with connection_to(scheduling.vhost, 0) as connection:
        channel = connection.channel()
        for contract, facts, properties in sent:
            queue = event_queue("scheduling", contract, f"on_{contract.key().replace('.', '_')}").name
            channel.basic_publish(amqp.basic_message.Message(json.dumps(facts), **properties), "", queue)

    with closing(psycopg2.connect(scheduling.database)) as reading:
        reading.autocommit = True
        wait_until(lambda: rows(reading, "select count(*) from inbox") == [(len(events),)], "all handled", seconds=180)
        copies = rows(
            reading, "select institution_id::text, country, status, merged_into::text, sequence from institutions"
        )
        assert rows(reading, "select count(*) from parked") == [(0,)]
    assert sorted(copies, key=str) == sorted((newest(one) for one in histories), key=str)


def history(choose):
    """Registered, changed again and again, perhaps merged in the end; each event's contract, facts and properties."""
    institution_id = str(uuid.UUID(int=choose.getrandbits(128), version=4))
    course = [InstitutionRegistered, *choose.choices(CHANGED, k=CHANGES)]
    course += [InstitutionMerged] if choose.random() < 0.3 else []
    return [told(choose, contract, institution_id, sequence) for sequence, contract in enumerate(course, 1)]


def told(choose, contract, institution_id, sequence):
    facts = json.loads((EXAMPLES / f"registry.events.{contract.key()}.json").read_text())
    facts |= {"institution_id": institution_id, "country": choose.choice(("TR", "MY", "SN"))}
    facts |= {"status": choose.choice(("active", "closed")), "version": sequence}
    event_id = str(uuid.UUID(int=choose.getrandbits(128), version=4))
    headers = {"ce-id": event_id, "ce-sequence": str(sequence), "ce-subject": institution_id}
    return (
        contract,
        facts,
        {
            "content_type": "application/json",
            "message_id": event_id,
            "application_headers": headers,
        },
    )


def newest(history):
    """The row that the last event of a history leaves."""
    _, facts, properties = history[-1]
    sequence = int(properties["application_headers"]["ce-sequence"])
    return (facts["institution_id"], facts["country"], facts["status"], facts.get("into_id"), sequence)


def rows(connection, statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()
