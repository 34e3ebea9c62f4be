"""Whatever is tied, untied and merged in whatever order, relations stay a graph without cycles with both directions kept."""

import random
from uuid import uuid4

import pytest

from contracts.refusals import Invalid, Refusal
from services.registry.institutions import usecases as institutions
from services.registry.lifecycle import usecases as lifecycle
from services.registry.relations import usecases
from services.registry.relations.domain import INVERSE
from tests.registry import facts


def rows(tx):
    found = tx.all("select institution_id, kind, other_id from institution_relations")
    return {(row["institution_id"], row["kind"], row["other_id"]) for row in found}


def register(tx, now, number):
    ids = [{"scheme": "wikidata", "value": f"Q{number + 1}"}]
    record = facts.institution(f"Name {number}", external_ids=ids, force_reason="test")
    return institutions.register_institution(tx, record, now=now, new_id=uuid4())["institution_id"]


def has_cycle(edges, kind):
    above = {}
    for one, tie, other in edges:
        if tie == kind:
            above.setdefault(one, set()).add(other)
    return any(_leads_back(above, start) for start in above)


def _leads_back(above, start):
    seen, ahead = set(), [*above[start]]
    while ahead:
        one = ahead.pop()
        if one == start:
            return True
        if one not in seen:
            seen.add(one)
            ahead += above.get(one, ())
    return False


def check(tx, merged):
    edges = rows(tx)
    assert {(other, INVERSE[kind], one) for one, kind, other in edges} == edges
    assert not any(one == other for one, _, other in edges)
    assert not has_cycle(edges, "parent") and not has_cycle(edges, "predecessor")
    assert not any(one in merged for one, _, _ in edges)


@pytest.mark.parametrize("seed", range(6))
def test_any_ties_and_mergers_leave_a_sound_graph(tx, now, emitted, seed):
    chosen, merged = random.Random(seed), set()
    known = [register(tx, now, number) for number in range(8)]
    for _ in range(60):
        events = len(emitted())
        one, other = chosen.sample([each for each in known if each not in merged], 2)
        merges = chosen.random() < 0.06 and len(merged) < 5
        try:
            with tx.savepoint():
                if merges:
                    lifecycle.merge_institutions(tx, one, other, "the same", now=now)
                    merged.add(one)
                else:
                    wanted = [(chosen.choice([*INVERSE]), chosen.choice(known)) for _ in range(chosen.randrange(4))]
                    ties = [{"kind": kind, "institution_id": each} for kind, each in wanted if each not in merged]
                    usecases.replace_relations(tx, one, ties)
        except Refusal:
            merged.discard(one)
            assert len(emitted()) == events
        else:
            assert len(emitted()) == events + merges
        check(tx, merged)
    held = {row["institution_id"] for row in tx.all("select institution_id from institution_external_ids")}
    assert not held & merged
    assert tx.one("select count(*) as n from institution_external_ids")["n"] == 8
    for one in known:
        assert institutions.get_institution(tx, one, None)["institution_id"] not in merged


def test_itself_repetition_and_cycles_are_refused_and_the_inverse_is_kept(tx, now):
    one, two, three = (register(tx, now, number) for number in range(3))
    tie = {"kind": "parent", "institution_id": two}
    usecases.replace_relations(tx, one, [tie])
    assert rows(tx) == {(one, "parent", two), (two, "child", one)}
    for wrong, code in (([tie, tie], "repeated"), ([{"kind": "related", "institution_id": one}], "self_relation")):
        with pytest.raises(Invalid) as refused:
            usecases.replace_relations(tx, one, wrong)
        assert [p["code"] for p in refused.value.problems] == [code]
    usecases.replace_relations(
        tx, two, [{"kind": "child", "institution_id": one}, {"kind": "parent", "institution_id": three}]
    )
    with pytest.raises(Invalid) as refused, tx.savepoint():
        usecases.replace_relations(
            tx, three, [{"kind": "child", "institution_id": two}, {"kind": "parent", "institution_id": one}]
        )
    assert refused.value.problems[0]["code"] == "cycle"


def test_many_ties_at_once_are_all_or_none(tx, now):
    one, two, three = (register(tx, now, number) for number in range(3))
    usecases.tie_all(tx, [(one, "parent", two), (two, "parent", three)])
    with pytest.raises(Invalid), tx.savepoint():
        usecases.tie_all(tx, [(one, "related", three), (three, "parent", one)])
    assert len(rows(tx)) == 4
    usecases.untie(tx, one, "parent", two)
    assert len(rows(tx)) == 2
