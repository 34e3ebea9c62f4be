"""Applications for opportunities on PostgreSQL."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.refusals import Conflict, Forbidden, Gone, Invalid, NotFound, TooLate, TooMany
from contracts.registry.interests import ApplyForOpportunity, InterestReceipt, InterestView, ListInterests
from contracts.registry.reference import RecordCountryGroup
from services.registry.interests import domain, usecases
from services.registry.opportunities import usecases as opportunities
from services.registry.reference import usecases as reference
from services.registry.suspensions import usecases as suspensions
from tests.registry import facts

PERSON = {
    "name": "Amina Diallo", "email": "Amina@example.org", "country": "SN", "message": "I teach statistics.", "language": "fr",
    "consent": True,
}  # fmt: skip


@pytest.fixture
def apply(tx, as_actor, now):
    def make(card, at=now, **more):
        as_actor("public", account_id=None)
        asked = ApplyForOpportunity.read({"opportunity_id": str(card["opportunity_id"]), **PERSON, **more})
        return usecases.apply_for_opportunity(tx, asked, now=at, new_id=uuid4())

    return make


def listed(tx, card, **more):
    return usecases.list_interests(tx, ListInterests.read({"opportunity_id": str(card["opportunity_id"]), **more}))


def test_an_application_reaches_the_institution_and_the_public_learns_nothing_about_who(
    tx, published, apply, as_actor, emitted
):
    card = published()
    told = len(emitted())
    receipt = InterestReceipt.write(apply(card))
    public, inside = emitted()[told:]
    assert public == (
        "opportunity.application_received",
        {"opportunity_id": str(card["opportunity_id"]), "application_id": receipt["interest_id"]},
    )
    assert inside[0] == "interest.forwarded"
    assert (inside[1]["contact_email"], inside[1]["applicant_email"], inside[1]["message"]) == (
        "courses@example.org", "Amina@example.org", "I teach statistics.",
    )  # fmt: skip
    rows = tx.all("select exchange from outbox where routing_key like 'interest.%%'")
    assert [row["exchange"] for row in rows] == ["registry.internal"]
    as_actor("institution", institution_id=card["institution_id"], access="viewer")
    [seen] = [InterestView.write(one) for one in listed(tx, card)["items"]]
    assert (seen["name"], seen["status"], seen["country_is_eligible"]) == ("Amina Diallo", "received", None)


def test_the_same_address_again_gets_the_same_receipt(published, apply, emitted):
    card = published()
    first = InterestReceipt.write(apply(card))
    told = len(emitted())
    assert InterestReceipt.write(apply(card, email="aMINA@example.org", message="Again.")) == first
    assert len(emitted()) == told


def test_without_consent_nothing_is_taken(published):
    with pytest.raises(Invalid) as refused:
        ApplyForOpportunity.read({"opportunity_id": str(uuid4()), **PERSON, "consent": False})
    assert [(one["field"], one["code"]) for one in refused.value.problems] == [("consent", "consent_needed")]


def test_after_the_deadline_it_is_too_late_whether_the_clock_has_closed_it_or_not(tx, published, apply, now):
    card = published()
    late = now + timedelta(days=62)
    with pytest.raises(TooLate):
        apply(card, at=late)
    opportunities.go_on_with_due(tx, now=late)
    with pytest.raises(TooLate):
        apply(card, at=late)


def test_what_is_not_public_takes_no_application(tx, draft, published, apply, as_actor, now):
    hidden, called_off = published(), published(title={"en": "Another"})
    suspensions.suspend_opportunity(tx, hidden["opportunity_id"], "Doubts.", now=now)
    opportunities.cancel_opportunity(tx, called_off["opportunity_id"], "Ill.", now=now)
    for card in (draft(), hidden, {"opportunity_id": uuid4()}):
        with pytest.raises(NotFound):
            apply(card)
    with pytest.raises(Conflict):
        apply(called_off)


def test_an_address_and_an_opportunity_take_so_many_in_a_time(tx, published, apply, as_actor, now, monkeypatch):
    monkeypatch.setattr(domain, "MOST_PER_ADDRESS", 1)
    monkeypatch.setattr(domain, "MOST_PER_OPPORTUNITY", 2)
    card, other = published(), published(title={"en": "Another"})
    apply(card)
    with pytest.raises(Conflict) as refused:  # of that family, though HTTP has a status of its own for it
        apply(other)
    assert (type(refused.value), refused.value.status) == (TooMany, 429)
    assert refused.value.facts["retry_after"] == 24 * 3600
    apply(other, at=now + timedelta(days=1, minutes=1))
    apply(card, email="b@example.org")
    with pytest.raises(TooMany) as refused:
        apply(card, email="c@example.org")
    assert refused.value.facts["retry_after"] == 3600
    apply(card, email="c@example.org", at=now + timedelta(hours=2))


@pytest.mark.parametrize(("country", "expected"), [("SN", True), ("TR", False)])
def test_a_country_outside_the_rules_is_pointed_out(tx, published, apply, as_actor, country, expected):
    card = published(eligible_countries=["SN", "ML"])
    apply(card, country=country)
    as_actor("officer")
    assert listed(tx, card)["items"][0]["country_is_eligible"] is expected


def test_others_see_and_answer_nothing_and_a_viewer_only_sees(tx, published, apply, as_actor, now):
    card = published()
    interest_id = apply(card)["interest_id"]
    for role, more in (
        ("institution", {"institution_id": uuid4(), "access": "owner"}),
        ("institution", {"institution_id": card["institution_id"], "access": "viewer"}),
    ):
        as_actor(role, **more)
        with pytest.raises(Forbidden):
            usecases.answer_interest(tx, interest_id, "accepted", None, now=now)
    as_actor("institution", institution_id=uuid4(), access="owner")
    for unknown in (card, {"opportunity_id": uuid4()}):
        with pytest.raises(Forbidden):
            listed(tx, unknown)
    with pytest.raises(Forbidden):
        usecases.answer_interest(tx, uuid4(), "accepted", None, now=now)
    as_actor("officer")
    with pytest.raises(NotFound):
        usecases.answer_interest(tx, uuid4(), "accepted", None, now=now)


def test_an_answer_is_told_to_the_applicant_once(tx, published, apply, as_actor, emitted, now):
    card = published()
    interest_id = apply(card)["interest_id"]
    as_actor("institution", institution_id=card["institution_id"], access="editor")
    answered = usecases.answer_interest(tx, interest_id, "accepted", "Welcome.", now=now)
    assert (answered["status"], answered["answered_at"]) == ("accepted", now)
    key, told = emitted()[-1]
    assert (key, told["outcome"], told["note"], told["applicant_email"]) == (
        "interest.answered", "accepted", "Welcome.", "Amina@example.org",
    )  # fmt: skip
    count = len(emitted())
    usecases.answer_interest(tx, interest_id, "accepted", "Welcome.", now=now)
    assert len(emitted()) == count


def test_applications_are_counted_for_insiders_and_paged(tx, published, apply, as_actor, now):
    card = published()
    ids = [apply(card, email=f"{n}@example.org", at=now + timedelta(minutes=n))["interest_id"] for n in range(3)]
    as_actor("officer")
    assert opportunities.get_opportunity(tx, card["opportunity_id"], None, now=now)["applications"] == 3
    first = listed(tx, card, limit=2)
    rest = listed(tx, card, limit=2, cursor=first["next"])
    assert [one["interest_id"] for one in first["items"] + rest["items"]] == ids[::-1]
    as_actor("public")
    assert opportunities.get_opportunity(tx, card["opportunity_id"], None, now=now)["applications"] is None


def test_a_year_after_the_end_nothing_is_kept_of_who_applied(tx, published, apply, as_actor, now):
    card = published()
    apply(card)
    as_actor("officer")
    for days, left in ((460, 1), (470, 0)):
        usecases.forget_old(tx, now=now + timedelta(days=days))
        assert len(listed(tx, card)["items"]) == left


def test_an_erased_applicant_is_not_written_to(tx, published, apply, as_actor, emitted, now):
    card = published()
    interest_id = apply(card)["interest_id"]
    as_actor("officer")
    tx.run("update interests set folded_email = interest_id::text, email = 'nobody@invalid', name = 'erased'")
    told = len(emitted())
    with pytest.raises(Gone):
        usecases.answer_interest(tx, interest_id, "accepted", None, now=now)
    assert len(emitted()) == told


def test_a_country_is_let_in_by_a_group_it_is_in_on_the_day(tx, published, apply, as_actor, now):
    group = {"code": "sahel", "names": {"en": "Sahel"}, "members": [
        {"country": "SN"}, {"country": "ML", "until": "2020-01-01"}]}  # fmt: skip
    reference.record_group(tx, RecordCountryGroup.read(group), now.date())
    card = published(eligible_groups=["sahel"])
    for country in ("SN", "ML"):
        apply(card, country=country, email=f"{country}@example.org")
    as_actor("officer")
    found = {one["country"]: one["country_is_eligible"] for one in listed(tx, card)["items"]}
    assert found == {"SN": True, "ML": False}


def test_contradictory_rules_are_all_named():
    with pytest.raises(Invalid) as refused:
        facts.opportunity(
            uuid4(), min_age=45, max_age=25, eligible_countries=["TR", "TR"], seniority=["senior", "senior"],
            fields_of_training=["05", "5"], fee_amount="10", fee_currency="usd", language_level="B3",
        )  # fmt: skip
    assert {one["field"] for one in refused.value.problems} == {
        "max_age", "eligible_countries", "seniority", "fields_of_training.1", "fee_currency", "language_level",
    }  # fmt: skip
