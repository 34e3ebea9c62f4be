"""Corrections that anyone proposes, on PostgreSQL."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.refusals import Invalid, NotFound, StaleVersion, TooMany
from contracts.registry.change_requests import (
    AlreadyDecided,
    ChangeReceipt,
    ChangeRequestView,
    ListChangeRequests,
    NothingProposed,
    ProposeChange,
)
from contracts.registry.institutions import ReviseInstitution
from services.registry.change_requests import repository, usecases
from services.registry.institutions import usecases as institutions
from services.registry.lifecycle import usecases as lifecycle
from tests.registry import facts


@pytest.fixture
def known(tx, now):
    contact = {"email": "inside@example.org", "public": False}
    record = facts.institution(website="https://old.example.org", contact=contact)
    return institutions.register_institution(tx, record, now=now, new_id=uuid4())["institution_id"]


@pytest.fixture
def propose(tx, now, known, as_actor):
    def ask(at=now, institution_id=known, email="rana@example.org", **changes):
        as_actor("public")
        asked = {
            "institution_id": str(institution_id), "changes": changes, "reason": "I work there.", "language": "fr",
            "proposer_name": "Rana Haddad", "proposer_email": email,
        }  # fmt: skip
        done = usecases.propose_change(tx, ProposeChange.read(asked), now=at, new_id=uuid4())
        as_actor("officer")
        return ChangeReceipt.write(done)["change_request_id"]

    return ask


def listed(tx, **more):
    found = usecases.list_requests(tx, ListChangeRequests.read(more))["items"]
    return [ChangeRequestView.write(one) for one in found]


def told(emitted):
    return [(key, facts_) for key, facts_ in emitted() if key.startswith("change_request.")]


def test_an_accepted_change_is_the_records_and_the_proposer_hears(tx, now, known, propose, emitted):
    request = propose(city="Bursa", website="https://old.example.org")
    [seen] = listed(tx)
    assert (seen["changes"], seen["proposer_email"]) == ({"city": ["Ankara", "Bursa"]}, "rana@example.org")
    done = usecases.accept_change(tx, request, "", now=now)
    record = institutions.get_institution(tx, known, None)
    assert (done["status"], record["city"], record["version"]) == ("accepted", "Bursa", 2)
    assert record["contact"]["email"] == "inside@example.org"
    (submitted, first), (accepted, _), (answered, mail) = told(emitted)
    assert [submitted, accepted, answered] == [
        "change_request.submitted", "change_request.accepted", "change_request.answered",
    ]  # fmt: skip
    assert first["fields_proposed"] == ["city"] and "email" not in str(first)
    assert (mail["email"], mail["language"], mail["outcome"]) == ("rana@example.org", "fr", "accepted")
    with pytest.raises(AlreadyDecided):
        usecases.decline_change(tx, request, "late", now=now)


def test_a_declined_change_leaves_the_record_and_says_why(tx, now, known, propose, emitted):
    usecases.decline_change(tx, propose(city="Bursa"), "Not so.", now=now)
    assert institutions.get_institution(tx, known, None)["version"] == 1
    assert told(emitted)[-1][1]["reason"] == "Not so."
    assert listed(tx) == [] and len(listed(tx, status="declined")) == 1


def test_what_is_wrong_or_the_same_or_not_public_is_refused(tx, now, known, propose):
    with pytest.raises(Invalid) as refused:
        propose(city="x" * 200, website="nowhere", country=None)
    assert {p["field"] for p in refused.value.problems} == {"changes.city", "changes.website"}
    with pytest.raises(Invalid) as refused:
        propose(contact={"email": "mine@example.org"})
    assert refused.value.problems[0]["field"].startswith("changes")
    with pytest.raises(NothingProposed):
        propose(city="Ankara")
    planned = institutions.register_institution(
        tx, facts.institution("Not yet", status="planned"), now=now, new_id=uuid4()
    )
    for hidden in (uuid4(), planned["institution_id"]):
        with pytest.raises(NotFound):
            propose(institution_id=hidden, city="Bursa")


def test_a_second_open_request_on_the_same_field_is_linked(tx, propose):
    first, _, second = propose(city="Bursa"), propose(website="https://new.example.org"), propose(city="Izmir")
    links = {one["change_request_id"]: one["linked_to"] for one in listed(tx)}
    assert (links[first], links[second]) == ([second], [first])


def test_the_oldest_request_comes_first_unless_the_newest_is_asked_for(tx, now, propose):
    made = [propose(at=now + timedelta(hours=number), city=city) for number, city in enumerate(("Bursa", "Izmir"))]
    assert [one["change_request_id"] for one in listed(tx)] == made
    assert [one["change_request_id"] for one in listed(tx, sort="-proposed")] == made[::-1]
    first = usecases.list_requests(tx, ListChangeRequests.read({"limit": 1}))
    with pytest.raises(Invalid):
        listed(tx, sort="-proposed", cursor=first["next"])


def test_a_record_that_moved_on_is_not_overwritten(tx, now, known, propose):
    request = propose(city="Bursa")
    record = institutions.get_institution(tx, known, None)
    plain = facts.plain({field: record[field] for field in institutions.RECORD})
    change = {**plain, "city": "Konya", "institution_id": str(known), "version": 1}
    institutions.revise_institution(tx, ReviseInstitution.read(change), now=now)
    with pytest.raises(StaleVersion):
        usecases.accept_change(tx, request, "", now=now)


def test_undecided_requests_expire_by_the_clock_once_and_proposers_are_forgotten(tx, now, propose, emitted):
    request = propose(city="Bursa")
    usecases.expire_due(tx, now=now + timedelta(days=89))
    assert len(listed(tx)) == 1
    with pytest.raises(AlreadyDecided):
        usecases.accept_change(tx, request, "", now=now + timedelta(days=90))
    for _ in range(2):
        usecases.expire_due(tx, now=now + timedelta(days=90))
    assert [key for key, _ in told(emitted)] == [
        "change_request.submitted", "change_request.expired", "change_request.answered",
    ]  # fmt: skip
    usecases.expire_due(tx, now=now + timedelta(days=200))
    assert repository.get_request(tx, request)["proposer_email"] is None


def test_one_address_cannot_flood_the_officers(propose):
    for number in range(10):
        propose(city=f"Town {number}", email="Rana@example.org")
    with pytest.raises(TooMany):
        propose(city="Town 10")


def test_requests_follow_a_merger(tx, now, known, propose):
    request = propose(city="Bursa")
    other = institutions.register_institution(tx, facts.institution("Other", force_reason="x"), now=now, new_id=uuid4())
    lifecycle.merge_institutions(tx, known, other["institution_id"], "the same", now=now)
    assert repository.get_request(tx, request)["institution_id"] == other["institution_id"]
