"""Who holds an external id at last, whatever the order in which records that assert it came."""

from itertools import permutations

import pytest

from tests.registry.imports.test_usecases import ror, ror_id, take  # noqa: F401

HELD = """
select s.value, i.status, (select value from institution_sources as m where m.institution_id = i.merged_into) as into,
  (select jsonb_agg(jsonb_build_array(e.scheme, e.value) order by e.scheme, e.value) from institution_external_ids as e
   where e.institution_id = i.institution_id) as ids
from institution_sources as s join institutions as i using (institution_id) order by s.value
"""
ISNI = {"type": "isni", "all": ["0000 0005 2466 4220"], "preferred": None}
GRID = {"type": "grid", "all": ["grid.425210.0"], "preferred": None}


def changed(day, record, **more):
    return record | {"admin": {"last_modified": {"date": day}}} | more


def withdrawn(day, record, **more):
    after = [{"type": "successor", "id": f"https://ror.org/{ror_id(2)}"}]
    return changed(day, record, status="withdrawn", relationships=after, **more)


ONE, TWO = ror(1, "Institute One", external_ids=[ISNI]), ror(2, "Institute Two", external_ids=[ISNI])
# Each by the versions of the records: what they end in may depend on nothing but the last of each.
CASES = {
    "two records assert the same id": [[ONE], [TWO]],
    "of two records the first lets the id go": [
        [changed("2024-01-01", ONE), changed("2025-01-01", ONE, external_ids=[])],
        [TWO],
    ],
    "a withdrawn record asserts what its successor does": [
        [withdrawn("2025-01-01", ONE)],
        [ror(2, "Institute Two", external_ids=[GRID, ISNI])],
    ],
    "a record gains an id as it is withdrawn": [
        [changed("2024-01-01", ONE), withdrawn("2025-01-01", ONE, external_ids=[ISNI, GRID])],
        [ror(2, "Institute Two")],
    ],
}


@pytest.fixture
def ends(tx, take):  # noqa: F811
    """`ends(records)`: who holds what after these records, one after the other; nothing of it stays."""

    class Undone(Exception):
        pass

    def run(records):
        try:
            with tx.savepoint():
                for record in records:
                    assert take(record)[0]["outcome"] != "refused"
                found = tx.all(HELD)
                raise Undone
        except Undone:
            return found

    return run


@pytest.mark.parametrize("case", CASES)
def test_external_ids_end_with_the_same_institution_in_any_order(ends, case):
    versions = [version for chain in CASES[case] for version in chain]
    straight = ends([chain[-1] for chain in CASES[case]])
    assert [ends(order) for order in permutations(versions)] == [straight] * len(list(permutations(versions)))
