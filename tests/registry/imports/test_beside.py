"""Two imports that write at the same time, each in a transaction of its own; which one comes second is arranged."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from deploy.client import until
from services.registry.imports import usecases
from services.registry.institutions import usecases as institutions
from tests.registry.conftest import OFFICER
from tests.registry.imports.test_usecases import ror, ror_id


@pytest.fixture
def in_turn(pool, now):
    """`in_turn(first, second)`: what became of both, where the second waits until the first commits and waits for nothing before."""

    def take(tx, records):
        rows = [{"line": line, "record": record} for line, record in enumerate(records, 1)]
        return usecases.import_institutions(tx, rows, False, now=now, new_id=uuid4)["results"]

    def take_alone(records):
        with pool.transaction(OFFICER) as tx:
            return take(tx, records)

    def waits():
        with pool.transaction() as tx:
            return tx.one(
                "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
            )

    def run(first, second):
        with ThreadPoolExecutor(1) as thread:
            with pool.transaction(OFFICER) as tx:
                one = take(tx, first)
                other = thread.submit(take_alone, second)
                until("the second import waits", waits, seconds=60)
            return one, other.result()

    return run


def test_what_stands_between_two_imports_is_tied_by_the_second(pool, in_turn):
    child = ror(1, "Faculty of Medicine", relationships=[{"type": "parent", "id": f"https://ror.org/{ror_id(2)}"}])
    one, other = in_turn([child], [ror(2, "University")])
    assert [one[0]["outcome"], other[0]["outcome"]] == ["added", "added"]
    with pool.transaction(OFFICER) as tx:
        ties = institutions.get_institution(tx, one[0]["institution_id"], None)["relations"]
        assert [(tie["kind"], tie["institution_id"]) for tie in ties] == [("parent", other[0]["institution_id"])]


def test_a_record_of_both_is_entered_once_and_the_others_of_both_as_well(pool, in_turn):
    both, mine, theirs = ror(1, "Institute of Both"), ror(2, "Mine"), ror(3, "Theirs")
    one, other = in_turn([both, mine], [theirs, both])
    assert [row["outcome"] for row in (*one, *other)] == ["added", "added", "added", "unchanged"]
    assert other[1]["institution_id"] == one[0]["institution_id"]
    with pool.transaction() as tx:
        assert tx.one("select count(*) as n, count(distinct subject) as of from outbox") == {"n": 3, "of": 3}


def test_a_later_version_in_the_second_import_revises_what_the_first_entered(pool, in_turn):
    before, after = ror(1, "Institute"), ror(1, "Institute", established=1991)
    one, other = in_turn([before], [after, ror(2, "Another")])
    assert [row["outcome"] for row in (*one, *other)] == ["added", "revised", "added"]
    with pool.transaction() as tx:
        told = tx.all(
            "select type, sequence from outbox where subject = %(id)s order by id", id=str(one[0]["institution_id"])
        )
        assert [(row["type"].split(".")[-2], row["sequence"]) for row in told] == [("registered", 1), ("updated", 2)]


def test_an_external_id_of_both_stays_with_the_first(pool, in_turn):
    ids = [{"type": "wikidata", "all": ["Q42"], "preferred": "Q42"}]
    one, other = in_turn([ror(1, "First", external_ids=ids)], [ror(2, "Second", external_ids=ids)])
    assert [row["outcome"] for row in (*one, *other)] == ["added", "added"]
    assert [problem["code"] for problem in other[0]["problems"]] == ["held_by_another"]
    with pool.transaction() as tx:
        held = tx.all("select institution_id from institution_external_ids where scheme = 'wikidata'")
        assert [row["institution_id"] for row in held] == [one[0]["institution_id"]]
