"""An open transaction of the registry, and what was emitted in it."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from chassis.identity import Actor
from chassis.pool import Pool
from services.registry.institutions import usecases as institutions
from services.registry.opportunities import usecases as opportunities
from tests.conftest import address
from tests.registry import facts

OFFICER = Actor("officer", account_id=uuid4())
PUBLIC = Actor("public")


@pytest.fixture(scope="session")
def shared_pool(postgres, administer, template):
    """The pool of one registry database for all tests that commit nothing: making one each takes most of their time."""
    name = f"test_registry_{uuid4().hex[:12]}"
    administer(f"CREATE DATABASE {name} TEMPLATE {template('registry')}")
    pool = Pool(address(postgres.url, name), "tests", 2)
    yield pool
    pool.close()
    administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def pool(database):
    """The pool of a fresh registry database."""
    pool = Pool(database("registry"), "tests", 6)
    yield pool
    pool.close()


@pytest.fixture
def tx(shared_pool):
    """A transaction as an officer, never committed."""

    class Undone(Exception):
        pass

    try:
        with shared_pool.transaction(OFFICER) as tx:
            yield tx
            raise Undone
    except Undone:
        pass


@pytest.fixture
def emitted(tx):
    """`emitted()`: routing keys and facts of the events of this transaction so far, in order."""

    def read():
        rows = tx.all("select routing_key, payload from outbox order by id")
        return [(row["routing_key"], row["payload"]) for row in rows]

    return read


@pytest.fixture
def now():
    """A present instant."""
    return datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def as_actor(tx):
    """`as_actor(role, …)`: go on in this transaction as somebody else."""

    def become(role, **limits):
        tx.actor = replace(Actor(role, account_id=uuid4()), **limits)
        return tx.actor

    return become


@pytest.fixture
def own(tx, now):
    """The institution that offers."""
    return institutions.register_institution(
        tx, facts.institution("Offering Institute", country="TJ"), now=now, new_id=uuid4()
    )


@pytest.fixture
def draft(tx, own, now, as_actor):
    """A draft of that institution, made by its account; the tests go on as an officer."""

    def make(**more):
        as_actor("institution", institution_id=own["institution_id"])
        made = opportunities.draft_opportunity(
            tx, facts.opportunity(own["institution_id"], **more), now=now, new_id=uuid4()
        )
        as_actor("officer")
        return made

    return make


@pytest.fixture
def published(tx, draft, now):
    def make(**more):
        card = draft(**more)
        for step in (
            opportunities.submit_opportunity,
            opportunities.approve_opportunity,
            opportunities.publish_opportunity,
        ):
            card = step(tx, card["opportunity_id"], now=now)
        return card

    return make
