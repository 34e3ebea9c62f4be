"""Hiding and showing again, on PostgreSQL: what an officer hid, an institution does not bring back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from contracts.refusals import Forbidden, InvalidTransition, NotFound, NotReady
from contracts.registry.opportunities import RestoreOpportunity, SuspendOpportunity
from services.registry.lifecycle import usecases as lifecycle
from services.registry.opportunities import usecases as opportunities
from services.registry.revisions import usecases as revisions
from services.registry.suspensions import usecases
from tests.registry import facts


@pytest.fixture
def hidden(tx, published, now):
    return usecases.suspend_opportunity(tx, published()["opportunity_id"], "Doubts about the fee.", now=now)


@pytest.fixture
def institution_status(tx, own, now):
    version = iter(range(1, 99))

    def change(status):
        wanted = {"institution_id": own["institution_id"], "reason": "no answer", "status": status}
        lifecycle.change_institution_status(tx, {**wanted, "version": next(version)}, now=now)

    return change


def status_of(tx, card):
    return opportunities.find_card(tx, card["opportunity_id"])["status"]


def test_only_officers_hide_and_show():
    assert (SuspendOpportunity.allowed, RestoreOpportunity.allowed) == (("officer",), ("officer",))


def test_what_is_hidden_is_gone_for_the_public_and_told(tx, hidden, as_actor, emitted, now):
    key, told = emitted()[-1]
    assert (key, told["reason"], told["status"]) == ("opportunity.suspended", "Doubts about the fee.", "suspended")
    as_actor("public")
    with pytest.raises(NotFound):
        opportunities.get_opportunity(tx, hidden["opportunity_id"], None, now=now)


def test_an_institution_brings_nothing_back_that_an_officer_hid(tx, hidden, as_actor, now):
    as_actor("institution", institution_id=hidden["institution_id"], access="owner")
    opportunity_id = hidden["opportunity_id"]
    record = {
        **facts.opportunity(hidden["institution_id"]),
        "opportunity_id": opportunity_id,
        "version": hidden["version"],
    }
    for forbidden in (
        lambda: opportunities.publish_opportunity(tx, opportunity_id, now=now),
        lambda: opportunities.submit_opportunity(tx, opportunity_id, now=now),
        lambda: opportunities.cancel_opportunity(tx, opportunity_id, "Then not.", now=now),
        lambda: revisions.revise_opportunity(tx, record, now=now, new_id=uuid4()),
        lambda: revisions.extend_deadline(tx, {**record, "deadline": date(2026, 8, 9)}, now=now, new_id=uuid4()),
    ):
        with pytest.raises(InvalidTransition):
            forbidden()
    assert status_of(tx, hidden) == "suspended"


def test_a_revision_in_review_does_not_bring_it_back_either(tx, published, as_actor, now):
    card = published()
    as_actor("institution", institution_id=card["institution_id"])
    record = {
        **facts.opportunity(card["institution_id"], title={"en": "New"}),
        "opportunity_id": card["opportunity_id"],
    }
    revisions.revise_opportunity(tx, {**record, "version": card["version"]}, now=now, new_id=uuid4())
    revisions.submit_revision(tx, card["opportunity_id"], now=now)
    as_actor("officer")
    usecases.suspend_opportunity(tx, card["opportunity_id"], "Doubts.", now=now)
    with pytest.raises(InvalidTransition):
        revisions.approve_revision(tx, card["opportunity_id"], None, now=now)
    assert status_of(tx, card) == "suspended"


def test_its_institutions_return_does_not_show_what_an_officer_hid(tx, hidden, published, institution_status):
    other = published(title={"en": "Another"})
    institution_status("unconfirmed")
    assert status_of(tx, other) == "suspended"
    institution_status("active")
    assert (status_of(tx, hidden), status_of(tx, other)) == ("suspended", "published")


def test_an_officer_shows_it_again_where_its_institution_is_active(tx, hidden, institution_status, emitted, now):
    institution_status("unconfirmed")
    with pytest.raises(NotReady):
        usecases.restore_opportunity(tx, hidden["opportunity_id"], now=now)
    institution_status("active")
    told = len(emitted())
    shown = usecases.restore_opportunity(tx, hidden["opportunity_id"], now=now)
    assert (shown["status"], shown["reason"]) == ("published", None)
    [(first, amended), (second, _)] = emitted()[told:]
    assert (first, second) == ("opportunity.amended", "opportunity.restored")
    assert (amended["changes"], amended["material"]) == ({"status": ["suspended", "published"]}, False)


def test_one_whose_deadline_passed_meanwhile_comes_back_closed(tx, hidden, now):
    late = now + timedelta(days=70)
    opportunities.go_on_with_due(tx, now=late)
    assert status_of(tx, hidden) == "suspended"
    assert usecases.restore_opportunity(tx, hidden["opportunity_id"], now=late)["status"] == "closed"


def test_strangers_learn_nothing(tx, hidden, as_actor, now):
    as_actor("institution", institution_id=uuid4())
    for opportunity_id in (hidden["opportunity_id"], uuid4()):
        with pytest.raises(Forbidden):
            usecases.suspend_opportunity(tx, opportunity_id, "Why not.", now=now)
