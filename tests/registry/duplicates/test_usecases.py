"""The finder on PostgreSQL: while typing, over the whole directory, and what officers say."""

from uuid import uuid4

import pytest

from contracts.refusals import NotFound
from contracts.registry.duplicates import DuplicatePairView, FindLookalikes, ListDuplicates, LookalikesView
from services.registry.duplicates import usecases
from services.registry.institutions import usecases as institutions
from tests.registry import facts


@pytest.fixture
def enter(tx, now):
    def register(name, **more):
        more = {"force_reason": "test", **more}
        return institutions.register_institution(tx, facts.institution(name, **more), now=now, new_id=uuid4())

    return register


@pytest.fixture
def typed(tx):
    def find(name, **more):
        request = FindLookalikes.read({"names": {"source": "en", "en": name}, "country": "TR", **more})
        found = usecases.answer_lookalikes(tx, request)
        LookalikesView.write(found)
        return found["items"]

    return find


@pytest.fixture
def pairs(tx, now):
    def compare(**wanted):
        while usecases.learn_waiting(tx) or usecases.compare_waiting(tx, now=now):
            pass
        found = usecases.list_duplicates(tx, ListDuplicates.read(wanted))
        return [DuplicatePairView.write(pair) for pair in found["items"]]

    return compare


def labels(found):
    return [one["names"]["en"] for one in found]


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("Diyar University of Technology", "Diyar Teknoloji Üniversitesi"), ("Université de Zarqan", "University of Zarqan"),
        ("جامعة نورستان", "دانشگاه نورستان"), ("Universitas Negeri Kalimati", "Kalimati State University"),
        ("Al-Barqawi Institute", "Albarqawi Institute"), ("Yasouran Academy", "Yasuran Academy"),
        ("Zeytinburg University, Northern Campus of Arts", "Zeytinburg University"),
    ],
)  # fmt: skip
def test_another_spelling_or_language_is_found(enter, typed, known, asked):
    enter(known, city=None)
    enter("Polytechnic of Elsewhere", city=None)
    found = typed(asked)
    assert labels(found)[0] == known
    assert found[0]["score"] > 0.7


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("Zarqan Medical University", "Zarqan Agricultural University"), ("University of Zarqan", "University of Diyar"),
        ("State University of Ankara", "Technical University of Ankara"), ("Zarqan University Hospital", "Zarqan University"),
    ],
)  # fmt: skip
def test_another_institution_is_not_taken_for_it(enter, typed, known, asked):
    enter(known, city=None)
    assert not any(one["decisive"] for one in typed(asked))


def test_an_acronym_alone_never_decides(enter, typed):
    enter("Sanitary Inspectorate", other_names=[{"name": "SIT", "kind": "acronym"}])
    assert not any(one["decisive"] for one in typed("School of Islamic Trade", acronym="SIT", city="Ankara"))


def test_a_shared_host_or_id_says_so_in_plain_codes(enter, typed):
    enter("Kalimati Institute", website="https://www.kalimati.example.org/en", domains=[])
    enter("Barqawi Institute", external_ids=[{"scheme": "wikidata", "value": "Q123"}])
    by_host = typed("Institut Kalimati des Postes", domains=["kalimati.example.org"])
    assert (by_host[0]["decisive"], "domain" in by_host[0]["reasons"]) == (True, True)
    by_id = typed("Something else", external_ids=[{"scheme": "wikidata", "value": "Q123"}])
    assert (by_id[0]["score"], by_id[0]["reasons"]) == (1.0, ["external_id", "city"][: len(by_id[0]["reasons"])])


def test_only_officers_see_institutions_that_the_directory_does_not_show(enter, typed, as_actor):
    enter("Kalimati Institute", status="planned")
    assert labels(typed("Kalimati Institute")) == ["Kalimati Institute"]
    as_actor("public")
    assert typed("Kalimati Institute") == []


def test_itself_is_no_lookalike(enter, typed):
    known = enter("Kalimati Institute")
    assert typed("Kalimati Institute", institution_id=str(known["institution_id"])) == []


def test_the_whole_directory_is_compared_and_a_change_compares_again(tx, enter, pairs, now):
    one, other = enter("Kalimati Institute"), enter("Institut Kalimati")
    enter("Barqawi Institute")
    found = pairs()
    assert [{pair["one"]["institution_id"], pair["other"]["institution_id"]} for pair in found] == [
        {str(one["institution_id"]), str(other["institution_id"])}
    ]
    assert pairs(country="MA") == []
    record = {field: other[field] for field in institutions.RECORD} | {"names": {"source": "en", "en": "Diyar House"}}
    changed = {**record, "institution_id": other["institution_id"], "version": 1, "relations": None}
    institutions.revise_institution(tx, changed, now=now)
    assert pairs() == []


def test_a_dismissed_pair_stays_dismissed(tx, enter, pairs, now):
    one = enter("Kalimati Institute")
    enter("Institut Kalimati")
    pair = pairs()[0]
    first = usecases.dismiss_duplicate(tx, pair["pair_id"], "two towns", now=now)
    assert DuplicatePairView.write(first) == DuplicatePairView.write(
        usecases.dismiss_duplicate(tx, pair["pair_id"], "again", now=now)
    )
    record = {field: one[field] for field in institutions.RECORD} | {"city": "Izmir"}
    institutions.revise_institution(
        tx, {**record, "institution_id": one["institution_id"], "version": 1, "relations": None}, now=now
    )
    assert pairs() == []
    assert [found["reason"] for found in pairs(status="dismissed")] == ["two towns"]


def test_a_merger_removes_the_pair(tx, enter, pairs, now):
    one, other = enter("Kalimati Institute"), enter("Institut Kalimati")
    pair = pairs()[0]
    institutions.become_part_of(tx, one["institution_id"], other["institution_id"], "the same")
    assert usecases.list_duplicates(tx, ListDuplicates.read({}))["items"] == []
    with pytest.raises(NotFound):
        usecases.dismiss_duplicate(tx, pair["pair_id"], "no", now=now)
    assert pairs() == []
    assert tx.all("select 1 from duplicate_pairs") == []


def test_pages_of_pairs_show_each_once(tx, enter, pairs):
    for name in ("Kalimati Institute", "Kalimati Academy", "Institut Kalimati", "Kalimati Akademi"):
        enter(name, city=None)
    every = pairs(limit=100)
    assert len(every) == 6
    seen, cursor = [], None
    while True:
        found = usecases.list_duplicates(tx, ListDuplicates.read({"limit": 4, "cursor": cursor}))
        seen += [str(pair["pair_id"]) for pair in found["items"]]
        cursor = found["next"]
        if cursor is None:
            break
    assert seen == [pair["pair_id"] for pair in every]


def test_words_are_counted_anew(tx, enter, pairs):
    enter("Kalimati Institute")
    enter("Kalimati Barqawi")
    pairs()
    assert tx.one("select institutions from institution_words where word = 'kalimati'")["institutions"] == 2
    tx.run("update institution_words set institutions = 9 where word = 'kalimati'")
    tx.run("insert into institution_words values ('nowhere', 1)")
    usecases.recount_words(tx)
    assert tx.one("select institutions from institution_words where word = 'kalimati'")["institutions"] == 2
    assert tx.one("select 1 from institution_words where word = 'nowhere'") is None
