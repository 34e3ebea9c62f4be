"""Nominating and answering on PostgreSQL."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.links import OFFER
from contracts.refusals import (
    CapacityFull,
    Conflict,
    Forbidden,
    Invalid,
    InvalidTransition,
    LinkInvalid,
    NotFound,
)
from contracts.scheduling.nominations import (
    AlreadyNominated,
    DeclineNomination,
    GetOffer,
    ListNominations,
    NominationTooLate,
    NominationView,
    OfferView,
)
from services.scheduling.lifecycle import usecases as lifecycle
from services.scheduling.nominations import usecases
from tests.scheduling import facts
from tests.scheduling.facts import (
    MINISTRY,
    SECRET,
    UNESCO,
    announced,
    confirm,
    nominated,
    nomination,
    selected,
    withdraw,
)


def nominate(tx, activity_id, now, number=1, country="TJ", **nominee):
    return usecases.nominate(tx, nomination(activity_id, number, country, **nominee), uuid4(), now=now)


def decline(tx, nomination_id, now, **more):
    request = DeclineNomination.read({"nomination_id": str(nomination_id), **more})
    return usecases.decline_nomination(tx, request, SECRET, now=now)


def offer(tx, nomination_id, **more):
    return usecases.get_offer(tx, GetOffer.read({"nomination_id": str(nomination_id), **more}), SECRET)


def listed(tx, activity_id, **wanted):
    return usecases.list_nominations(tx, ListNominations.read({"activity_id": str(activity_id), **wanted}))


def keys(told):
    return [key for key, _ in told]


def test_a_nomination_is_told_without_the_address_which_goes_inside_only(tx, now, emitted):
    view = NominationView.write(nominate(tx, announced(tx, now), now, institution_id=str(MINISTRY)))

    (_, contact), (key, told) = emitted()[-2:]
    assert (key, told["institution_id"], told["status"]) == ("nomination.submitted", str(MINISTRY), "submitted")
    assert "example.org" not in str(told)
    assert (contact["email"], contact["person_id"]) == ("nominee1@example.org", view["person_id"])
    exchanges = tx.all("select exchange from outbox where routing_key = 'nominee.contact_recorded'")
    assert exchanges == [{"exchange": "scheduling.internal"}]


def test_a_person_is_the_same_in_every_activity_and_once_in_each(tx, now):
    one, other = announced(tx, now), announced(tx, now)
    first = nominate(tx, one, now, email="Ayşe.K@Example.org".replace("ş", "s"))

    with pytest.raises(AlreadyNominated):
        nominate(tx, one, now, email="ayse.k@example.ORG")
    assert nominate(tx, other, now, email="AYSE.K@example.org")["person_id"] == first["person_id"]


def test_nominations_end_at_the_deadline(tx, now):
    activity_id = announced(tx, now)
    deadline = facts.activities.get_activity(tx, activity_id, None)["deadline_at"]

    nominate(tx, activity_id, deadline, 1)
    with pytest.raises(NominationTooLate):
        nominate(tx, activity_id, deadline + timedelta(seconds=1), 2)
    lifecycle.close_nominations(tx, activity_id, "", now=deadline)
    with pytest.raises(NominationTooLate):
        nominate(tx, activity_id, now, 3)


def test_a_draft_is_not_found_and_a_meeting_takes_no_nominations(tx, now, as_actor):
    draft = facts.drafted(tx, now)
    meeting = announced(tx, now, kind="meeting", nomination_deadline=None)
    as_actor("focal_point", country="TJ")

    with pytest.raises(NotFound):
        nominate(tx, draft, now)
    with pytest.raises(InvalidTransition):
        nominate(tx, meeting, now)


def test_a_focal_point_nominates_for_the_own_country_only_whether_the_activity_exists_or_not(tx, now, as_actor):
    activity_id = announced(tx, now)
    as_actor("focal_point", country="KZ")

    for wanted in (activity_id, uuid4()):
        with pytest.raises(Forbidden):
            nominate(tx, wanted, now)
    assert nominate(tx, activity_id, now, country="KZ")["status"] == "submitted"


def test_an_institution_nominates_its_own_people_only(tx, now, as_actor):
    activity_id = announced(tx, now)
    as_actor("institution", institution_id=MINISTRY)

    for country, institution in (("TJ", UNESCO), ("KZ", MINISTRY), ("TJ", None)):
        with pytest.raises(Forbidden):
            nominate(tx, activity_id, now, country=country, institution_id=institution and str(institution))
    assert nominate(tx, activity_id, now, institution_id=str(MINISTRY))["nominated_by_institution"] == MINISTRY


def test_countries_that_are_not_eligible_and_unknown_institutions_are_listed(tx, now):
    everywhere, somewhere = announced(tx, now), announced(tx, now, eligible_countries=["KZ", "DE"])

    for activity_id, country in ((everywhere, "DE"), (somewhere, "TJ")):
        with pytest.raises(Invalid) as refusal:
            nominate(tx, activity_id, now, country=country, institution_id=str(uuid4()))
        assert [problem["code"] for problem in refusal.value.problems] == ["not_eligible", "unknown_institution"]
    assert nominate(tx, somewhere, now, country="DE")


def test_everybody_sees_the_own_nominations(tx, now, as_actor):
    activity_id = announced(tx, now)
    for number, country in enumerate(("TJ", "KZ", "KZ")):
        nominate(tx, activity_id, now, number, country)
    as_actor("institution", institution_id=MINISTRY)
    own = nominate(tx, activity_id, now, 9, institution_id=str(MINISTRY))

    assert [n["nomination_id"] for n in listed(tx, activity_id)["items"]] == [own["nomination_id"]]
    as_actor("focal_point", country="KZ")
    assert len(listed(tx, activity_id)["items"]) == 2
    for wanted in (own["nomination_id"], uuid4()):
        with pytest.raises(Forbidden):
            usecases.get_nomination(tx, wanted)
    as_actor("officer")
    first = listed(tx, activity_id, limit=3)
    rest = listed(tx, activity_id, limit=3, cursor=first["next"])
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 1, None)
    with pytest.raises(NotFound):
        usecases.get_nomination(tx, uuid4())


def test_an_offer_is_confirmed_by_its_link_and_again_is_fine(tx, now, emitted, as_actor):
    _, (nomination_id,), _ = selected(tx, now, 1, 0, join_link="https://meet.example/1", modality="hybrid")
    as_actor("public")
    signature = OFFER.sign(SECRET, nomination_id)

    assert OfferView.write(offer(tx, nomination_id, signature=signature))["join_link"] is None
    first = OfferView.write(confirm(tx, nomination_id, now, signature=signature))
    told = len(emitted())
    again = OfferView.write(confirm(tx, nomination_id, now + timedelta(days=40), signature=signature))

    assert first == again
    assert (first["status"], first["join_link"]) == ("confirmed", "https://meet.example/1")
    assert len(emitted()) == told
    assert emitted()[-1][0] == "nomination.confirmed"


def test_other_links_open_nothing(tx, now, as_actor):
    _, (one, other), _ = selected(tx, now, 2, 0)
    as_actor("public")

    for signature in (OFFER.sign(SECRET, other), OFFER.sign("another", one), "", "ü" * 22):
        with pytest.raises(LinkInvalid):
            usecases.get_offer(tx, {"nomination_id": one, "signature": signature}, SECRET)
    for wanted in (one, uuid4()):
        with pytest.raises(Forbidden):
            offer(tx, wanted)


def test_the_nominator_answers_without_a_link(tx, now, as_actor):
    _, (nomination_id,), _ = selected(tx, now, 1, 0)
    as_actor("focal_point", country="KZ")
    with pytest.raises(Forbidden):
        confirm(tx, nomination_id, now)
    as_actor("focal_point", country="TJ")
    assert confirm(tx, nomination_id, now)["status"] == "confirmed"


def test_after_the_last_moment_it_is_too_late_before_and_after_the_timer(tx, now, emitted):
    _, (nomination_id,), _ = selected(tx, now, 1, 0)
    late = now + timedelta(days=14, seconds=1)

    for _ in range(2):
        with pytest.raises(NominationTooLate):
            confirm(tx, nomination_id, late)
        with pytest.raises(NominationTooLate):
            decline(tx, nomination_id, late)
        usecases.expire_due_offers(tx, 10, now=late)
    assert keys(emitted("nomination"))[-1] == "nomination.offer_expired"
    assert emitted()[-1][1]["free_seats"] == 30


def test_a_freed_seat_goes_to_the_next_reserve_in_the_same_transaction(tx, now, emitted):
    _, (one, two), (first, second) = selected(tx, now, 2, 2, seats=2)
    confirm(tx, one, now)
    told = len(emitted())
    withdraw(tx, one, now, reason="Visa")
    decline(tx, two, now, reason="Ill")
    decline(tx, first, now)

    assert keys(emitted()[told:]) == [
        "nomination.withdrawn", "nomination.promoted", "nomination.declined", "nomination.promoted",
        "nomination.declined", "waitlist.exhausted",
    ]  # fmt: skip
    promoted = [f for k, f in emitted() if k == "nomination.promoted"]
    assert [(f["nomination_id"], f["from_rank"], f["cause_nomination_id"]) for f in promoted] == [
        (str(first), 1, str(one)),
        (str(second), 2, str(two)),
    ]
    assert promoted[0]["offer_expires_at"] == "2027-06-15T09:00:00Z"
    assert emitted()[-1][1]["free_seats"] == 1


def test_expired_offers_are_handed_on_in_order_until_nobody_is_left(tx, now, emitted):
    _, offers, reserves = selected(tx, now, 3, 2, seats=3)
    confirm(tx, offers[0], now)
    late = now + timedelta(days=15)

    assert usecases.expire_due_offers(tx, 10, now=late) is False
    promoted = [f["nomination_id"] for k, f in emitted() if k == "nomination.promoted"]
    assert promoted == [str(reserve) for reserve in reserves]
    assert usecases.expire_due_offers(tx, 10, now=late) is False
    assert len([k for k, _ in emitted() if k == "nomination.offer_expired"]) == 2


def test_giving_back_twice_frees_one_seat(tx, now, emitted):
    _, (one,), _ = selected(tx, now, 1, 2, seats=1)
    confirm(tx, one, now)

    assert withdraw(tx, one, now)["status"] == withdraw(tx, one, now)["status"] == "withdrawn"
    assert keys(emitted()).count("nomination.promoted") == 1


def test_once_under_way_nothing_is_given_back_confirmed_or_handed_on(tx, now, emitted):
    activity_id, (one, two), _ = selected(tx, now, 2, 1, seats=2)
    confirm(tx, one, now)
    lifecycle.start_activity(tx, activity_id)

    with pytest.raises(NominationTooLate):
        withdraw(tx, one, now)
    with pytest.raises(NominationTooLate):
        confirm(tx, two, now)
    usecases.expire_due_offers(tx, 10, now=now + timedelta(days=30))
    assert keys(emitted())[-1] == "nomination.offer_expired"


def test_seats_that_were_overbooked_by_mistake_are_not_confirmed(tx, now):
    activity_id, offers, _ = selected(tx, now, 3, 0)
    tx.run("update activities set seats = 2 where activity_id = %(id)s", id=activity_id)

    for nomination_id in offers[:2]:
        confirm(tx, nomination_id, now)
    with pytest.raises(CapacityFull):
        confirm(tx, offers[2], now)


def test_what_was_never_offered_cannot_be_confirmed(tx, now):
    nomination_id = nominated(tx, announced(tx, now), now)

    with pytest.raises(InvalidTransition):
        confirm(tx, nomination_id, now)


def test_nobody_holds_seats_in_two_activities_at_the_same_time(tx, now):
    other = {"starts": "2027-10-23T09:00", "ends": "2027-10-24T17:00"}
    _, (one,), _ = selected(tx, now, 1, 0)
    _, (same_time,), _ = selected(tx, now, 1, 0)
    _, (later,), _ = selected(tx, now, 1, 0, **other)
    confirm(tx, one, now)

    with pytest.raises(Conflict):
        confirm(tx, same_time, now)
    assert confirm(tx, later, now)["status"] == "confirmed"
    withdraw(tx, one, now)
    assert confirm(tx, same_time, now)["status"] == "confirmed"
