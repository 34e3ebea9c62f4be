"""The owner makes tables, the application reads and writes them within limits, nobody else enters (rel:D2, rel:3.11)."""

import os
import secrets
import subprocess
import sys
import uuid
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import psycopg2.errors
import pytest

from deploy.local.keys import make_database

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def urls(postgres, administer):
    """Addresses of the application's role, the owner, and another service's application, after a migration."""
    name, other = (f"test_{kind}_{uuid.uuid4().hex[:8]}" for kind in ("mine", "other"))
    word = secrets.token_hex(8)
    for database in (name, other, name):  # a second time changes nothing
        make_database(postgres.url, database, word, word)

    def address(role, database):
        parts = urlsplit(postgres.url)
        return urlunsplit(parts._replace(netloc=f"{role}:{word}@{parts.hostname}:{parts.port}", path=f"/{database}"))

    found = {"app": address(name, name), "owner": address(f"{name}_owner", name), "stranger": address(other, name)}
    argv = [sys.executable, "-m", "chassis", "migrate", "scheduling"]
    env = {"PATH": os.environ["PATH"], "DATABASE_URL": found["app"], "DATABASE_OWNER_URL": found["owner"]}
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    yield found
    for database in (name, other):
        administer(f"DROP DATABASE {database} WITH (FORCE)")
        administer(f"DROP ROLE {database}")
        administer(f"DROP ROLE {database}_owner")


def run(url, statement):
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize(
    "statement",
    [
        "create table more ()",
        "alter table outbox add column more int",
        "drop table outbox",
        "truncate outbox",
        "create function f() returns int language sql as 'select 1'",
        "create schema more",
        "select pg_read_file('/etc/passwd')",
        "copy outbox to program 'cat'",
        "create role more",
        "alter table audit disable trigger audit_append_only",
        "update audit set role = 'officer'",
        "delete from audit",
        "update audit_chain set hash = ''",
        "delete from audit_chain",
        "truncate audit, audit_chain",
    ],
)
def test_the_application_changes_no_schema_and_reaches_no_server(urls, statement):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        run(urls["app"], statement)


def test_the_application_writes_data_and_reads_what_is_migrated(urls):
    run(urls["app"], "insert into timers (name) values ('a'); update timers set name = 'b'; delete from timers")

    assert ("chassis/0001_chassis",) in run(urls["app"], "select name from migrations")


def test_the_application_adds_to_the_audit_and_reads_it(urls):
    run(
        urls["app"],
        "insert into audit (role, action, subject, changes, correlation_id) values ('a', 'b', 'c', '{}', 'd')",
    )
    run(urls["app"], "insert into audit_chain (position, audit_id, hash) select 1, max(audit_id), '' from audit")

    assert run(urls["app"], "select count(*) > 0 from audit join audit_chain using (audit_id)") == [(True,)]


def test_making_the_roles_again_gives_no_right_over_the_audit_back(urls, postgres):
    parts = urlsplit(urls["app"])
    make_database(postgres.url, parts.username, parts.password, parts.password)

    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        run(urls["app"], "delete from audit")


def test_nobody_else_enters(urls):
    with pytest.raises(psycopg2.OperationalError, match="permission denied"):
        run(urls["stranger"], "select 1")


def test_the_application_has_limits_of_its_role(urls):
    timeouts = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    for limit in (*timeouts, "client_connection_check_interval"):
        assert run(urls["app"], f"show {limit}") != [("0",)]
