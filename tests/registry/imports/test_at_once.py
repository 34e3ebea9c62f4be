"""Several importers of the same real records at once, beside the clock's turns; each in a transaction of its own."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import uuid4

import pytest

from chassis.pool import is_collision
from services.registry.duplicates import usecases as duplicates
from services.registry.imports import usecases
from services.registry.institutions import usecases as institutions
from tests.registry.conftest import OFFICER
from tests.registry.imports import versions

pytestmark = pytest.mark.skipif(not versions.CHANGES.exists(), reason="the ROR extract is not on this machine")
IMPORTERS, RECORDS, TRIES = 3, 120, 3


@pytest.fixture
def kept(pool):
    """`kept(work)`: the work in a transaction, again where it met another one, as a request would be; other errors are raised."""

    def run(work, tries=TRIES):
        for left in reversed(range(tries)):
            try:
                with pool.transaction(OFFICER) as tx:
                    return work(tx)
            except Exception as problem:
                if not left or not is_collision(problem):
                    raise
        raise AssertionError("unreachable")

    return run


def batches(seed):
    """Every version of some records that changed, a record's own in their order, fifty at a time."""
    chains = [list(chain) for chain in list(versions.read()[0].values())[:RECORDS]]
    found, dice = [], random.Random(seed)
    while chains:
        chain = dice.choice(chains)
        found.append(chain.pop(0))
        chains = [one for one in chains if one]
    return [found[start : start + 50] for start in range(0, len(found), 50)]


@pytest.fixture
def take(kept, now):
    def take_in(seed):
        for records in batches(seed):
            rows = [{"line": line, "record": record} for line, record in enumerate(records, 1)]
            done = kept(lambda tx, rows=rows: usecases.import_institutions(tx, rows, False, now=now, new_id=uuid4))
            assert "refused" not in {row["outcome"] for row in done["results"]}, done

    return take_in


@pytest.fixture
def rename(kept, now):
    """A person who gives any institution another name and another relation."""

    def one_more(tx):
        found = tx.all("select institution_id from institutions where status = 'active' order by random() limit 2")
        if len(found) == 2:
            card = institutions.lock_institution(tx, found[0]["institution_id"])
            names = {"source": "en", "en": f"Institute {card['version']} {card['slug']}"[:200]}
            record = {field: card[field] for field in institutions.RECORD} | {"names": names, "relations": None}
            tie = {"kind": "related", "institution_id": found[1]["institution_id"]}
            facts = {**record, "institution_id": card["institution_id"], "version": card["version"], "relations": [tie]}
            institutions.revise_institution(tx, facts, now=now)

    # Who is told that others are at work on the same asks again.
    return lambda: kept(one_more, 10)


def test_importers_of_the_same_versions_a_person_and_the_clock_end_without_an_error(pool, take, rename, now):
    over = threading.Event()

    def again(work):
        while not over.is_set():
            work()
            over.wait(0.05)

    def turn(work):
        with pool.transaction() as tx:
            work(tx)

    others = (
        lambda: turn(duplicates.learn_waiting),
        lambda: turn(partial(duplicates.compare_waiting, now=now)),
        rename,
    )
    with ThreadPoolExecutor(IMPORTERS + len(others)) as threads:
        beside = [threads.submit(again, work) for work in others]
        try:
            for importing in [threads.submit(take, seed) for seed in range(IMPORTERS)]:
                importing.result()
        finally:
            over.set()
        for one in beside:
            one.result()
    with pool.transaction() as tx:
        assert tx.one("select count(*) as n from institution_sources")["n"] == RECORDS
