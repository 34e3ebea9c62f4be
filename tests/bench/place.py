"""Where a run takes place: servers of its own, durable as in production, one database and virtual host per system."""

import json
import os
import shutil
import sys
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import psycopg2.extras

from deploy.local.keys import make_keys
from deploy.local.servers import Broker, Postgres, remove_broker, remove_postgres, start_broker, start_postgres
from deploy.local.steps import LOCAL, ROOT, run

HERE = Path(__file__).parent
LOGS = LOCAL / "logs" / "bench"
SIDES = ("source", "target")


class Place:
    """The servers, and the tree in which the chassis finds the benchmark's services."""

    def __init__(self, directory: Path, postgres: Postgres, broker: Broker) -> None:
        self.directory, self.postgres, self.broker = directory, postgres, broker
        self.tree = directory / "tree"
        make_keys(directory / "keys")
        for name in ("chassis", "contracts"):
            (self.tree / name).parent.mkdir(exist_ok=True)
            (self.tree / name).symlink_to(ROOT / name)
        for side in SIDES:
            folder = self.tree / "services" / side
            (folder / "migrations").mkdir(parents=True)
            (folder / "service.py").write_text(
                f"from tests.bench.ours.{side} import {side.title()}Service as _  # noqa"
            )
            (folder / "migrations" / "0001_tables.sql").write_text((HERE / f"{side}.sql").read_text())
        (self.tree / "services" / "__init__.py").touch()

    def log(self, name: str) -> Path:
        """The file for a program's output; it stays when the place goes."""
        LOGS.mkdir(parents=True, exist_ok=True)
        return LOGS / f"{name}.log"

    def administer(self, statement: str) -> None:
        """Run a statement as superuser outside any transaction."""
        with closing(connected(self.postgres.url)) as connection, connection.cursor() as cursor:
            cursor.execute(statement)

    def database(self, name: str, side: str, chassis: bool) -> str:
        """The address of a new database with the tables of this side, and the chassis' own where it is used."""
        self.administer(f'create database "{name}"')
        url = urlunsplit(urlsplit(self.postgres.url)._replace(path=f"/{name}"))
        if chassis:
            argv = [sys.executable, "-m", "chassis", "migrate", side]
            run(
                ["env", f"--chdir={self.tree}", *argv],
                self.log("migrate"),
                env={**self.environment(), "DATABASE_URL": url},
            )
            return url
        with closing(connected(url)) as connection, connection.cursor() as cursor:
            cursor.execute((HERE / f"{side}.sql").read_text())
        return url

    def vhost(self, name: str, quorum: bool = True) -> str:
        """The AMQP address of a new virtual host whose durable queues are quorum queues unless they say otherwise."""
        account, _, address = self.broker.management_url.removeprefix("http://").rpartition("@")
        headers = {"Authorization": "Basic " + b64encode(account.encode()).decode(), "Content-Type": "application/json"}
        body = json.dumps({"default_queue_type": "quorum" if quorum else "classic"}).encode()
        request = urllib.request.Request(f"http://{address}/api/vhosts/{name}", body, headers, method="PUT")
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10).close()
        return self.broker.amqp_url.rstrip("/") + f"/{name}"

    def environment(self) -> dict[str, str]:
        """What every program gets; the chassis' settings do not disturb the others."""
        keys = self.directory / "keys"
        profile = os.environ.get("BENCH_PROFILE")
        sampling = {"BENCH_PROFILE": profile} if profile else {}
        return {
            **sampling,
            "PATH": os.environ["PATH"],
            "HOME": str(self.directory),
            "PYTHONPATH": f"{self.tree}:{ROOT}" + (f":{HERE / 'sampling'}" if profile else ""),
            "TOKEN_PUBLIC_KEY_FILE": str(keys / "token_public_key.pem"),
            "LINK_SECRET_FILE": str(keys / "link_secret"),
            "PUBLIC_URL": "http://localhost",
        }


@contextmanager
def started() -> Iterator[Place]:
    """A place that is gone afterwards, with everything in it; those of runs that were killed go first."""
    for left in LOCAL.glob("bench-*"):
        if not Path("/proc", left.name.removeprefix("bench-")).exists():
            clear(left)
    shutil.rmtree(LOGS, ignore_errors=True)
    directory = LOCAL / f"bench-{os.getpid()}"
    directory.mkdir(parents=True)
    try:
        postgres = start_postgres(directory / "postgres", durable=True)
        with closing(connected(postgres.url)) as connection, connection.cursor() as cursor:
            cursor.execute("alter system set track_commit_timestamp = on")  # what a latency is read from
        postgres.restart()
        yield Place(directory, postgres, start_broker(directory / "broker"))
    finally:
        clear(directory)


def clear(directory: Path) -> None:
    """End the servers of a place and delete it."""
    remove_broker(directory / "broker")
    remove_postgres(directory / "postgres")
    shutil.rmtree(directory, ignore_errors=True)


def connected(url: str) -> "psycopg2.extensions.connection":
    """A connection in autocommit whose rows are dicts."""
    connection = psycopg2.connect(url, cursor_factory=psycopg2.extras.RealDictCursor)
    connection.autocommit = True
    return connection
