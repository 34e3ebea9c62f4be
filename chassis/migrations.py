"""SQL files in order, each in its own transaction with its own row, under a lock; forward only."""

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psycopg2

ROOT = Path(__file__).absolute().parent.parent
CHASSIS = Path(__file__).absolute().parent / "migrations"
LOCK = 7_204_551_093
CONNECT_SECONDS = 5


class Migration(NamedTuple):
    """One SQL file, named `<owner>/<NNNN_what>`."""

    name: str
    sql: str

    @property
    def fingerprint(self) -> str:
        """Changes with the file's text."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


class SchemaBehind(Exception):
    """The database lacks migrations that this code needs."""


class MigrationChanged(Exception):
    """A file that was applied already has another text now; write a new one instead."""


class MigrationFailed(Exception):
    """A file could not be applied; those before it are in, it is not."""


def wanted(service: str) -> list[Migration]:
    """The chassis' files, then the service's, each in the order of their numbers."""
    folders = (("chassis", CHASSIS), (service, ROOT / "services" / service / "migrations"))
    return [
        Migration(f"{owner}/{path.stem}", path.read_text())
        for owner, folder in folders
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    ]


def pending(service: str, url: str) -> list[str]:
    """The names of the migrations this database lacks; raises psycopg2's errors when it cannot be asked."""
    with closing(_connect(url)) as connection:
        return [migration.name for migration in wanted(service) if migration.name not in _applied(connection)]


def migrate(service: str, url: str) -> list[str]:
    """Apply what is pending and answer its names; of two at once the second waits and finds nothing to do."""
    with closing(_connect(url)) as connection, _alone(connection):
        _prepare(connection)
        applied = _applied(connection)
        changed = [m.name for m in wanted(service) if applied.get(m.name, m.fingerprint) != m.fingerprint]
        if changed:
            raise MigrationChanged(", ".join(changed))
        due = [migration for migration in wanted(service) if migration.name not in applied]
        for migration in due:
            _apply(connection, migration)
        return [migration.name for migration in due]


def _connect(url: str) -> Any:
    connection = psycopg2.connect(url, connect_timeout=CONNECT_SECONDS, application_name="migrations")
    connection.autocommit = True
    return connection


@contextmanager
def _alone(connection: Any) -> Iterator[None]:
    # A session lock: it goes with the connection, so a killed migration blocks nobody.
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", (LOCK,))
    yield


def _prepare(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """create table if not exists migrations (
                 name text primary key, fingerprint text not null, applied_at timestamptz not null default now())"""
        )


def _applied(connection: Any) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('migrations') is not null")
        if not cursor.fetchone()[0]:
            return {}
        cursor.execute("select name, fingerprint from migrations")
        return dict(cursor.fetchall())


def _apply(connection: Any, migration: Migration) -> None:
    connection.autocommit = False
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(migration.sql)
            cursor.execute(
                "insert into migrations (name, fingerprint) values (%s, %s)", (migration.name, migration.fingerprint)
            )
    except psycopg2.Error as wrong:
        raise MigrationFailed(f"{migration.name}: {wrong}") from wrong
    finally:
        connection.autocommit = True
