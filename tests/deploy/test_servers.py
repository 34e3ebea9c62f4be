"""The private servers answer, survive a crash and leave nothing behind."""

from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from amqp.exceptions import AccessRefused
from kombu import Connection

from deploy.local.processes import Process, born


def test_postgres_recovers_what_was_committed_before_a_crash(own_postgres):
    server = own_postgres()
    with psycopg2.connect(server.url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (value int); INSERT INTO kept VALUES (1)")
    connection.close()

    server.kill()
    server.restart()

    connection = psycopg2.connect(server.url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM kept")
        assert cursor.fetchall() == [(1,)]
    connection.close()


def test_a_broker_knows_no_guest_keeps_durable_messages_when_killed_and_is_removed_without_a_trace(own_broker):
    server = own_broker()
    parts = urlsplit(server.amqp_url)
    guest = Connection(urlunsplit(parts._replace(netloc=f"guest:guest@127.0.0.1:{parts.port}")))
    with pytest.raises(AccessRefused):
        guest.connect()
    with Connection(server.amqp_url, transport_options={"confirm_publish": True}) as connection:
        queue = connection.SimpleQueue("kept")
        queue.put("word")
        queue.close()

    server.kill()
    server.restart()

    with Connection(server.amqp_url) as connection:
        queue = connection.SimpleQueue("kept")
        assert queue.get(timeout=60).payload == "word"
        queue.close()
    server.remove()
    assert not server.directory.exists()
    assert not [path for path in Path("/proc").glob("[0-9]*/environ") if mentions(path, server.directory)]


def mentions(path: Path, directory: Path) -> bool:
    try:
        return str(directory).encode() in path.read_bytes()
    except OSError:
        return False


def test_a_process_is_not_confused_with_a_later_one_of_the_same_pid(tmp_path):
    real = Process.start(["sleep", "60"], tmp_path / "log")
    other = Process(real.pid, "another boot:1", "")

    assert real.alive()
    assert not other.alive()
    other.stop()
    assert real.alive()
    assert real.stop()
    assert not born(real.pid)
