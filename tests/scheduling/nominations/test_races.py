"""Real competitors on real connections."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chassis.pool import Pool
from contracts.refusals import CapacityFull, Conflict, Refusal
from contracts.scheduling.nominations import AlreadyNominated
from services.scheduling.nominations import usecases
from tests.scheduling import facts
from tests.scheduling.conftest import OFFICER

THREADS = 24


@pytest.fixture
def crowd(database):
    """`crowd(work, items)`: each item worked on in a transaction of its own, many at once; the outcomes in order."""
    pool = Pool(database("scheduling"), "crowd", THREADS)
    with pool.transaction() as tx:
        facts.fill_directory(tx)

    def one(work, item):
        try:
            with pool.transaction(OFFICER) as tx:
                return work(tx, item)
        except Refusal as refusal:
            return refusal

    def run(work, items):
        with ThreadPoolExecutor(THREADS) as threads:
            return list(threads.map(lambda item: one(work, item), items))

    run.pool = pool
    yield run
    pool.close()


def keys(pool):
    with pool.transaction() as tx:
        return Counter(row["routing_key"] for row in tx.all("select routing_key from outbox"))


def test_200_confirm_at_once_and_30_get_a_seat(crowd, now):
    with crowd.pool.transaction(OFFICER) as tx:
        activity_id, offers, _ = facts.selected(tx, now, 200, 0, seats=200)
        tx.run("update activities set seats = 30 where activity_id = %(id)s", id=activity_id)

    outcomes = crowd(lambda tx, nomination_id: facts.confirm(tx, nomination_id, now)["status"], offers)

    assert Counter(map(str, outcomes))["confirmed"] == 30
    assert sum(isinstance(outcome, CapacityFull) for outcome in outcomes) == 170
    assert keys(crowd.pool)["nomination.confirmed"] == 30


def test_30_offers_confirmed_by_200_clicks_are_30_seats(crowd, now):
    with crowd.pool.transaction(OFFICER) as tx:
        _, offers, _ = facts.selected(tx, now, 30, 5)

    outcomes = crowd(lambda tx, number: facts.confirm(tx, offers[number % 30], now)["status"], range(200))

    assert set(outcomes) == {"confirmed"}
    assert keys(crowd.pool)["nomination.confirmed"] == 30


def test_40_withdraw_at_once_and_40_reserves_are_promoted_in_order_each_once(crowd, now):
    with crowd.pool.transaction(OFFICER) as tx:
        _, offers, reserves = facts.selected(tx, now, 40, 50, seats=40)
        for nomination_id in offers:
            facts.confirm(tx, nomination_id, now)

    outcomes = crowd(lambda tx, nomination_id: facts.withdraw(tx, nomination_id, now)["status"], offers)

    assert set(outcomes) == {"withdrawn"}
    with crowd.pool.transaction() as tx:
        rows = tx.all("select payload, xid from outbox where routing_key = 'nomination.promoted' order by id")
        taken = tx.one("select count(*) as taken from nominations where status in ('offered', 'confirmed')")
    ranks = {str(nomination_id): rank for rank, nomination_id in enumerate(reserves, 1)}
    assert [row["payload"]["from_rank"] for row in rows] == list(range(1, 41))
    assert [ranks[row["payload"]["nomination_id"]] for row in rows] == list(range(1, 41))
    assert len({row["payload"]["cause_nomination_id"] for row in rows}) == 40
    assert taken == {"taken": 40}


def test_the_expiry_timer_and_late_answers_free_each_seat_once(crowd, now):
    with crowd.pool.transaction(OFFICER) as tx:
        _, offers, _ = facts.selected(tx, now, 20, 30, seats=20)
    late = now + timedelta(days=15)

    def work(tx, number):
        if number % 4 == 0:
            return usecases.expire_due_offers(tx, 5, now=late)
        return facts.confirm(tx, offers[number % 20], late)["status"]

    crowd(work, range(80))

    found = keys(crowd.pool)
    assert (found["nomination.offer_expired"], found["nomination.promoted"], found["nomination.confirmed"]) == (
        20,
        20,
        0,
    )


def test_a_person_who_confirms_two_overlapping_seats_at_once_gets_one(crowd, now):
    with crowd.pool.transaction(OFFICER) as tx:
        offers = [facts.selected(tx, now, 1, 0)[1][0] for _ in range(6)]

    outcomes = crowd(lambda tx, nomination_id: facts.confirm(tx, nomination_id, now)["status"], offers)

    assert outcomes.count("confirmed") == 1
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 5


def test_one_person_nominated_by_many_at_once_is_nominated_once(crowd, now):
    with crowd.pool.transaction(OFFICER) as tx:
        activity_id = facts.announced(tx, now)

    outcomes = crowd(lambda tx, _: facts.nominated(tx, activity_id, now), range(30))

    assert sum(isinstance(outcome, AlreadyNominated) for outcome in outcomes) == 29
