"""The real registry's real changes: each is one event and one version more, and no order of them matters."""

import random
from collections import Counter
from uuid import uuid4

import pytest

from services.registry.imports import usecases
from tests.registry.imports import versions

pytestmark = pytest.mark.skipif(not versions.CHANGES.exists(), reason="the ROR extract is not on this machine")
STATE = """
select (select jsonb_agg(jsonb_build_object('kind', r.kind, 'other', o.value) order by r.kind, o.value)
        from institution_relations as r join institution_sources as o on o.institution_id = r.other_id
        where r.institution_id = i.institution_id) as relations,
  s.value, i.status, (select value from institution_sources as m where m.institution_id = i.merged_into) as into,
  i.names, i.other_names, i.types, i.stakeholder, i.country, i.city, i.latitude, i.longitude, i.website, i.domains,
  i.established, i.links, i.sites,
  (select jsonb_agg(jsonb_build_array(e.scheme, e.value) order by e.position) from institution_external_ids as e
   where e.institution_id = i.institution_id) as external_ids
from institution_sources as s join institutions as i using (institution_id) order by s.value
"""


@pytest.fixture
def take(tx, now):
    def take_in(records):
        results = []
        for start in range(0, len(records), 500):
            rows = [{"line": line, "record": record} for line, record in enumerate(records[start : start + 500], 1)]
            results += usecases.import_institutions(tx, rows, False, now=now, new_id=uuid4)["results"]
        return results

    return take_in


def told(tx):
    return tx.all("select id, routing_key, payload from outbox order by id")


def test_every_real_change_gives_exactly_one_event_with_the_next_version(tx, take):
    chains, steps, rest = versions.read()
    assert len(steps) == sum(1 for _ in versions.CHANGES.open())
    assert {row["outcome"] for row in take([chain[0] for chain in chains.values()] + rest)} == {"added"}
    known = {
        row["value"]: row
        for row in tx.all(
            "select s.value, i.institution_id, i.version from institution_sources as s join institutions as i using (institution_id)"
        )
    }
    seen, kinds, wrong = len(told(tx)), Counter(), []
    for _, ror, version in steps:
        before = known[ror]["version"]
        take([version])
        events = told(tx)[seen:]
        seen += len(events)
        kinds.update(event["routing_key"] for event in events)
        fits = [(e["payload"]["institution_id"], e["payload"]["version"]) for e in events] == [
            (str(known[ror]["institution_id"]), before + 1)
        ]
        known[ror]["version"] = before + 1
        if not fits:
            wrong.append((ror, before, events))
    print(kinds)
    assert wrong == []
    assert sum(kinds.values()) == len(steps)
    assert {row["outcome"] for row in take([chain[-1] for chain in chains.values()] + rest)} == {"unchanged"}
    assert len(told(tx)) == seen


@pytest.mark.parametrize("seed", [1, 2])
def test_any_order_and_repetition_of_the_versions_ends_in_the_same_state(tx, take, seed):
    chains, _, _ = versions.read()
    chosen = random.Random(seed).sample(sorted(chains), 80)
    ending = [chains[ror][-1] for ror in chosen]
    every = [version for ror in chosen for version in chains[ror]]
    shuffled = every + random.Random(seed).choices(every, k=60)
    random.Random(seed + 100).shuffle(shuffled)

    class Undone(Exception):
        pass

    try:
        with tx.savepoint():
            take(sorted(ending, key=lambda record: record["id"]))
            straight = tx.all(STATE)
            raise Undone
    except Undone:
        pass
    for start in range(0, len(shuffled), 7):
        assert "refused" not in {row["outcome"] for row in take(shuffled[start : start + 7])}
    assert tx.all(STATE) == straight
