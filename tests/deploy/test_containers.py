"""The compose file's own scripts do on real servers what the containers expect of them."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from kombu import Connection

from deploy.local import broker
from deploy.local.postgres import postgres_program
from deploy.local.processes import Process, wait_until
from deploy.requirements import SERVICES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def keys(tmp_path):
    for _ in range(2):
        subprocess.run([sys.executable, ROOT / "deploy/compose/make_keys.py", tmp_path], check=True)
    return tmp_path


def test_every_service_gets_a_database_that_no_other_may_enter(keys, own_postgres):
    server = own_postgres()
    password = server.url.split(":")[2].split("@")[0]
    env = {**os.environ, "KEYS": str(keys), "PGHOST": "127.0.0.1", "PGPORT": str(server.port), "PGPASSWORD": password}
    env["PATH"] = f"{Path(postgres_program('psql')).parent}:{os.environ['PATH']}"
    subprocess.run([ROOT / "deploy/postgres/databases.sh"], env=env, check=True)

    url, owner = (
        (keys / f"registry{kind}_database_url").read_text().replace("postgres:5432", f"127.0.0.1:{server.port}")
        for kind in ("", "_owner")
    )
    with psycopg2.connect(owner) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (); CREATE EXTENSION btree_gist")
    connection.close()
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT FROM mine")
    connection.close()
    with pytest.raises(psycopg2.OperationalError, match="permission denied"):
        psycopg2.connect(url.rsplit("/", 1)[0] + "/newsletter")


def test_the_broker_takes_its_account_from_the_keys_and_the_rest_from_our_configuration(keys, own_broker, monkeypatch):
    ours = (ROOT / "deploy/rabbitmq/rabbitmq.conf").read_text() + "listeners.tcp.default = 127.0.0.1:{amqp}\n"
    ours += "management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {management}\n"
    user, password = (keys / "broker_admin_url").read_text().split("//")[1].split("@")[0].split(":")
    fresh, environment = broker.new_broker, broker.broker_environment
    extra = {"RABBITMQ_CONFIG_FILES": str(keys / "rabbitmq")}
    monkeypatch.setattr(broker, "BROKER_CONFIG", ours)
    monkeypatch.setattr(broker, "new_broker", lambda: {**fresh(), "user": user, "password": password})
    monkeypatch.setattr(broker, "broker_environment", lambda *place: environment(*place) | extra)

    with Connection(own_broker().amqp_url) as connection:
        connection.connect()


@pytest.mark.parametrize("service", SERVICES)
def test_the_compose_file_runs_every_service(service):
    assert f"args: {{SERVICE: {service}}}" in (ROOT / "docker-compose.yml").read_text()


def test_the_records_of_the_containers_are_loaded_by_two_officers(department, tmp_path):
    done = tmp_path / "done"
    argv = [sys.executable, "-m", "deploy.compose.load_records", department.found["gateway"]]
    loader = Process.start([*argv, str(department.secrets), str(done)], tmp_path / "log", cwd=ROOT)
    try:
        wait_until(done.exists, "the records are loaded", process=loader)
        assert loader.alive()
    finally:
        loader.stop()
    assert "57 member states" in (tmp_path / "log").read_text()
