"""The little service with its tables, running as a real process; and hands to feed and look at it."""

import json
import shutil
import threading
import uuid
from pathlib import Path

import amqp
import psycopg2
import psycopg2.extras
import pytest

from chassis.asker import AskerClient
from chassis.broker import connection_to
from chassis.pool import Pool
from deploy.local.processes import wait_until
from tests.chassis.messaging.passage import Passage
from tests.chassis.messaging.said import NoteWritten
from tests.chassis.promised import PATIENCE_SECONDS

HERE = Path(__file__).parent
TABLES = """
create table notes (note_id uuid constraint notes_pkey primary key, text text not null);
create table tries (note_id uuid not null, at timestamptz not null default clock_timestamp());
create table effects (id bigint generated always as identity, note_id uuid not null, sequence bigint, correlation_id text);
"""
QUEUE = "evt-little-note.written--little.on_note_written"
IN_HAND = "datname = current_database() and state = 'idle in transaction'"  # of pg_stat_activity: a request that sleeps


class Little:
    """One little service: its processes, database, virtual host, and what can be asked of them."""

    def __init__(self, tree, database, vhost, launch):
        self.tree, self.database, self.vhost, self._launch = tree, database, vhost, launch
        self.processes = []
        self.connection = psycopg2.connect(database, cursor_factory=psycopg2.extras.RealDictCursor)
        self.connection.autocommit = True
        self.client = AskerClient(vhost)
        self.channel = None
        self.pool = Pool(database, "writer", size=2)

    def start(self, ready=True, **more):
        settings = {"AMQP_URL": self.vhost, "RETRY_DELAYS": "0.2,0.4,0.6,0.8,1", "AMQP_HEARTBEAT": "4", **more}
        running = self._launch(self.tree, self.database, **settings)
        self.processes.append(running)
        if ready:
            running.wait_ready()
        return running

    def sql(self, statement, **values):
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def count(self, table, where="true"):
        return self.sql(f"select count(*) as n from {table} where {where}")[0]["n"]

    def ask(self, contract, **options):
        fields = options.pop("fields", {})
        return self.client.ask(contract, fields, **options)

    def publish(self, body, *, exchange="", key=QUEUE, **properties):
        """One message, as anybody could send it."""
        if self.channel is None:
            self.channel = connection_to(self.vhost, 0).channel()
            self.channel.confirm_select()
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        properties = {"content_type": "application/json", "delivery_mode": 2, **properties}
        properties = {name: value for name, value in properties.items() if value is not None}
        self.channel.basic_publish(amqp.basic_message.Message(raw, **properties), exchange, key)
        self.channel.wait([(60, 80)], timeout=PATIENCE_SECONDS)

    def publish_note(self, text, event_id=None, sequence=1, note_id=None):
        """A well-formed event straight into the handler's queue."""
        event_id, note_id = event_id or str(uuid.uuid4()), note_id or str(uuid.uuid4())
        headers = {"ce-id": event_id, "ce-sequence": str(sequence), "ce-subject": note_id}
        self.publish({"note_id": note_id, "text": text}, application_headers=headers, message_id=event_id)
        return note_id

    def emit(self, text, note_id=None, contract=NoteWritten):
        """One event written to the outbox and committed, as by a process that dies right after."""
        note_id = note_id or str(uuid.uuid4())
        with self.pool.transaction() as tx:
            tx.emit(contract, {"note_id": note_id, "text": text})
        return note_id

    def depth(self, queue=QUEUE):
        """How many messages are ready in a queue."""
        with connection_to(self.vhost, 0) as connection:
            return connection.channel().queue_declare(queue, passive=True).message_count

    def wait(self, condition, what, seconds=PATIENCE_SECONDS):
        return wait_until(condition, what, seconds=seconds)

    def when_in_hand(self, act):
        """A thread that acts once a request has begun its transaction, in which it sleeps."""

        def wait():
            self.wait(lambda: self.count("pg_stat_activity", IN_HAND), "the request runs")
            act()

        waiting = threading.Thread(target=wait)
        waiting.start()
        return waiting

    def wait_effects(self, number, seconds=PATIENCE_SECONDS):
        self.wait(lambda: self.count("effects") >= number, f"{number} effects", seconds)

    def wait_parked(self, number, seconds=PATIENCE_SECONDS):
        self.wait(lambda: self.count("parked") >= number, f"{number} parked", seconds)
        return self.sql("select * from parked order by first_seen_at")


@pytest.fixture
def little(little_tree, chassis_database, vhost, launch):
    tree = little_tree((HERE / "little_service.py").read_text())
    shutil.copy(HERE / "said.py", tree / "services" / "little" / "said.py")
    made = Little(tree, chassis_database, vhost, launch)
    made.sql(TABLES)
    yield made
    for running in made.processes:
        running.terminate()
    made.client.close()
    if made.channel is not None:
        made.channel.connection.collect()
    made.pool.close()
    made.connection.close()


@pytest.fixture
def passage():
    """`passage(url)`: a way to a server that the test can break."""
    made = []

    def open_to(url):
        made.append(Passage(url))
        return made[-1]

    yield open_to
    for one in made:
        one.close()
