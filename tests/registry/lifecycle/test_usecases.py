"""Merging on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from contracts.refusals import Conflict, Invalid, Refusal, StaleVersion
from contracts.registry.institutions import AlreadyMerged
from services.registry.accounts import usecases as accounts
from services.registry.institutions import usecases as institutions
from services.registry.lifecycle import usecases
from services.registry.opportunities import usecases as opportunities
from services.registry.people import usecases as people
from tests.registry import facts
from tests.registry.conftest import OFFICER
from tests.registry.people_of import member, session


def register(tx, now, name, **more):
    return institutions.register_institution(tx, facts.institution(name, **more), now=now, new_id=uuid4())[
        "institution_id"
    ]


def test_a_merged_institution_leads_to_the_other_with_all_that_was_its(tx, now, emitted):
    one, other = register(tx, now, "Old Institute"), register(tx, now, "New Academy", country="MA")
    owner = {"name": "A", "email": "a@example.org", "role": "institution", "language": "en", "institution_id": one}
    account = accounts.invite(tx, owner, now=now, new_id=uuid4(), nonce="n")
    offered = opportunities.draft_opportunity(tx, facts.opportunity(one), now=now, new_id=uuid4())
    person = {
        "person_id": None,
        "honorific": None,
        "name": "B",
        "position": {},
        "institution_id": one,
        "country": None,
        "email": None,
    }
    speaker = people.register_person(tx, person, uuid4())

    usecases.merge_institutions(tx, one, other, "same house", now=now)

    for found in (institutions.get_institution(tx, one, None), institutions.get_institution(tx, None, "old-institute")):
        assert found["institution_id"] == other
    assert accounts.get_account(tx, account["account_id"])["institution_id"] == other
    assert opportunities.get_opportunity(tx, offered["opportunity_id"], None, now=now)["institution_id"] == other
    assert people.get_person(tx, speaker["person_id"])["institution_id"] == other
    key, told = emitted()[-1]
    assert (key, told["institution_id"], told["into_id"], told["status"]) == (
        "institution.merged",
        str(one),
        str(other),
        "merged",
    )


def test_who_read_the_target_before_the_merger_does_not_overwrite_what_it_got(tx, now):
    held = [{"scheme": "wikidata", "value": "Q42"}]
    one, other = register(tx, now, "Old Institute", external_ids=held), register(tx, now, "New Academy", country="MA")
    read = institutions.get_institution(tx, other, None)
    merged = usecases.merge_institutions(tx, one, other, "same house", now=now)
    assert (merged["version"], merged["external_ids"]) == (read["version"] + 1, held)
    with pytest.raises(StaleVersion):
        institutions.revise_institution(tx, {**read, "relations": None}, now=now)
    assert institutions.get_institution(tx, other, None)["external_ids"] == held


def test_a_chain_of_mergers_leads_to_the_last(tx, now):
    first, second, third = (register(tx, now, name) for name in ("Alpha House", "Borealis Centre", "Crescent School"))
    usecases.merge_institutions(tx, first, second, "a", now=now)
    usecases.merge_institutions(tx, second, third, "b", now=now)
    assert institutions.get_institution(tx, first, None)["institution_id"] == third


def test_merging_into_itself_or_something_merged_is_a_conflict(tx, now):
    first, second, third = (register(tx, now, name) for name in ("Alpha House", "Borealis Centre", "Crescent School"))
    with pytest.raises(Conflict):
        usecases.merge_institutions(tx, first, first, "x", now=now)
    usecases.merge_institutions(tx, first, second, "x", now=now)
    for pair in ((first, third), (third, first)):
        with pytest.raises(AlreadyMerged) as refused:
            usecases.merge_institutions(tx, *pair, "x", now=now)
        assert refused.value.facts == {"institution_id": str(second)}


@pytest.mark.parametrize(
    ("from_status", "into_status", "left"),
    [
        ("active", "active", "published"), ("active", "inactive", "suspended"), ("active", "closed", "suspended"),
        ("active", "unconfirmed", "suspended"), ("unconfirmed", "active", "published"), ("inactive", "active", "published"),
    ],
)  # fmt: skip
def test_what_moves_follows_the_status_of_where_it_comes(
    tx, now, own, published, emitted, from_status, into_status, left
):
    opportunity_id = published()["opportunity_id"]
    into = register(tx, now, "New Academy", country="MA")
    for one, status in ((own["institution_id"], from_status), (into, into_status)):
        if status != "active":
            step = {"institution_id": one, "status": status, "reason": "x", "version": 1}
            usecases.change_institution_status(tx, step, now=now)
    merged = usecases.merge_institutions(tx, own["institution_id"], into, "same house", now=now)
    card = opportunities.get_opportunity(tx, opportunity_id, None, now=now)
    assert (card["institution_id"], card["status"], merged["status"]) == (into, left, into_status)
    assert [key for key, _ in emitted()].count("institution.merged") == 1


def test_who_comes_to_a_closed_institution_is_signed_out(tx, now):
    one, other = register(tx, now, "Old Institute"), register(tx, now, "New Academy", country="MA")
    member(tx, now, one, "owner", "rana")
    session(tx, now, "rana")
    step = {"institution_id": other, "status": "closed", "reason": "x", "version": 1}
    usecases.change_institution_status(tx, step, now=now)
    usecases.merge_institutions(tx, one, other, "same house", now=now)
    assert tx.one("select count(*) as n from sessions where ended_at is null")["n"] == 0


def test_relations_move_and_a_merger_that_closes_a_cycle_is_refused(tx, now):
    top = register(tx, now, "Ministry of Roads")
    middle = register(tx, now, "Bridges Directorate", relations=[{"kind": "parent", "institution_id": str(top)}])
    low = register(tx, now, "School for Welders", relations=[{"kind": "parent", "institution_id": str(middle)}])
    with pytest.raises(Invalid), tx.savepoint():
        usecases.merge_institutions(tx, low, top, "wrong", now=now)
    usecases.merge_institutions(tx, middle, top, "one house", now=now)
    assert [r["institution_id"] for r in institutions.get_institution(tx, top, None)["relations"]] == [low]


def test_of_two_who_merge_at_once_one_is_told(pool, now):
    with pool.transaction(OFFICER) as tx:
        one, other = register(tx, now, "Alpha House"), register(tx, now, "Borealis Centre")

    def merge(pair):
        try:
            with pool.transaction(OFFICER) as tx:
                usecases.merge_institutions(tx, *pair, "at once", now=now)
        except Refusal as refusal:
            return refusal.code
        return "merged"

    with ThreadPoolExecutor(2) as two:
        assert sorted(two.map(merge, [(one, other), (other, one)])) == ["AlreadyMerged", "merged"]


def test_of_two_who_take_a_username_at_once_one_is_told(pool, now):
    def appoint(name):
        person = {"username": name, "name": "A", "email": "a@example.org", "language": "en"}
        try:
            with pool.transaction(OFFICER) as tx:
                return accounts.appoint_officer(tx, person, "ambre-lune-7-rivage", now=now, new_id=uuid4(), nonce="n")[
                    "status"
                ]
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as two:
        said = sorted(two.map(appoint, ["İbrahim", "ibrahim"]))
    assert said in (["UsernameTaken", "active"], ["active", "active"])
    with pool.transaction() as tx:
        assert tx.one("select count(*) as n from accounts")["n"] == 1


def test_a_stale_version_does_not_change_the_status(tx, now):
    one = register(tx, now, "Alpha House")
    facts_of = {"institution_id": one, "status": "closed", "reason": "x", "version": 7}
    with pytest.raises(StaleVersion):
        usecases.change_institution_status(tx, facts_of, now=now)
