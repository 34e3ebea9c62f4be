"""The two services, two replicas of each, on servers of their own; and what can be done to them."""

import os
import random
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from chassis.broker import connection_to
from deploy.local.broker import Broker, start_broker
from deploy.local.keys import make_keys
from deploy.local.postgres import Postgres, start_postgres
from deploy.local.processes import Failed, Process, wait_until
from deploy.local.steps import ROOT, run

HERE = Path(__file__).parent
SIDES = ("north", "south")
REPLICAS = 2
QUEUES = (
    "evt-north-entry.written--south.on_entry_written",
    "evt-south-entry.heard--north.on_entry_heard",
    "evt-south-letter.written--north.on_letter_written",
    "evt-north-letter.heard--south.on_letter_heard",
    "parked.north",
    "parked.south",
)
# The control: the row is told as new to whoever inserts it, and is gone at once.
WITHOUT_INBOX = """
create or replace function forget() returns trigger language plpgsql as $$
begin delete from inbox where consumer = new.consumer and event_id = new.event_id; return null; end $$;
create or replace trigger forget after insert on inbox for each row execute function forget()
"""


class Pair:
    """Everything of one run, in one directory."""

    def __init__(self, directory: Path, postgres: Postgres, broker: Broker) -> None:
        self.directory, self.postgres, self.broker = directory, postgres, broker
        self.amqp_url = broker.add_vhost("chaos")
        self.urls = {side: urlunsplit(urlsplit(postgres.url)._replace(path=f"/{side}")) for side in SIDES}
        self.replicas: dict[tuple[str, int], Process] = {}
        self.deaths: dict[str, int] = {}
        make_keys(directory / "keys")
        make_tree(directory / "tree")
        for side in SIDES:
            self.sql("postgres", f"create database {side}")
            self._run("prepare", side)

    def start(self) -> None:
        """Every replica."""
        for side in SIDES:
            for number in range(REPLICAS):
                self.start_replica(side, number)

    def start_replica(self, side: str, number: int) -> None:
        """One process; its log goes on where the last one of this replica ended."""
        argv = [sys.executable, "-m", "chassis", "run", side]
        log = self.directory / f"{side}-{number}.log"
        self.replicas[side, number] = Process.start(argv, log, env=self._environment(side), cwd=self.directory / "tree")

    def stop(self) -> None:
        """Every replica in order."""
        for process in self.replicas.values():
            process.send(signal.SIGTERM)
        for process in self.replicas.values():
            process.stop(signal.SIGTERM, 30)

    def died(self) -> list[str]:
        """The replicas that ended without being killed."""
        return [f"{side}-{number}" for (side, number), process in self.replicas.items() if not process.alive()]

    def kill_service(self, choose: random.Random) -> str:
        """SIGKILL one replica and start it again."""
        side, number = choose.choice(sorted(self.replicas))
        self.replicas[side, number].stop(signal.SIGKILL)
        self.start_replica(side, number)
        return "service"

    def kill_broker(self, _choose: random.Random | None = None) -> str:
        """SIGKILL RabbitMQ and start it again."""
        self.broker.kill()
        self.broker.restart()
        return "broker"

    def kill_postgres(self, _choose: random.Random | None = None) -> str:
        """SIGKILL PostgreSQL's first process; it starts again when those that served its clients are gone."""
        self.postgres.process.stop(signal.SIGKILL)

        def started() -> bool:
            with suppress(Failed):
                self.postgres.process = start_postgres(self.postgres.directory, durable=True).process
                return True
            return False

        wait_until(started, "PostgreSQL is back")
        return "PostgreSQL"

    def sql(self, database: str, statement: str) -> list[tuple]:
        """Run a statement outside any transaction."""
        url = self.urls.get(database, self.postgres.url)
        connection = psycopg2.connect(url)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def total(self, expression: str) -> int:
        """The sum of a number over both databases."""
        return sum(self.sql(side, f"select {expression}")[0][0] for side in SIDES)

    def ids(self, table: str) -> list[str]:
        """Every id in this table of either side, as often as it is there."""
        return [str(row[0]) for side in SIDES for row in self.sql(side, f"select write_id from {table}")]

    def in_queues(self) -> int:
        """How many messages are ready in the queues of events and of what the broker gave up."""
        with connection_to(self.amqp_url, 0) as connection:
            channel = connection.channel()
            return sum(channel.queue_declare(queue, passive=True).message_count for queue in QUEUES)

    def forget_what_is_done(self) -> None:
        """From now on no inbox keeps anything, for the control."""
        for side in SIDES:
            self.sql(side, WITHOUT_INBOX)

    def _run(self, verb: str, side: str) -> None:
        argv = ["env", f"--chdir={self.directory / 'tree'}", sys.executable, "-m", "chassis", verb, side]
        run(argv, self.directory / f"{verb}.log", env=self._environment(side))

    def _environment(self, side: str) -> dict[str, str]:
        keys = self.directory / "keys"
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{self.directory / 'tree'}:{ROOT}",
            "DATABASE_URL": self.urls[side],
            "AMQP_URL": self.amqp_url,
            "TOKEN_PUBLIC_KEY_FILE": str(keys / "token_public_key.pem"),
            "LINK_SECRET_FILE": str(keys / "link_secret"),
            "PUBLIC_URL": "http://localhost",
        }


def make_tree(tree: Path) -> None:
    """A tree in which `python -m chassis` finds this repository's chassis and the two services."""
    shutil.rmtree(tree, ignore_errors=True)
    for side in SIDES:
        folder = tree / "services" / side
        (folder / "migrations").mkdir(parents=True)
        (folder / "service.py").write_text(f"from tests.chaos.{side} import {side.title()}Service as _  # noqa")
        (folder / "migrations" / "0001_tables.sql").write_text((HERE / "tables.sql").read_text())
    (tree / "services" / "__init__.py").touch()
    # Copies: a file that is edited while all this runs must not change what runs.
    for name in ("chassis", "contracts"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))


def start_pair(directory: Path) -> Pair:
    """The servers and the services' databases in `directory`; nothing of ours runs yet."""
    directory.mkdir(parents=True, exist_ok=True)
    postgres = start_postgres(directory / "postgres", durable=True)
    return Pair(directory, postgres, start_broker(directory / "broker"))
