"""Who waits for the comparing by the clock: nobody, and it waits for nobody; each side in a transaction of its own."""

from uuid import uuid4

import pytest

from services.registry.duplicates import usecases
from services.registry.institutions import usecases as institutions
from tests.registry import facts
from tests.registry.conftest import OFFICER


@pytest.fixture
def alike(pool, now):
    """Two institutions under nearly one name, their words learnt."""
    names = ("Kalimati Institute", "Institut Kalimati")
    with pool.transaction(OFFICER) as tx:
        made = [
            institutions.register_institution(tx, facts.institution(name, force_reason="test"), now=now, new_id=uuid4())
            for name in names
        ]
        assert not usecases.learn_waiting(tx)
    return made


@pytest.fixture
def rename(now):
    """`rename(tx, institution, name)`: a change that takes its row, its slug and its place among the waiting."""

    def to(tx, institution, name):
        tx.run("set local lock_timeout = '200ms'")
        record = {field: institution[field] for field in institutions.RECORD} | {"names": {"source": "en", "en": name}}
        changed = {**record, "institution_id": institution["institution_id"], "version": 1, "relations": None}
        return institutions.revise_institution(tx, changed, now=now)

    return to


def waiting(pool):
    with pool.transaction() as tx:
        return {row["institution_id"] for row in tx.all("select institution_id from institutions_to_compare")}


def pairs(pool):
    with pool.transaction() as tx:
        return [(row["one_id"], row["other_id"]) for row in tx.all("select one_id, other_id from duplicate_pairs")]


def ids(found):
    return sorted(one["institution_id"] for one in found)


def test_what_is_being_compared_is_saved_without_waiting_and_is_compared_again(pool, alike, rename, now):
    with pool.transaction() as turn:
        compared = usecases.compared_waiting(turn)
        assert [len(one.alike) for one in compared] == [1, 1]
        with pool.transaction(OFFICER) as writer:
            rename(writer, alike[0], "Diyar House")
        assert usecases.keep_compared(turn, compared, now=now) == 1
    assert waiting(pool) == {alike[0]["institution_id"]}
    with pool.transaction() as turn:
        usecases.learn_waiting(turn)
        assert usecases.compare_waiting(turn, now=now) == 1
    assert (waiting(pool), pairs(pool)) == (set(), [])


def test_learning_and_scoring_hold_no_row_of_an_institution_or_of_its_waiting(pool, alike):
    with pool.transaction() as turn, pool.transaction() as other:
        usecases.compared_waiting(turn)
        for table in ("institutions", "institutions_to_compare"):
            assert len(other.all(f"select from {table} for update nowait")) == 2, table


def test_comparing_passes_by_what_somebody_is_changing(pool, alike, rename, now):
    with pool.transaction(OFFICER) as writer:
        rename(writer, alike[0], "Diyar House")
        with pool.transaction() as turn:
            turn.run("set local lock_timeout = '200ms'")
            assert not usecases.learn_waiting(turn)
            assert usecases.compare_waiting(turn, now=now) == 1
        assert pairs(pool) == [tuple(ids(alike))]
    assert waiting(pool) == {alike[0]["institution_id"]}
    with pool.transaction() as turn:
        usecases.learn_waiting(turn)
        assert usecases.compare_waiting(turn, now=now) == 1
    assert (waiting(pool), pairs(pool)) == (set(), [])


def test_only_one_counts_words_and_the_other_comes_again(pool, alike, now):
    with pool.transaction() as one, pool.transaction() as other:
        usecases.recount_words(one)
        other.run("set local lock_timeout = '200ms'")
        other.run("update institutions_to_compare set learnt_at = null")
        assert not usecases.learn_waiting(other)
        assert len(other.all("select from institutions_to_compare where learnt_at is null")) == 2


def test_learning_and_comparing_rest_while_many_come_in_and_catch_up_when_it_is_calm(pool, alike, now):
    with pool.transaction() as turn:
        turn.run("update institutions_to_compare set learnt_at = null")
        turn.run(
            "insert into institutions_to_compare (institution_id) select gen_random_uuid() from generate_series(1, %(n)s)",
            n=usecases.MANY,
        )
        assert not usecases.learn_when_calm(turn)
        assert usecases.compare_when_calm(turn, now=now) == 0
        assert turn.one("select count(*) as n from institutions_to_compare where learnt_at is null")["n"] == 102
        turn.run("update institutions_to_compare set asked_at = asked_at - interval '1 minute'")
        assert not usecases.learn_when_calm(turn)
        assert usecases.compare_when_calm(turn, now=now) == 2
    assert pairs(pool) == [tuple(ids(alike))]


def test_a_turn_that_has_had_enough_keeps_what_it_has_and_leaves_the_rest_waiting(pool, alike, now):
    had = iter((False, True))
    with pool.transaction() as turn:
        assert usecases.compare_waiting(turn, now=now, enough=lambda: next(had)) == 1
    assert len(waiting(pool)) == 1
    with pool.transaction() as turn:
        assert usecases.compare_waiting(turn, now=now) == 1
    assert waiting(pool) == set() and pairs(pool) == [tuple(ids(alike))]
