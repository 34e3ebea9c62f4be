"""The public search on PostgreSQL."""

from uuid import uuid4

import pytest

from contracts.refusals import Invalid
from contracts.registry.institutions import DirectoryPage, SearchInstitutions
from services.registry.directory import usecases
from services.registry.institutions import usecases as institutions
from tests.registry import facts


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
        "Bank School", country="TR", types=["central_bank", "university"], topics=["statistics"], languages=["ar", "en"]
    )
    enter("Bank House", country="TR", types=["central_bank"])
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
        "facets": {"country": [], "institution_type": [], "topic": [], "language": []},
    }
