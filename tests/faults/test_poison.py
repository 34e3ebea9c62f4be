"""Bent real events and requests into every queue of the real services: none ends them, each is handled, refused or parked."""

import json
import random
import subprocess
import sys
import uuid
from contextlib import closing
from datetime import UTC, datetime

import amqp
import psycopg2
import pytest

from chassis.asker import reply_queue
from chassis.broker import connection_to
from chassis.commands import service_class
from chassis.identity import Actor, issue_token
from chassis.operators import vars_with_entrypoints
from chassis.replies import Internal
from chassis.topology import RPC_EXCHANGE, event_queue
from deploy.local.processes import free_port, wait_until
from tests.chassis.conftest import Running
from tests.chassis.messaging.said import ReadNote, WriteNote
from tests.conftest import ROOT
from tests.faults.mutations import arguments, mutated

MUTATIONS, REQUESTS = 1000, 500
EXAMPLES = ROOT / "contracts" / "examples"
SLOW = [pytest.param(name, marks=pytest.mark.slow) for name in ("registry", "scheduling", "newsletter")]


@pytest.fixture(params=["notifications", *SLOW])
def service(request, database, vhost, settings_for, key_pair, tmp_path):
    """A running service; its mail server is away, which costs it nothing."""
    url, port = database(request.param), free_port()
    env = {
        **settings_for(url, vhost),
        "OPS_PORT": str(port),
        "RETRY_DELAYS": "0.1,0.2,0.3,0.4,0.5",
        "REGISTRY_TOKEN_KEY": key_pair[0],
        "NOTIFICATIONS_SMTP_URL": "smtp://127.0.0.1:1",
        "NOTIFICATIONS_MAIL_FROM": "training@example.org",
    }
    log = tmp_path / "service.log"
    with log.open("w") as output:
        argv = [sys.executable, "-m", "chassis", "run", request.param]
        process = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=output, stderr=output)
    running = Running(process, log, port)
    running.name, running.database, running.vhost = request.param, url, vhost
    yield running
    process.kill()
    process.wait()


def entrypoints(name, kind):
    """Each contract of this kind (`event`, `contract`) that a method of the service takes, with the method's name."""
    for method_name, method in vars_with_entrypoints(service_class(name)):
        for extension in method.nameko_entrypoints:
            if contract := getattr(extension, kind, None):
                yield contract, method_name


def example_of(event):
    return json.loads((EXAMPLES / f"{event.exchange()}.{event.key()}.json").read_text())


def test_a_thousand_bent_events_end_no_process_and_each_is_handled_or_parked(service):
    service.wait_ready()
    choose = random.Random(20261121)
    wanted = [
        (event_queue(service.name, event, name).name, example_of(event))
        for event, name in entrypoints(service.name, "event")
    ]
    if not wanted:
        pytest.skip(f"{service.name} hears no events")
    with connection_to(service.vhost, 0) as connection:
        channel = connection.channel()
        for number in range(MUTATIONS):
            queue, example = wanted[number % len(wanted)]
            body, properties = mutated(example, choose)
            channel.basic_publish(amqp.basic_message.Message(body, **properties), "", queue)

    with closing(psycopg2.connect(service.database)) as database:
        database.autocommit = True
        wait_until(lambda: settled(database) >= MUTATIONS, "each is handled or parked", seconds=180)
        assert number_of(database, "parked where reason = '' or reason is null") == 0
        assert number_of(database, "parked") > MUTATIONS / 4
    assert (service.process.poll(), service.get("/livez")[0]) == (None, 200)


def settled(database):
    return number_of(database, "inbox") + number_of(database, "parked")


def number_of(database, rows):
    with database.cursor() as cursor:
        cursor.execute(f"select count(*) from {rows}")
        return cursor.fetchone()[0]


def test_bent_requests_of_an_officer_end_no_process_and_each_is_answered(service, key_pair):
    service.wait_ready()
    token = issue_token(key_pair[0], Actor("officer", uuid.uuid4()), datetime.now(UTC), 60)
    choose, answers = random.Random(20261121), []
    wanted = [contract for contract, _ in entrypoints(service.name, "contract")]
    with connection_to(service.vhost, 0) as connection:
        channel = connection.channel()
        channel.auto_decode = False
        reply_to = reply_queue(channel, answers.append)
        for number in range(REQUESTS):
            contract = wanted[number % len(wanted)]
            kwargs = {**arguments(contract, choose), "_token": token}
            body = json.dumps({"args": [], "kwargs": kwargs})
            properties = {"content_type": "application/json", "reply_to": reply_to, "correlation_id": str(number)}
            message = amqp.basic_message.Message(body, **properties)
            channel.basic_publish(message, RPC_EXCHANGE, f"{service.name}.{contract.method()}")
        while len({answer.properties["correlation_id"] for answer in answers}) < REQUESTS:
            connection.drain_events(timeout=60)

    assert (service.process.poll(), service.get("/livez")[0]) == (None, 200)


def test_a_request_whose_answer_cannot_be_written_as_utf_8_is_answered_and_does_not_hold_up_the_stop(little):
    running, answers = little.start(), []
    with connection_to(little.vhost, 0) as connection:
        channel = connection.channel()
        channel.auto_decode = False
        reply_to = reply_queue(channel, answers.append)
        body = b'{"args": [], "kwargs": {"\\ud800": 1}}'
        little.publish(body, key="little.write_note", exchange=RPC_EXCHANGE, reply_to=reply_to, correlation_id="1")
        connection.drain_events(timeout=60)
    running.terminate()

    assert len(answers) == 1
    assert running.process.wait(60) == 0


def test_an_answer_that_is_no_text_is_our_fault_and_does_not_hold_up_the_stop(little):
    source = little.tree / "services" / "little" / "service.py"
    source.write_text(source.read_text().replace("return found", 'return {**found, "text": chr(0xD800)}'))
    running, written = little.start(), {"note_id": str(uuid.uuid4()), "text": "hello"}
    little.ask(WriteNote, fields=written)

    with pytest.raises(Internal):
        little.ask(ReadNote, fields={"note_id": written["note_id"]})

    running.terminate()
    assert running.process.wait(60) == 0
