"""Records as the schema allows them and the extract has none: taken or refused with a field, one event a change, any order."""

import copy
import random
from uuid import uuid4

import pytest

from services.registry.imports import usecases
from tests.registry.imports.test_usecases import ror, ror_id
from tests.registry.imports.test_versions import STATE, told

PLACE = {"country_code": "SA", "name": "الرياض", "lat": 24.7, "lng": 46.7}
ODD = [
    {"locations": [{"geonames_details": {"country_code": "TR", "lat": None, "lng": None}}]},
    {"locations": [{"geonames_details": PLACE | {"name": None}}, {"geonames_details": PLACE}, {"geonames_details": PLACE}]},
    {"links": [{"type": "website", "value": "https://جامعة.شبكة:8443/~a/b;c=1?q=%D8%AC#(d)"}, {"type": "mastodon", "value": "HTTP://X.EXAMPLE"}]},
    {"links": [], "domains": ["Üniversite.EDU.tr", "üniversite.edu.tr", "جامعة.شبكة"], "established": 1},
    {"external_ids": [{"type": "cnrs", "all": ["UMR1", "UMR2"], "preferred": "UMR2"}, {"type": "GRID", "all": ["grid.5.1", "grid.5.1"], "preferred": None}]},
    {"types": ["funder", "education", "education", "archive"], "status": "inactive"},
    {"admin": {"last_modified": {"date": "yesterday"}}, "funding": [], "names": [
        {"lang": "xx", "types": ["label"], "value": "Nom\u00a0inconnu"}, {"lang": "EN_gb", "types": ["former_name"], "value": "Old\tname"},
        {"lang": "ckb", "types": ["ror_display"], "value": "زانکۆ"}, {"lang": None, "types": ["ror_display", "acronym"], "value": "م.ك"},
        {"types": [], "value": "Universite\u0301"},
    ]},
    {"relationships": [{"type": kind, "id": f"https://ror.org/{ror_id(number)}"} for kind, number in (
        ("related", 7), ("parent", 900), ("child", 901), ("successor", 902), ("predecessor", 902))]},
]  # fmt: skip
WRONG = [
    ({"locations": [{"geonames_details": PLACE | {"country_code": "XQ"}}]}, "country"),
    ({"locations": [None]}, "locations.0"), ({"names": {"a": 1}}, "names"), ({"names": []}, "names"), ({"types": []}, "types"),
    ({"established": "c. 1900"}, "established"), ({"established": 0}, "established"), ({"domains": None}, "domains"),
    ({"links": [{"type": "website", "value": "ftp://example.org"}]}, "website"), ({"domains": ["https://example.org"]}, "domains.0"),
    ({"external_ids": [{"type": "is\x00ni", "all": ["1"], "preferred": None}]}, "external_ids.1.scheme"),
    ({"relationships": [{"type": "sibling", "id": "https://ror.org/\x00"}]}, "relationships.0.type"), ({"status": None}, "status"),
]  # fmt: skip


@pytest.fixture
def take(tx, now):
    def take_in(records):
        rows = [{"line": line, "record": copy.deepcopy(record)} for line, record in enumerate(records, 1)]
        return usecases.import_institutions(tx, rows, False, now=now, new_id=uuid4)["results"]

    return take_in


def test_odd_records_are_taken_as_they_are_and_again_change_nothing(tx, take):
    records = [ror(number, f"Institute {number}", **odd) for number, odd in enumerate(ODD, 1)]
    assert [(row["outcome"], row["problems"]) for row in take(records)] == [("added", [])] * len(ODD)
    events = len(told(tx))
    assert {row["outcome"] for row in take(records[::-1])} == {"unchanged"}
    assert (events, len(told(tx))) == (len(ODD), len(ODD))


def test_wrong_records_are_refused_by_field_and_nothing_else_is(take):
    wrong = [ror(number, f"Institute {number}", **more) for number, (more, _) in enumerate(WRONG, 1)]
    results = take([*wrong, ror(99, "Good Institute")])
    assert [row["problems"][0]["field"] for row in results[:-1]] == [field for _, field in WRONG]
    assert all(one["code"] and one["message"] for row in results[:-1] for one in row["problems"])
    assert results[-1]["outcome"] == "added"


def related(chosen, number, among):
    """A relation that closes no circle, whoever else has which."""
    kind, other = chosen.choice(("related", "parent", "successor")), chosen.randrange(1, among)
    other += other >= number
    down = {"parent": "child", "successor": "predecessor", "related": "related"}[kind]
    return {"type": kind if other < number else down, "id": f"https://ror.org/{ror_id(other)}"}


def versions(seed, among=14):
    """Three versions of each record: odd fields, other names, places and relations, closed and opened again."""
    chosen = random.Random(seed)
    for number in range(1, among + 1):
        for year in (2021, 2022, 2023):
            odd = {
                field: value
                for one in chosen.sample(ODD[:6], 2)
                for field, value in one.items()
                if field != "external_ids"
            }
            ties = [related(chosen, number, among) for _ in range(chosen.randrange(3))]
            status = chosen.choice(("active", "active", "inactive"))
            more = odd | {
                "status": status,
                "relationships": ties,
                "admin": {"last_modified": {"date": f"{year}-01-01"}},
            }
            yield ror(number, f"Institute {number} of {chosen.randrange(3)}", **more)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_order_repetition_and_split_of_related_versions_ends_in_the_same_state(tx, take, seed):
    every, chosen = list(versions(seed)), random.Random(seed)
    shuffled = every + chosen.choices(every, k=20)
    chosen.shuffle(shuffled)

    class Undone(Exception):
        pass

    try:
        with tx.savepoint():
            take(every[2::3])
            straight = tx.all(STATE)
            raise Undone
    except Undone:
        assert len(straight) == len(every) / 3
    while shuffled:
        size = chosen.randrange(1, 9)
        assert "refused" not in {row["outcome"] for row in take(shuffled[:size])}
        shuffled = shuffled[size:]
    assert tx.all(STATE) == straight
    assert any(row["relations"] for row in straight)
