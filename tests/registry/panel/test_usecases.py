"""What waits for whom, on PostgreSQL."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.refusals import Forbidden, Invalid
from contracts.registry.change_requests import ProposeChange
from contracts.registry.duplicates import ListDuplicates
from contracts.registry.interests import ApplyForOpportunity
from contracts.registry.panel import PanelView, ReviewQueueView
from services.registry.applications import usecases as applications
from services.registry.change_requests import usecases as change_requests
from services.registry.duplicates import usecases as duplicates
from services.registry.institutions import usecases as institutions
from services.registry.interests import usecases as interests
from services.registry.opportunities import usecases as opportunities
from services.registry.panel import usecases
from services.registry.relations import usecases as relations
from services.registry.revisions import usecases as revisions
from tests.registry import facts

COMMENTS = [{"field": "title", "comment": "Which surveys?"}]
PERSON = {"name": "Amina", "email": "amina@example.org", "country": "SN", "consent": True}


def panel(tx, now, institution_id=None):
    return PanelView.write(usecases.get_panel(tx, institution_id, now=now))


def step(tx, card, now, *steps):
    for one in steps:
        card = one(tx, card["opportunity_id"], now=now)
    return card


def test_the_panel_counts_what_stands_where_and_says_what_to_do(tx, own, draft, published, as_actor, now):
    fresh, returned, approved = draft(), draft(title={"en": "B"}), draft(title={"en": "C"})
    step(tx, returned, now, opportunities.submit_opportunity)
    opportunities.return_opportunity(tx, returned["opportunity_id"], COMMENTS, now=now)
    step(tx, approved, now, opportunities.submit_opportunity, opportunities.approve_opportunity)
    open_one = published(title={"en": "D"}, deadline="2026-06-10")
    asked = ApplyForOpportunity.read({"opportunity_id": str(open_one["opportunity_id"]), **PERSON})
    interests.apply_for_opportunity(tx, asked, now=now, new_id=uuid4())
    as_actor("public")
    for _ in range(3):
        opportunities.get_opportunity(tx, open_one["opportunity_id"], None, True, now=now)
    as_actor("institution", institution_id=own["institution_id"], access="viewer")
    opportunities.get_opportunity(tx, open_one["opportunity_id"], None, True, now=now)

    seen = panel(tx, now)
    assert seen["counts"] == {
        "draft": 1, "returned": 1, "in_review": 0, "approved": 1, "published": 1, "revision_pending": 0, "closing_soon": 1,
        "closed": 0, "suspended": 0,
    }  # fmt: skip
    assert [one["opportunity_id"] for one in seen["expiring"]] == [str(open_one["opportunity_id"])]
    assert {(one["kind"], one["subject_id"]) for one in seen["to_do"]} == {
        ("answer_applications", str(open_one["opportunity_id"])),
        ("revise_returned", str(returned["opportunity_id"])),
        ("publish_approved", str(approved["opportunity_id"])),
    }
    assert (seen["views_30_days"], seen["applications_30_days"]) == (3, 1)
    assert (len(seen["views_by_day"]), seen["views_by_day"][-1]) == (30, {"day": "2026-06-01", "views": 3})
    assert seen["expiring"][0]["views"] == 3
    later = panel(tx, now + timedelta(days=31))
    assert {one["opportunity_id"] for one in later["stale"]} == {
        str(card["opportunity_id"]) for card in (fresh, returned)
    }
    assert (later["views_30_days"], later["applications_30_days"]) == (0, 0)


def test_a_returned_revision_is_to_be_revised(tx, published, as_actor, now):
    card = published()
    own = as_actor("institution", institution_id=card["institution_id"])
    record = facts.opportunity(card["institution_id"], title={"en": "New"})
    wanted = {**record, "opportunity_id": card["opportunity_id"], "version": card["version"]}
    revisions.revise_opportunity(tx, wanted, now=now, new_id=uuid4())
    revisions.submit_revision(tx, card["opportunity_id"], now=now)
    as_actor("officer")
    queue = ReviewQueueView.write(usecases.get_review_queue(tx))
    assert queue["revisions"] == {"count": 1, "oldest": "2026-06-01T09:00:00Z"}
    revisions.return_revision(tx, card["opportunity_id"], COMMENTS, now=now)
    tx.actor = own
    seen = panel(tx, now)
    assert seen["counts"]["revision_pending"] == 1
    assert [one["kind"] for one in seen["to_do"]] == ["revise_returned_revision"]


def test_others_do_not_see_the_panel_parents_with_a_grant_and_officers_do(tx, own, as_actor, now):
    parent = institutions.register_institution(tx, facts.institution("Ministry of Labour"), now=now, new_id=uuid4())
    relations.tie_all(tx, [(parent["institution_id"], "child", own["institution_id"])])
    as_actor("institution", institution_id=parent["institution_id"])
    with pytest.raises(Forbidden):
        panel(tx, now, own["institution_id"])
    as_actor("institution", institution_id=parent["institution_id"], covers_children=True)
    assert panel(tx, now, own["institution_id"])["institution"]["institution_id"] == str(own["institution_id"])
    as_actor("officer")
    assert panel(tx, now, own["institution_id"])["counts"]["draft"] == 0
    with pytest.raises(Invalid):
        panel(tx, now)


def test_the_officers_queue_holds_what_waits_for_them(tx, draft, as_actor, now):
    later = now + timedelta(hours=1)
    for at, title in ((later, "B"), (now, "A")):
        opportunities.submit_opportunity(tx, draft(title={"en": title})["opportunity_id"], now=at)
    made = applications.apply_for_membership(tx, facts.application(), now=now, new_id=uuid4(), institution_id=uuid4())
    waiting = ReviewQueueView.write(usecases.get_review_queue(tx))
    assert waiting["opportunities"] == {"count": 2, "oldest": "2026-06-01T09:00:00Z"}
    assert waiting["applications"] == {"count": 0, "oldest": None}
    tx.run("update applications set status = 'verified' where application_id = %(id)s", id=made["application_id"])
    assert usecases.get_review_queue(tx)["applications"]["count"] == 1


def test_the_officers_queue_counts_as_their_lists_do(tx, now):
    pair = [
        institutions.register_institution(
            tx, facts.institution("Institute of Applied Hydrology", force_reason="a test"), now=now, new_id=uuid4()
        )
        for _ in range(2)
    ]
    wanted = {"institution_id": str(pair[0]["institution_id"]), "changes": {"city": "Izmir"}, "reason": "It moved.",
              "proposer_name": "Amina", "proposer_email": "amina@example.org", "language": "fr"}  # fmt: skip
    change_requests.propose_change(tx, ProposeChange.read(wanted), now=now, new_id=uuid4())
    while duplicates.learn_waiting(tx) or duplicates.compare_waiting(tx, now=now):
        pass
    waiting = ReviewQueueView.write(usecases.get_review_queue(tx))
    listed = duplicates.list_duplicates(tx, ListDuplicates.read({}))["items"]
    assert waiting["change_requests"] == {"count": 1, "oldest": "2026-06-01T09:00:00Z"}
    assert waiting["duplicates"]["count"] == len(listed) == 1
