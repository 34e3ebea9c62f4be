"""Applications that come at the same time, each in a transaction of its own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest

from chassis.identity import PUBLIC
from contracts.refusals import TooMany
from contracts.registry.interests import ApplyForOpportunity
from services.registry.institutions import usecases as institutions
from services.registry.interests import domain, usecases
from services.registry.opportunities import usecases as opportunities
from tests.registry import facts
from tests.registry.conftest import OFFICER


@pytest.fixture
def apply(pool, now):
    def one(opportunity_id, email):
        person = {"name": "A", "email": email, "country": "SN", "consent": True}
        asked = ApplyForOpportunity.read({"opportunity_id": str(opportunity_id), **person})
        try:
            with pool.transaction(PUBLIC) as tx:
                return usecases.apply_for_opportunity(tx, asked, now=now, new_id=uuid4())["interest_id"]
        except TooMany:
            return None

    return one


@pytest.fixture
def offered(pool, now):
    """Several published opportunities."""
    with pool.transaction(OFFICER) as tx:
        own = institutions.register_institution(tx, facts.institution(), now=now, new_id=uuid4())
        made = [
            opportunities.draft_opportunity(tx, facts.opportunity(own["institution_id"]), now=now, new_id=uuid4())
            for _ in range(4)
        ]
        tx.run("update opportunities set status = 'published', published_at = now()")
    return [card["opportunity_id"] for card in made]


def count(pool, table):
    with pool.transaction(OFFICER) as tx:
        return tx.one(f"select count(*) as count from {table}")["count"]


def test_the_same_person_at_once_is_one_application(pool, apply, offered, now):
    with ThreadPoolExecutor(4) as threads:
        receipts = list(threads.map(lambda _: apply(offered[0], "a@example.org"), range(8)))
    assert (len(set(receipts)), count(pool, "interests")) == (1, 1)
    with pool.transaction(OFFICER) as tx:
        assert opportunities.get_opportunity(tx, offered[0], None, now=now)["applications"] == 1


def test_an_address_stays_below_its_limit_over_several_opportunities_at_once(pool, apply, offered, monkeypatch):
    monkeypatch.setattr(domain, "MOST_PER_ADDRESS", 2)
    with ThreadPoolExecutor(4) as threads:
        receipts = list(threads.map(lambda one: apply(one, "a@example.org"), offered))
    assert (receipts.count(None), count(pool, "interests")) == (2, 2)


def test_whoever_applies_while_it_closes_is_in_time_or_too_late_but_never_both(pool, apply, offered, now):
    late = now + timedelta(days=62)

    def close(_):
        with pool.transaction(OFFICER) as tx:
            opportunities.go_on_with_due(tx, now=late)

    with ThreadPoolExecutor(4) as threads:
        closing = threads.submit(close, None)
        made = [threads.submit(apply, one, f"{n}@example.org") for n, one in enumerate(offered)]
        closing.result()
        outcomes = [one.exception() is None for one in made]
    assert count(pool, "interests") == outcomes.count(True)
