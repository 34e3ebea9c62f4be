"""A thousand bent real events into every queue of a real service: none ends it, each is handled or parked."""

import json
import random
import subprocess
import sys
from contextlib import closing

import amqp
import psycopg2
import pytest

from chassis.broker import connection_to
from chassis.operators import vars_with_entrypoints
from chassis.topology import event_queue
from deploy.local.processes import free_port, wait_until
from services.notifications.service import NotificationsService
from tests.chassis.conftest import Running
from tests.conftest import ROOT
from tests.faults.mutations import mutated

MUTATIONS = 1000
EXAMPLES = ROOT / "contracts" / "examples"


@pytest.fixture
def notifications(database, vhost, settings_for, tmp_path):
    """The running service; its mail server is away, which costs it nothing."""
    url, port = database("notifications"), free_port()
    env = {
        **settings_for(url, vhost),
        "OPS_PORT": str(port),
        "RETRY_DELAYS": "0.1,0.2,0.3,0.4,0.5",
        "NOTIFICATIONS_SMTP_URL": "smtp://127.0.0.1:1",
        "NOTIFICATIONS_MAIL_FROM": "training@example.org",
    }
    log = tmp_path / "service.log"
    with log.open("w") as output:
        argv = [sys.executable, "-m", "chassis", "run", "notifications"]
        process = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=output, stderr=output)
    running = Running(process, log, port)
    running.database, running.vhost = url, vhost
    yield running
    process.kill()
    process.wait()


def queues():
    """Each queue of the service with the example of its event."""
    for name, method in vars_with_entrypoints(NotificationsService):
        for extension in method.nameko_entrypoints:
            if event := getattr(extension, "event", None):
                example = EXAMPLES / f"{event.exchange()}.{event.key()}.json"
                yield event_queue("notifications", event, name).name, json.loads(example.read_text())


def test_a_thousand_bent_events_end_no_process_and_each_is_handled_or_parked(notifications):
    notifications.wait_ready()
    choose, wanted = random.Random(20261121), list(queues())
    with connection_to(notifications.vhost, 0) as connection:
        channel = connection.channel()
        for number in range(MUTATIONS):
            queue, example = wanted[number % len(wanted)]
            body, properties = mutated(example, choose)
            channel.basic_publish(amqp.basic_message.Message(body, **properties), "", queue)

    assert len(wanted) > 20
    with closing(psycopg2.connect(notifications.database)) as database:
        database.autocommit = True
        wait_until(lambda: settled(database) >= MUTATIONS, "each is handled or parked", seconds=90)
        assert settled(database) == MUTATIONS
        assert number_of(database, "parked where reason = '' or reason is null") == 0
        assert number_of(database, "parked") > MUTATIONS / 4
    assert (notifications.process.poll(), notifications.get("/livez")[0]) == (None, 200)


def settled(database):
    return number_of(database, "inbox") + number_of(database, "parked")


def number_of(database, rows):
    with database.cursor() as cursor:
        cursor.execute(f"select count(*) from {rows}")
        return cursor.fetchone()[0]
