"""A database of the release before, with events in it, keeps every one that has still to leave, in its order."""

import uuid
from contextlib import closing

import psycopg2
import pytest

from chassis import migrations
from chassis.migrations import CHASSIS
from chassis.outbound import Outbox
from tests.conftest import address

BEFORE = """
insert into outbox (event_id, exchange, routing_key, type, aggregate, subject, sequence, correlation_id, payload,
  sent_at, attempts, next_at, last_error)
select gen_random_uuid(), 'little.events', 'thing.made', 't', 'thing/' || n % 10, n % 10, n, 'c', '{}',
  case when n <= 1000 then now() end, case when n = 1001 then 3 else 0 end,
  case when n = 1001 then now() + interval '1 hour' else now() end, case when n = 1001 then 'nacked' end
from generate_series(1, 1500) as n;
insert into aggregates select 'thing/' || n, 1500 from generate_series(0, 9) as n;
"""
OLD_CODE = """
insert into outbox (event_id, exchange, routing_key, type, aggregate, subject, sequence, correlation_id, payload)
values (gen_random_uuid(), 'little.events', 'thing.made', 't', 'thing/new', 'new', 1, 'c', '{}')
"""


@pytest.fixture
def before(postgres, administer, monkeypatch, tmp_path):
    """The address of a database as 0002 left it, with 1,500 events of which 500 have not left."""
    for path in sorted(CHASSIS.glob("000[12]_*.sql")):
        (tmp_path / path.name).write_text(path.read_text())
    monkeypatch.setattr(migrations, "CHASSIS", tmp_path)
    monkeypatch.setattr(migrations, "ROOT", tmp_path)
    name = f"test_before_{uuid.uuid4().hex[:12]}"
    administer(f"create database {name}")
    url = address(postgres.url, name)
    migrations.migrate("nobody", url)
    run(url, BEFORE)
    monkeypatch.setattr(migrations, "CHASSIS", CHASSIS)
    yield url
    administer(f"drop database {name} with (force)")


def run(url, sql):
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None


def test_what_had_not_left_still_has_to_and_what_had_does_not(before):
    migrations.migrate("nobody", before)

    assert run(before, "select count(*), min(id), max(id) from unsent") == [(500, 1001, 1500)]
    assert run(before, "select attempts, last_error from unsent where next_at > now()") == [(3, "nacked")]
    assert run(before, "select count(*) from outbox") == [(1500,)]


def test_a_row_that_had_failed_still_holds_back_its_aggregate(before):
    migrations.migrate("nobody", before)

    with Outbox(before, "tests") as box:
        assert box.lead()
        found = [row["id"] for row in box.look(1000)]
    assert found == [number for number in range(1002, 1501) if number % 10 != 1]


def test_what_a_process_of_the_release_before_writes_afterwards_has_to_leave_as_well(before):
    migrations.migrate("nobody", before)
    run(before, OLD_CODE)

    assert run(before, "select aggregate from unsent order by id desc limit 1") == [("thing/new",)]
