"""How the searches are planned among many entries."""

from services.registry.directory import repository


class Planned:
    """Answers the plan of each statement in place of its rows."""

    def __init__(self, tx):
        self.tx = tx

    def all(self, sql, **parameters):
        return "\n".join(row["QUERY PLAN"] for row in self.tx.all(f"explain {sql}", **parameters))


def test_words_that_few_have_are_looked_up_and_not_read_through(tx):
    tx.run("""insert into directory_entries (institution_id, active, search, facets, sort_name)
              select gen_random_uuid(), true, to_tsvector('simple', 'word' || n % 900 || ' university of place' || n),
                array['country:TR', 'topic:t' || n % 50], 'name ' || n
              from generate_series(1, 20000) as n""")
    tx.run("analyze directory_entries")

    for chosen in ([], ["country:TR"]):
        assert "directory_entries_by_words" in repository.count_facets(Planned(tx), "'rare'", chosen)
