"""How the searches are planned among many entries."""

import pytest

from services.registry.directory import repository


class Planned:
    """Answers the plan of each statement in place of its rows."""

    def __init__(self, tx):
        self.tx = tx

    def all(self, sql, **parameters):
        return "\n".join(row["QUERY PLAN"] for row in self.tx.all(f"explain {sql}", **parameters))


@pytest.fixture
def many(tx):
    tx.run("""insert into directory_entries (institution_id, active, search, facets, sort_name, entered_at)
              select gen_random_uuid(), true, to_tsvector('simple', 'word' || n % 900 || ' university of place' || n),
                array['country:TR', 'topic:t' || n % 50], 'university ' || n, now() - n / 500 * interval '1 minute'
              from generate_series(1, 20000) as n""")
    tx.run("analyze directory_entries")


def test_words_that_few_have_are_looked_up_and_not_read_through(tx, many):
    assert "directory_entries_by_words" in repository.count_by_facets(Planned(tx), "'rare'", 300)


def test_the_first_of_those_that_begin_as_typed_are_read_in_their_order(tx, many):
    terms = {"query": "'university':*", "phrase": "university", "whole": "'university'", "keys": [], "ids": []}
    plan = repository.search_many(Planned(tx), terms, None, 20)
    beginning = plan[: plan.index("CTE page")]

    assert "Index Scan using directory_entries_by_sort_name" in beginning
    assert "directory_entries_by_words" not in beginning


@pytest.mark.parametrize(
    ("sort", "index"),
    [("name", "by_sort_name"), ("-name", "by_sort_name"), ("-entered", "by_entry")],
)
def test_every_order_is_read_from_its_index(tx, many, sort, index):
    order = repository.ORDERS[sort]
    terms = {"query": "'university':*", "phrase": "", "whole": "", "keys": [], "ids": [], "few": False}
    plan = repository.search_in_order(Planned(tx), terms, order, order.place(None), 20)

    assert f"using directory_entries_{index} on" in plan


def test_few_results_are_gathered_before_they_are_ordered(tx, many):
    order = repository.ORDERS["-entered"]
    terms = {"query": "'rare'", "phrase": "", "whole": "", "keys": [], "ids": [], "few": True}
    plan = repository.search_in_order(Planned(tx), terms, order, order.place(None), 20)

    assert "directory_entries_by_words" in plan and "directory_entries_by_entry" not in plan
