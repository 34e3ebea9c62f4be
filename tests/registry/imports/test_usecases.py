"""Imports of ROR records on PostgreSQL."""

import copy
import json
import time
from pathlib import Path
from uuid import uuid4

import pytest

from contracts.registry.institutions import ImportView, SearchInstitutions
from services.registry.directory import usecases as directory
from services.registry.imports import reading, usecases
from services.registry.institutions import usecases as institutions
from tests.registry import facts

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "institutions" / "ror_oic.jsonl"


def ror_id(number):
    """A made-up ROR id with its check digits."""
    return f"0{number:06d}{98 - (int(f'0{number:06d}', 32) * 100) % 97:02d}"


def ror(number, name, **more):
    """A ROR record with a made-up id."""
    base = {
        "id": f"https://ror.org/{ror_id(number)}", "status": "active", "types": ["education"], "established": 1990,
        "names": [{"lang": "en", "types": ["ror_display", "label"], "value": name}], "domains": [], "relationships": [],
        "links": [{"type": "website", "value": "https://example.org"}], "external_ids": [],
        "locations": [{"geonames_details": {"country_code": "SO", "lat": 2.0, "lng": 45.3, "name": "Mogadishu"}}],
    }  # fmt: skip
    return base | more


@pytest.fixture
def take(tx, now):
    def take_in(*records, dry_run=False):
        rows = [{"line": line, "record": record} for line, record in enumerate(records, 1)]
        done = usecases.import_institutions(tx, rows, dry_run, now=now, new_id=uuid4)
        ImportView.write(done)
        return done["results"]

    return take_in


def outcomes(results):
    return [row["outcome"] for row in results]


def test_a_record_is_added_then_unchanged_then_revised(tx, take, emitted):
    record = ror(1, "Somali Institute")
    assert outcomes(take(record)) == ["added"]
    assert outcomes(take(copy.deepcopy(record))) == ["unchanged"]
    assert len(emitted()) == 1
    revised = take(record | {"established": 1991})
    assert outcomes(revised) == ["revised"]
    assert emitted()[-1][1]["changed_fields"] == ["established"]
    seen = institutions.get_institution(tx, revised[0]["institution_id"], None)
    assert (seen["types"], seen["stakeholder"], seen["city"]) == (["university"], "academia", "Mogadishu")


def test_names_keep_their_kinds_and_languages(tx, take):
    names = [
        {"lang": None, "types": ["acronym"], "value": "SI"},
        {"lang": "so", "types": ["label"], "value": "Machadka"},
        {"lang": None, "types": ["label"], "value": "Instituto"},
        {"lang": "en", "types": ["label", "ror_display"], "value": "Institute"},
        {"lang": "en", "types": ["label", "alias"], "value": "The Institute"},
    ]
    made = institutions.get_institution(tx, take(ror(1, "x", names=names))[0]["institution_id"], None)
    assert made["names"] == {"source": "en", "en": "Institute", "so": "Machadka"}
    others = [(other["name"], other["kind"]) for other in made["other_names"]]
    assert others == [("SI", "acronym"), ("Instituto", "alias"), ("The Institute", "alias")]


def test_a_row_is_refused_with_all_its_problems_and_the_others_stay(take):
    bad = ror(2, "Bad", types=["castle"], status="gone", locations=[])
    worse = {"id": f"https://ror.org/{ror_id(3)}"}
    website = ror(4, "Site", links=[{"type": "website", "value": "nowhere"}])
    results = take(ror(1, "Good"), bad, worse, {"id": "https://ror.org/\x00"}, website, {})
    assert outcomes(results) == ["added"] + ["refused"] * 5
    assert {p["field"] for p in results[1]["problems"]} == {"types.0", "status", "locations"}
    assert {p["field"] for p in results[2]["problems"]} == {"names", "types", "locations", "status"}
    assert results[3]["problems"][0]["code"] == results[5]["problems"][0]["code"] == "not_a_ror_id"
    assert results[4]["problems"][0]["field"] == "website"


def test_a_trial_says_the_same_and_keeps_nothing(tx, take, emitted):
    assert outcomes(take(ror(1, "Trial"), dry_run=True)) == ["added"]
    assert (emitted(), tx.one("select count(*) as n from institutions")["n"]) == ([], 0)


def test_relations_are_tied_once_both_ends_are_there(tx, take):
    child = ror(1, "Faculty of Medicine", relationships=[{"type": "parent", "id": f"https://ror.org/{ror_id(2)}"}])
    made = take(child)[0]["institution_id"]
    assert institutions.get_institution(tx, made, None)["relations"] == []
    parent = take(ror(2, "University"))[0]["institution_id"]
    assert [(r["kind"], r["institution_id"]) for r in institutions.get_institution(tx, made, None)["relations"]] == [
        ("parent", parent)
    ]


def test_relations_that_would_close_a_cycle_are_left_out(take):
    one = ror(1, "One", relationships=[{"type": "parent", "id": f"https://ror.org/{ror_id(2)}"}])
    two = ror(2, "Two", relationships=[{"type": "parent", "id": f"https://ror.org/{ror_id(1)}"}])
    assert outcomes(take(one, two)) == ["added", "added"]


def test_an_institution_of_our_own_keeps_its_words_and_gains_what_it_lacked(tx, take, now):
    ids = [{"scheme": "ror", "value": ror_id(1)}]
    ours = facts.institution("Our Own Name", external_ids=ids, website="https://ours.example.org")
    made = institutions.register_institution(tx, ours, now=now, new_id=uuid4())
    names = [
        {"lang": "en", "types": ["ror_display", "label"], "value": "Theirs"},
        {"lang": "fr", "types": ["label"], "value": "Le leur"},
    ]
    assert outcomes(take(ror(1, "x", names=names))) == ["revised"]
    seen = institutions.get_institution(tx, made["institution_id"], None)
    assert seen["names"] == {"source": "en", "en": "Our Own Name", "fr": "Le leur"}
    assert (seen["website"], seen["established"], seen["city"]) == ("https://ours.example.org", 1990, "Ankara")


def test_an_external_id_of_another_is_left_out_and_said(take):
    isni = [{"type": "isni", "all": ["0000 0005 2466 4220"], "preferred": None}]
    results = take(ror(1, "One", external_ids=isni), ror(2, "Two", external_ids=isni))
    assert outcomes(results) == ["added", "added"]
    assert results[1]["problems"][0]["code"] == "held_by_another"


def test_a_withdrawn_record_closes_the_institution(tx, take):
    made = take(ror(1, "One"))[0]["institution_id"]
    take(ror(1, "One", status="withdrawn"))
    assert institutions.get_institution(tx, made, None)["status"] == "closed"


@pytest.mark.skipif(not REAL.exists(), reason="the ROR extract is not on this machine")
def test_the_real_extract_is_taken_whole_and_again_in_a_few_seconds(tx, take):
    records = [json.loads(line) for line in REAL.read_text("utf-8").splitlines()]
    batches = [records[start : start + 500] for start in range(0, len(records), 500)]
    first = [row for batch in batches for row in take(*batch)]
    refused = [row for row in first if row["outcome"] == "refused"]
    began = time.process_time()
    again = [row for batch in batches for row in take(*batch)]

    assert [row["problems"] for row in refused][:5] == []
    assert {row["outcome"] for row in again} == {"unchanged"}
    assert time.process_time() - began < 5
    assert tx.one("select count(*) as n from institution_relations")["n"] > 150
    request = SearchInstitutions.read({"words": "جامعة"})
    assert directory.search_institutions(tx, request)["total"] > 50


def test_untidy_names_and_whole_degrees_are_read_quickly_and_as_the_contracts_read_them(monkeypatch):
    names = [
        {"lang": "en", "types": ["ror_display", "label"], "value": " Chlef\u200e University "},
        {"lang": "bn", "types": ["label"], "value": "বিশ্ববিদ্যালয়"},
    ]
    place = {"country_code": "ML", "lat": 12.65, "lng": -8, "name": "Bamako"}
    record = ror(7, "", names=names, locations=[{"geonames_details": place}])
    quick = reading.read(record)[1]
    monkeypatch.setattr(reading, "_is_usual", lambda record: False)
    assert quick == reading.read(record)[1]
    assert quick["names"] == {"source": "en", "en": "Chlef University", "bn": "বিশ্ববিদ্যালয়"}
    assert repr(quick["longitude"]) == "-8.0"


@pytest.mark.parametrize("place", [{"lat": 10**400, "lng": 1}, {"lat": 12, "lng": None}])
def test_impossible_places_are_refused(take, place):
    found = take(
        ror(8, "Mali Institute", locations=[{"geonames_details": {"country_code": "ML", "name": "B"} | place}])
    )
    assert outcomes(found) == ["refused"]
