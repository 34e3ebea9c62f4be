"""Applications on PostgreSQL."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.links import APPLICATION
from contracts.refusals import Duplicate, Invalid, InvalidTransition, LinkInvalid, NotFound, NotReady
from contracts.registry.applications import ApplicationReceipt, ApplicationView
from contracts.registry.institutions import ConfirmationNeeded
from services.registry.applications import usecases
from services.registry.institutions import usecases as institutions
from tests.registry import facts
from tests.registry.people_of import register

SECRET = "a secret for tests"


@pytest.fixture
def apply(tx, now):
    def ask(later=0, **more):
        at = now + timedelta(minutes=later)
        return usecases.apply_for_membership(
            tx, facts.application(**more), now=at, new_id=uuid4(), institution_id=uuid4()
        )

    return ask


@pytest.fixture
def verify(tx):
    def prove(application):
        signature = APPLICATION.sign(SECRET, application["application_id"])
        return usecases.verify_application(tx, application["application_id"], signature, SECRET)

    return prove


def approve(tx, application, now, **more):
    approval = usecases.Approval(application["application_id"], **more)
    return usecases.approve_application(tx, approval, now=now, account_id=uuid4(), nonce="n")


def test_an_application_becomes_an_institution_with_an_invited_owner_once(tx, apply, verify, emitted, now):
    application = apply(acronym="IAH")
    ApplicationReceipt.write(verify(application))
    made = approve(tx, application, now)
    assert approve(tx, application, now) == made
    ApplicationView.write(made)

    assert [key for key, _ in emitted()] == [
        "application.received", "institution.applied", "application.verified", "institution.registered",
        "account.created", "account.invited",
    ]  # fmt: skip
    invited = emitted()[-1][1]
    assert (invited["role"], invited["language"], invited["institution"]["en"]) == (
        "institution",
        "ar",
        "Institute of Applied Hydrology",
    )
    seen = institutions.get_institution(tx, made["institution_id"], None)
    assert (seen["status"], seen["other_names"][0]["name"]) == ("active", "IAH")


def test_the_address_must_be_proved_first(tx, apply, now):
    with pytest.raises(NotReady):
        approve(tx, apply(), now)


def test_proving_needs_the_link_and_again_is_fine(tx, apply, verify):
    application = apply()
    with pytest.raises(LinkInvalid):
        usecases.verify_application(tx, application["application_id"], "x", SECRET)
    with pytest.raises(LinkInvalid):
        verify({"application_id": uuid4()})
    assert [verify(application)["status"] for _ in range(2)] == ["verified"] * 2


def test_a_repeat_while_one_is_open_names_the_first(tx, apply, now):
    first = apply(name="Institut de l'Eau")
    for repeat in (
        {"name": "INSTITUT DE L’EAU"},
        {"name": "Other", "applicant_email": first["applicant_email"].upper()},
    ):
        with pytest.raises(Duplicate) as refused:
            apply(**repeat)
        assert refused.value.facts == {"application_id": str(first["application_id"])}
    usecases.decline_application(tx, first["application_id"], "not a training institution")
    apply(name="Institut de l'Eau")


def test_a_free_mail_address_is_flagged_not_blocked(apply):
    assert apply(applicant_email="someone@gmail.com")["free_mail"] is True
    assert apply(name="Other")["free_mail"] is False


def test_a_declined_application_is_told_why_and_cannot_be_approved(tx, apply, now, emitted):
    application = apply()
    declined = usecases.decline_application(tx, application["application_id"], "incomplete")
    assert (declined["institution_id"], emitted()[-1][1]["reason"]) == (None, "incomplete")
    with pytest.raises(InvalidTransition):
        approve(tx, application, now)


def test_applications_are_listed_newest_first_in_pages(tx, apply):
    made = [apply(later=n, name=f"Institute {n}")["application_id"] for n in range(3)]
    first = usecases.list_applications(tx, None, None, 2)
    rest = usecases.list_applications(tx, "unverified", first["next"], 2)
    assert [a["application_id"] for a in first["items"] + rest["items"]] == made[::-1]
    assert first["items"][0]["institution_id"] is None
    oldest = usecases.list_applications(tx, None, None, 2, "applied")
    rest = usecases.list_applications(tx, None, oldest["next"], 2, "applied")
    assert [a["application_id"] for a in oldest["items"] + rest["items"]] == made
    with pytest.raises(Invalid):
        usecases.list_applications(tx, None, oldest["next"], 2)


def test_a_lookalike_is_shown_to_the_officer_who_attaches_the_account_or_says_why_not(tx, apply, verify, emitted, now):
    known = register(tx, now, "Institute of Applied Hydrology", country="JO", city="Amman")
    first, second = apply(), apply(name="Institute of Applied Hydrology JO")
    verify(first), verify(second)
    with pytest.raises(ConfirmationNeeded) as refused, tx.savepoint():
        approve(tx, first, now)
    assert [found["institution_id"] for found in refused.value.facts["candidates"]] == [str(known)]
    attached = [approve(tx, first, now, institution_id=known) for _ in range(2)]
    assert {one["institution_id"] for one in attached} == {known} and attached[0] == attached[1]
    told = [(key, fact.get("access")) for key, fact in emitted()]
    assert told[-2:] == [("account.created", "owner"), ("account.invited", None)]
    assert told.count(("institution.registered", None)) == 1
    apart = approve(tx, second, now, force_reason="another town")
    assert apart["institution_id"] not in (None, known)


def test_who_applies_for_an_institution_that_has_an_owner_becomes_editor(tx, apply, verify, now):
    known = register(tx, now, "Institute of Applied Hydrology", country="JO", city="Amman")
    first, second = apply(), apply(name="Hydrology Institute")
    for application in (first, second):
        verify(application)
        approve(tx, application, now, institution_id=known)
    rows = tx.all("select access from accounts where institution_id = %(id)s order by access", id=known)
    assert [row["access"] for row in rows] == ["editor", "owner"]


def test_an_account_is_attached_to_no_unknown_ended_or_foreign_institution(tx, apply, verify, now):
    application = apply()
    verify(application)
    foreign = register(tx, now, "Elsewhere Academy", country="MA")
    for institution_id, refusal in ((uuid4(), NotFound), (foreign, Invalid)):
        with pytest.raises(refusal), tx.savepoint():
            approve(tx, application, now, institution_id=institution_id)
    assert usecases.get_application(tx, application["application_id"])["status"] == "verified"
    with pytest.raises(NotFound):
        usecases.get_application(tx, uuid4())
