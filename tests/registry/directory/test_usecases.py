"""The public search on PostgreSQL."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.refusals import Invalid
from contracts.registry.institutions import DirectoryPage, SearchInstitutions
from services.registry.directory import usecases
from services.registry.institutions import usecases as institutions
from tests.registry import facts

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def enter(tx, now):
    def register(name, **more):
        more = {"force_reason": "test", **more}
        return institutions.register_institution(tx, facts.institution(name, **more), now=now, new_id=uuid4())

    return register


@pytest.fixture
def search(tx):
    def find(words=None, **more):
        found = usecases.search_institutions(tx, SearchInstitutions.read({"words": words, **more}))
        DirectoryPage.write(found)
        return found

    return find


def names(found):
    return [item["names"][item["names"]["source"]] for item in found["items"]]


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("İstanbul Üniversitesi", "istanbul universitesi"), ("Istanbul University", "İSTANBUL"), ("IŞIK", "ışık"),
        ("Université de Côte d'Ivoire", "cote divoire"), ("Université de Côte d’Ivoire", "ivoire"),
        ("جامعة أحمد", "احمد"), ("مستشفى", "مستشفي"), ("جامعة", "جامعه"), ("محمد", "مـحـمَّد"), ("الجامعة", "جامعة"),
        ("Œuvre sociale", "oeuvre"), ("Straße", "STRASSE"), ("O‘zbekiston", "ozbek"), ("Qərb", "qerb"), ("রাজশাহী", "রজশহ"),
    ],
)  # fmt: skip
def test_writing_is_folded_on_both_sides(enter, search, stored, asked):
    enter(stored)
    assert names(search(asked)) == [stored]


def test_aliases_acronyms_cities_and_domains_are_found(enter, search):
    others = [{"name": "STI", "kind": "acronym"}, {"name": "Sampling House", "kind": "alias", "language": "en"}]
    enter("Institute", other_names=others, city="Trabzon", domains=["sti.example.org"])
    for words in ("sti", "sampling", "trabz", "sti.example.org"):
        assert names(search(words)) == ["Institute"]


@pytest.mark.parametrize("words", ["", "a", "%", "_", "' | '", "a b", "!:*"])
def test_words_that_say_nothing_are_refused(search, words):
    with pytest.raises(Invalid) as refused:
        search(words)
    assert refused.value.problems[0]["field"] == "words"


@pytest.mark.parametrize("words", ["100%", "ab_", "ab' | 'cd", "ab:* & !cd", "ab\\cd", "(ab"])
def test_signs_are_taken_as_they_are(enter, search, words):
    enter("Hundred")
    assert names(search(words)) == []


def test_the_best_match_comes_first(enter, search):
    for name in ("Academy of Water Statistics", "Statistics", "Statistics Institute", "Statisticsology"):
        enter(name)
    assert names(search("statistics")) == [
        "Statistics",
        "Statistics Institute",
        "Statisticsology",
        "Academy of Water Statistics",
    ]


def test_facets_count_all_results_and_filter(enter, search):
    enter(
        "Bank School", country="TR", types=["central_bank", "university"], topics=["statistics"], languages=["ar", "en"],
        programmes=["StatCaB", "OIC-VET"],
    )  # fmt: skip
    enter("Bank House", country="TR", types=["central_bank"], programmes=["StatCaB"])
    enter("Bank of Elsewhere", country="MA", types=["company"], city="Rabat")
    enter("Bank Planned", status="planned")
    found = search("bank", limit=1)
    assert found["total"] == 3
    assert {f["value"]: f["count"] for f in found["facets"]["country"]} == {"TR": 2, "MA": 1}
    assert {f["value"]: f["count"] for f in found["facets"]["institution_type"]} == {
        "central_bank": 2,
        "university": 1,
        "company": 1,
    }
    assert found["facets"]["topic"] == [{"value": "statistics", "count": 1}]
    assert {f["value"]: f["count"] for f in found["facets"]["language"]} == {"ar": 1, "en": 1}
    assert {f["value"]: f["count"] for f in found["facets"]["programme"]} == {"StatCaB": 2, "OIC-VET": 1}
    for facet, values in found["facets"].items():
        for value in values:
            assert search("bank", **{facet: value["value"]})["total"] == value["count"]


def test_a_facet_that_has_nothing_stays_empty(enter, search):
    enter("Kalimati Bank", country="TR")
    enter("Kalimaty Bank", country="MA")
    found = search("kalimati bank")
    assert [value["value"] for value in found["facets"]["country"]] == ["TR"]
    assert search("kalimati bank", country="MA")["total"] == 0


def test_every_result_is_on_one_page_and_one_only(enter, search):
    for number in range(7):
        enter(f"School {number % 3}")
    seen, cursor = [], None
    while True:
        found = search("school", limit=2, cursor=cursor)
        seen += [item["institution_id"] for item in found["items"]]
        cursor = found["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == found["total"] == 7


def test_a_directory_without_anybody_is_an_empty_page(search):
    assert search() == {
        "items": [],
        "next": None,
        "total": 0,
        "facets": {"country": [], "institution_type": [], "topic": [], "language": [], "programme": []},
    }


RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "country": st.sampled_from(["TR", "MA"]), "types": st.lists(st.sampled_from(["university", "ministry"]), min_size=1, unique=True),
            "topics": st.lists(st.sampled_from(["statistics", "education"]), unique=True),
            "languages": st.lists(st.sampled_from(["ar", "en"]), unique=True),
            "programmes": st.lists(st.sampled_from(["StatCaB", "OIC-VET", "CBP"]), unique=True),
        }
    ), max_size=5,
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(RECORDS, st.booleans())
def test_every_count_of_a_facet_is_what_choosing_it_finds(tx, enter, search, records, with_words):
    class Undo(Exception):
        pass

    words = "bank" if with_words else None
    with suppress(Undo), tx.savepoint():
        for number, record in enumerate(records):
            # Once entered, once changed to it: both ways lead to the same counts.
            made = enter(f"Bank {number}", **(record if number % 2 else {}), city=f"Town {number}")
            if number % 2 == 0:
                kept = {field: made[field] for field in institutions.RECORD}
                step = {**kept, **record, "institution_id": made["institution_id"], "version": 1, "relations": None}
                institutions.revise_institution(tx, step, now=NOW)
        found = search(words)
        assert found["total"] == len(records)
        for facet, values in found["facets"].items():
            for value in values:
                assert search(words, **{facet: value["value"]})["total"] == value["count"] > 0, (facet, value)
        told = {value["value"]: value["count"] for value in found["facets"]["programme"]}
        assert told == Counter(code for record in records for code in record["programmes"])
        raise Undo
