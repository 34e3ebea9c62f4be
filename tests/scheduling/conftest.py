"""An open transaction of scheduling, and what was emitted in it."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from chassis.identity import Actor
from chassis.pool import Pool
from tests.conftest import address
from tests.scheduling import facts

OFFICER = Actor("officer", account_id=uuid4())
PUBLIC = Actor("public")


@pytest.fixture(scope="session")
def pool(postgres, administer, template):
    """The pool of a scheduling database that knows what the registry has told; nobody commits anything else to it."""
    name = f"test_scheduling_{uuid4().hex[:12]}"
    administer(f"CREATE DATABASE {name} TEMPLATE {template('scheduling')}")
    pool = Pool(address(postgres.url, name), "tests", 2)
    with pool.transaction() as tx:
        facts.fill_directory(tx)
    yield pool
    pool.close()
    administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def tx(pool):
    """A transaction as an officer, never committed."""

    class Undone(Exception):
        pass

    try:
        with pool.transaction(OFFICER) as tx:
            yield tx
            raise Undone
    except Undone:
        pass


@pytest.fixture
def emitted(tx):
    """`emitted()`: routing keys and facts of the events of this transaction so far, in order; `emitted("activity")` of one aggregate."""

    def read(about=None):
        rows = tx.all("select routing_key, payload from outbox order by id")
        found = [(row["routing_key"], row["payload"]) for row in rows]
        return [(key, payload) for key, payload in found if about in (None, key.partition(".")[0])]

    return read


@pytest.fixture
def now():
    """A present instant."""
    return datetime(2027, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def as_actor(tx):
    """`as_actor(role, …)`: go on in this transaction as somebody else."""

    def become(role, **limits):
        tx.actor = replace(Actor(role, account_id=uuid4()), **limits)
        return tx.actor

    return become
