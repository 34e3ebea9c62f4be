"""Counts of many results are kept for as long as the directory stays as it is."""

from contextlib import suppress
from uuid import uuid4

import pytest

from contracts.registry.institutions import SearchInstitutions
from services.registry.directory import repository, usecases
from services.registry.institutions import usecases as institutions
from tests.registry import facts

MANY = 1200


class Undo(Exception):
    pass


class Watched:
    """A transaction, and whether anything was counted in it."""

    def __init__(self, tx):
        self.tx, self.actor, self.counted = tx, tx.actor, False

    def all(self, sql, **parameters):
        self.counted |= "group by facet_key" in sql
        return self.tx.all(sql, **parameters)


@pytest.fixture
def enter(tx, now):
    def register(name):
        return institutions.register_institution(
            tx, facts.institution(name, force_reason="test"), now=now, new_id=uuid4()
        )

    return register


@pytest.fixture
def search(tx):
    def find(**asked):
        watched = Watched(tx)
        found = usecases.search_institutions(watched, SearchInstitutions.read(asked))
        return found["total"], watched.counted

    return find


@pytest.fixture
def many(tx):
    tx.run(
        """insert into directory_entries (institution_id, active, search, facets, sort_name)
           select gen_random_uuid(), true, to_tsvector('simple', 'university place' || n),
             array[case mod(n, 2) when 0 then 'country:TR' else 'country:MA' end], 'university ' || n
           from generate_series(1, %(many)s) as n""",
        many=MANY,
    )


def test_many_results_are_counted_once_for_every_facet(search, many):
    assert search(words="university") == (MANY, True)
    assert search(words="university") == (MANY, False)
    assert search(words="university", country="TR") == (MANY // 2, False)
    assert search() == (MANY, True)
    assert search(country="MA") == (MANY // 2, False)


def test_few_results_are_counted_each_time(search, many):
    for _ in range(2):
        assert search(words="place1170") == (1, True)


def test_what_is_added_changed_or_removed_is_counted(tx, search, many, enter):
    assert search(words="university") == (MANY, True)
    made = enter("University of Elsewhere")
    assert search(words="university") == (MANY + 1, True)
    tx.run("update directory_entries set active = false where institution_id = %(id)s", id=made["institution_id"])
    assert search(words="university") == (MANY, True)
    tx.run("delete from directory_entries where sort_name = 'university 1'")
    assert search(words="university") == (MANY - 1, True)
    assert search(words="university") == (MANY - 1, False)


def test_what_was_undone_is_not_kept(tx, search, many, enter):
    assert search(words="university") == (MANY, True)
    with suppress(Undo), tx.savepoint():
        enter("University of Elsewhere")
        assert search(words="university") == (MANY + 1, True)
        raise Undo
    assert search(words="university") == (MANY, True)
    enter("University of Another Place")
    assert search(words="university") == (MANY + 1, True)


def test_a_change_that_the_directory_does_not_show_leaves_its_version(tx, many, enter):
    made = enter("University of Elsewhere")
    version = repository.get_version(tx)
    tx.run("update institutions set latitude = 1 where institution_id = %(id)s", id=made["institution_id"])

    assert repository.get_version(tx) == version


def test_folded_changes_leave_the_version_as_it_is(tx, many, enter):
    enter("University of Elsewhere")
    version = repository.get_version(tx)
    for _ in range(2):
        usecases.fold_changes(tx)
        assert repository.get_version(tx) == version
    assert tx.all("select from directory_changes") == []
    enter("University of Another Place")
    assert repository.get_version(tx) != version


def test_each_process_keeps_the_counts_of_no_more_than_so_many_queries(search, many, monkeypatch):
    monkeypatch.setattr(usecases, "MOST_KEPT", 2)
    for words in ("university", "universit", "universi"):
        assert search(words=words) == (MANY, True)

    assert search(words="universi") == (MANY, False)
    assert search(words="university") == (MANY, True)
