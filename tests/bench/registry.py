"""A registry of its own for measuring: database with many institutions, the running service, and somebody who asks."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import amqp

from chassis.asker import AskerClient, reply_queue, request_message
from chassis.broker import connection_to
from chassis.pool import Pool
from contracts.base import Request
from contracts.registry.accounts import SignIn
from deploy.local.processes import Failed, free_port
from deploy.local.steps import ROOT, run
from services.registry.imports.reading import read
from services.registry.institutions import repository
from services.registry.institutions.usecases import BLANK
from tests.bench.institutions import id_of, institutions
from tests.bench.place import Place, connected
from tests.bench.systems import Side, says_ready

PASSWORD = "ambre-lune-7-rivage"
AT_ONCE = 500
SECONDS_TO_START = 60


class Registry:
    """The database, and the service once it runs."""

    def __init__(self, place: Place, number: int) -> None:
        self.place, self.port = place, free_port()
        place.administer('create database "registry"')
        self.url = urlunsplit(urlsplit(place.postgres.url)._replace(path="/registry"))
        self.amqp_url = place.vhost("registry")
        self._command("migrate", "chassis", "migrate", "registry")
        self.database = connected(self.url)
        self._fill(number)

    def sql(self, statement: str, values: Any = None) -> list[dict[str, Any]]:
        """Run a statement."""
        with self.database.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall()) if cursor.description else []

    @contextmanager
    def running(self) -> Iterator[AskerClient]:
        """The service, ready, and a client; stopped afterwards."""
        side = Side(
            [sys.executable, "-m", "chassis", "run", "registry"], self.place.log("registry"), self.environment(), ROOT
        )
        side.start()
        client = AskerClient(self.amqp_url)
        try:
            began = time.monotonic()
            while not says_ready(self.port):
                if time.monotonic() - began > SECONDS_TO_START or not side.process or not side.process.alive():
                    raise Failed(f"the registry is not ready; its log is {side.log}")
                time.sleep(0.05)
            yield client
        finally:
            client.close()
            side.stop()

    def heard(self) -> None:
        """Let its events go to a queue, as they do where the other services run; what nobody hears comes back to the relay."""
        with connection_to(self.amqp_url, 0) as connection:
            channel = connection.channel()
            channel.queue_declare("bench-hears", durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
            channel.queue_bind("bench-hears", "registry.events", "#")

    def officer(self, client: AskerClient, name: str = "bench") -> str:
        """The token of a new officer's session."""
        file = self.place.directory / "password"
        file.write_text(PASSWORD + "\n")
        who = ["--username", name, "--email", f"{name}@example.org", "--name", name, "--password-file", str(file)]
        self._command("officer", "services.registry.appoint_officer", *who)
        return str(client.ask(SignIn, {"username": name, "password": PASSWORD}, timeout=30)["token"])

    def ask_at_once(self, contract: type[Request], requests: list[dict[str, Any]], timeout: float) -> float:
        """Send all the requests, wait for every answer; answers after how many seconds the last one came."""
        with connection_to(self.amqp_url, 0) as connection:
            channel, answered = connection.channel(), []
            reply_to = reply_queue(channel, answered.append)
            messages = [request_message(contract, fields, reply_to, timeout) for fields in requests]
            began = time.monotonic()
            for sent in messages:
                channel.basic_publish(amqp.Message(sent.body, **sent.properties), sent.exchange, sent.routing_key)
            while len(answered) < len(messages):
                if time.monotonic() - began > timeout:
                    raise Failed(f"{len(messages) - len(answered)} of {len(messages)} requests were not answered")
                connection.drain_events(timeout=timeout)
            return time.monotonic() - began

    def environment(self) -> dict[str, str]:
        """What the service gets."""
        keys = self.place.directory / "keys"
        own = {"DATABASE_URL": self.url, "AMQP_URL": self.amqp_url, "OPS_PORT": str(self.port), "PYTHONPATH": str(ROOT)}
        return {**self.place.environment(), **own, "REGISTRY_TOKEN_KEY_FILE": str(keys / "token_key.pem")}

    def _command(self, log: str, *argv: str) -> None:
        env = ["env", f"--chdir={ROOT}", sys.executable, "-m", *argv]
        run(env, self.place.log(log), env=self.environment())

    def _fill(self, number: int) -> None:
        """Store the institutions as an import would, without events; then what the service's timers would do in time."""
        pool, position = Pool(self.url, "bench", 1), 0
        records = institutions(number)
        while taken := list(islice(records, AT_ONCE)):
            rows = []
            for record in taken:
                facts = {
                    "status": "active",
                    "registered_digest": "",
                    **BLANK,
                    **read(record)[1],
                    "institution_id": id_of(position),
                }
                rows.append({**facts, "external_ids": []})
                position += 1
            with pool.transaction() as tx:
                repository.add_institutions(tx, rows)
        with pool.transaction() as tx:
            tx.run("delete from institutions_to_compare")
        pool.close()
        self.sql("vacuum analyze")
