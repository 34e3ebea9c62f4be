"""Opportunities on PostgreSQL."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.refusals import Duplicate, Forbidden, Invalid, NotFound, NotReady, StaleVersion
from contracts.registry.opportunities import ListOpportunities, OpportunityView
from services.registry.lifecycle import usecases as lifecycle
from services.registry.listings import usecases as listings
from services.registry.opportunities import usecases
from services.registry.reference import usecases as reference
from services.registry.revisions import usecases as revisions
from tests.registry import facts

MOVED = {"title": {"source": "en", "en": "Poverty mapping"}}


def listed(tx, now, **more):
    return listings.list_opportunities(tx, ListOpportunities.read(more), now=now)


def test_from_draft_to_the_public(tx, published, emitted, as_actor, now):
    card = published()
    assert [key for key, _ in emitted()][1:] == [
        "opportunity.submitted",
        "opportunity.approved",
        "opportunity.published",
    ]
    told = emitted()[-1][1]
    assert (told["country"], told["institution_names"]["en"], told["status"]) == (
        "TJ",
        "Offering Institute",
        "published",
    )
    as_actor("public")
    seen = OpportunityView.write(usecases.get_opportunity(tx, None, card["slug"], now=now))
    assert (seen["is_open"], seen["version"]) == (True, 4)
    assert [item["opportunity_id"] for item in listed(tx, now)["items"]] == [card["opportunity_id"]]


def test_the_public_sees_no_draft(tx, draft, as_actor, now):
    card = draft()
    as_actor("public")
    with pytest.raises(NotFound):
        usecases.get_opportunity(tx, card["opportunity_id"], None, now=now)
    assert listed(tx, now)["items"] == []


def test_another_institution_may_not_touch_it_nor_learn_of_it(tx, draft, as_actor, now):
    card = draft()
    as_actor("institution", institution_id=uuid4())
    for opportunity_id in (card["opportunity_id"], uuid4()):
        with pytest.raises(Forbidden) as refused:
            usecases.submit_opportunity(tx, opportunity_id, now=now)
        assert refused.value.detail == Forbidden().detail
    with pytest.raises(NotFound):
        usecases.get_opportunity(tx, card["opportunity_id"], None, now=now)
    with pytest.raises(Forbidden):
        usecases.draft_opportunity(tx, facts.opportunity(card["institution_id"]), now=now, new_id=uuid4())


def test_an_officer_who_wrote_it_does_not_approve_it(tx, own, now):
    made = usecases.draft_opportunity(tx, facts.opportunity(own["institution_id"]), now=now, new_id=uuid4())
    usecases.submit_opportunity(tx, made["opportunity_id"], now=now)
    with pytest.raises(Forbidden):
        usecases.approve_opportunity(tx, made["opportunity_id"], now=now)


def test_a_returned_draft_carries_comments_and_can_be_revised(tx, draft, now, emitted):
    card = usecases.submit_opportunity(tx, draft()["opportunity_id"], now=now)
    comments = [{"field": "title", "comment": "Say which surveys."}]
    card = usecases.return_opportunity(tx, card["opportunity_id"], comments, now=now)
    assert emitted()[-1][1]["comments"] == comments
    base = facts.opportunity(card["institution_id"], **MOVED)
    revised = revisions.revise_opportunity(
        tx, {**base, "opportunity_id": card["opportunity_id"], "version": 3}, now=now, new_id=uuid4()
    )
    assert (revised["slug"], revised["comments"], revised["version"]) == ("poverty-mapping", comments, 4)
    old = usecases.get_opportunity(tx, None, card["slug"], now=now)
    assert old["opportunity_id"] == card["opportunity_id"]
    with pytest.raises(StaleVersion):
        revisions.revise_opportunity(
            tx, {**base, "opportunity_id": card["opportunity_id"], "version": 3}, now=now, new_id=uuid4()
        )


def test_it_closes_starts_and_ends_by_the_clock(tx, published, emitted, now):
    card = published()
    for later, status in ((61, "published"), (62, "closed"), (99, "running"), (110, "ended")):
        assert usecases.go_on_with_due(tx, now=now + timedelta(days=later)) is False
        assert usecases.get_opportunity(tx, card["opportunity_id"], None, now=now)["status"] == status
    assert [key for key, _ in emitted()][-3:] == ["opportunity.closed", "opportunity.started", "opportunity.ended"]


def test_it_is_suspended_with_its_institution_and_comes_back(tx, own, published, now, emitted):
    card = published()
    step = {"institution_id": own["institution_id"], "reason": "no answer to letters"}
    lifecycle.change_institution_status(tx, {**step, "status": "unconfirmed", "version": 1}, now=now)
    assert emitted()[-1][0] == "opportunity.suspended"
    lifecycle.change_institution_status(tx, {**step, "status": "active", "version": 2}, now=now)
    assert usecases.get_opportunity(tx, card["opportunity_id"], None, now=now)["status"] == "published"


def test_an_institution_that_is_not_active_publishes_nothing(tx, own, draft, now):
    card = draft()
    for step in (usecases.submit_opportunity, usecases.approve_opportunity):
        step(tx, card["opportunity_id"], now=now)
    facts_of = {"institution_id": own["institution_id"], "reason": "moved", "status": "unconfirmed", "version": 1}
    lifecycle.change_institution_status(tx, facts_of, now=now)
    with pytest.raises(NotReady):
        usecases.publish_opportunity(tx, card["opportunity_id"], now=now)


def test_lists_are_by_deadline_in_pages_and_filtered(tx, published, as_actor, now):
    late = published(deadline="2026-09-01")
    early = [published(deadline="2026-07-01", title={"en": f"Course {name}"}) for name in "ab"]
    first = listed(tx, now, limit=2)
    rest = listed(tx, now, limit=2, cursor=first["next"])
    shown = [item["opportunity_id"] for item in first["items"] + rest["items"]]
    assert shown == [*sorted(card["opportunity_id"] for card in early), late["opportunity_id"]]
    assert listed(tx, now, country="UZ")["items"] == []
    as_actor("institution", institution_id=uuid4())
    assert listed(tx, now)["items"] == []


def test_a_cancelled_one_tells_why_and_stays_visible(tx, published, as_actor, now, emitted):
    card = usecases.cancel_opportunity(tx, published()["opportunity_id"], "The trainer is ill.", now=now)
    assert emitted()[-1][1]["reason"] == "The trainer is ill."
    as_actor("public")
    assert usecases.get_opportunity(tx, card["opportunity_id"], None, now=now)["status"] == "cancelled"
    assert listed(tx, now)["items"] == []


def test_a_fee_of_any_size_is_kept_and_its_change_noted(tx, draft, now):
    card = draft(fee_amount="0", fee_currency="USD")
    fee = {"fee_amount": "12345678901234567890123456.78", "fee_currency": "IRR"}
    changed = {
        **facts.opportunity(card["institution_id"], **fee),
        "opportunity_id": card["opportunity_id"],
        "version": 1,
    }
    revised = revisions.revise_opportunity(tx, changed, now=now, new_id=uuid4())
    assert OpportunityView.write(revised)["fee_amount"] == fee["fee_amount"]
    noted = tx.one("select changes from audit where action = 'revise_opportunity'")["changes"]
    assert noted["old_new"]["fee_amount"] == ["0.00", fee["fee_amount"]]


def test_codes_are_those_that_officers_keep_and_all_others_are_named(tx, draft, own, now):
    known = draft(fields_of_training=["0542", "05"], sectors=["government"])
    assert known["fields_of_training"] == ["0542", "05"]
    wanted = facts.opportunity(own["institution_id"], fields_of_training=["0542", "9999"], eligible_groups=["atlantis"])
    with pytest.raises(Invalid) as refused:
        usecases.draft_opportunity(tx, wanted, now=now, new_id=uuid4())
    assert sorted(one["field"].split(".")[0] for one in refused.value.problems) == [
        "eligible_groups",
        "fields_of_training",
    ]


def test_a_code_that_is_deprecated_meanwhile_stays_but_is_not_chosen_anew(tx, draft, own, now):
    card = draft(fields_of_training=["0541"])
    reference.deprecate_field(tx, "0541", "0542")
    record = facts.opportunity(own["institution_id"], fields_of_training=["0541"], **MOVED)
    wanted = {**record, "opportunity_id": card["opportunity_id"], "version": 1}
    assert revisions.revise_opportunity(tx, wanted, now=now, new_id=uuid4())["fields_of_training"] == ["0541"]
    with pytest.raises(Invalid):
        usecases.draft_opportunity(tx, record, now=now, new_id=uuid4())


def test_the_like_of_another_is_approved_for_a_reason_only(tx, draft, published, emitted, now):
    first, again = published(), draft()
    usecases.submit_opportunity(tx, again["opportunity_id"], now=now)
    with pytest.raises(Duplicate) as refused:
        usecases.approve_opportunity(tx, again["opportunity_id"], now=now)
    assert refused.value.facts == {"opportunity_id": str(first["opportunity_id"])}
    approved = usecases.approve_opportunity(tx, again["opportunity_id"], "A second group of the same week.", now=now)
    assert approved["status"] == "approved"


def test_publication_at_a_moment_waits_for_the_clock_and_an_active_institution(tx, own, draft, emitted, now):
    card = draft()
    for step in (usecases.submit_opportunity, usecases.approve_opportunity):
        step(tx, card["opportunity_id"], now=now)
    at = now + timedelta(days=2)
    planned = usecases.publish_opportunity(tx, card["opportunity_id"], at, now=now)
    assert (planned["status"], planned["publish_at"], emitted()[-1][0]) == ("approved", at, "opportunity.approved")
    usecases.go_on_with_due(tx, now=at - timedelta(seconds=1))
    assert usecases.find_card(tx, card["opportunity_id"])["status"] == "approved"
    step = {"institution_id": own["institution_id"], "reason": "no answer"}
    lifecycle.change_institution_status(tx, {**step, "status": "unconfirmed", "version": 1}, now=now)
    usecases.go_on_with_due(tx, now=at)
    assert usecases.find_card(tx, card["opportunity_id"])["status"] == "approved"
    lifecycle.change_institution_status(tx, {**step, "status": "active", "version": 2}, now=now)
    for _ in range(2):
        usecases.go_on_with_due(tx, now=at)
    published = usecases.find_card(tx, card["opportunity_id"])
    assert (published["status"], published["published_at"], published["publish_at"]) == ("published", at, None)
    assert [key for key, _ in emitted()].count("opportunity.published") == 1


def test_whoever_wrote_a_word_of_it_does_not_review_it(tx, draft, as_actor, now):
    card = draft()
    editor = as_actor("officer")
    record = {
        **facts.opportunity(card["institution_id"], **MOVED),
        "opportunity_id": card["opportunity_id"],
        "version": 1,
    }
    revisions.revise_opportunity(tx, record, now=now, new_id=uuid4())
    usecases.submit_opportunity(tx, card["opportunity_id"], now=now)
    for step in (
        lambda: usecases.approve_opportunity(tx, card["opportunity_id"], now=now),
        lambda: usecases.return_opportunity(tx, card["opportunity_id"], [{"field": "title", "comment": "?"}], now=now),
    ):
        with pytest.raises(Forbidden):
            step()
    assert as_actor("officer") != editor
    assert usecases.approve_opportunity(tx, card["opportunity_id"], now=now)["status"] == "approved"


def test_words_are_found_folded_and_facets_agree_with_the_results(tx, published, as_actor, now):
    one = published(title={"source": "ar", "ar": "إحصاءات الأسر", "en": "Household statistics"}, kind="workshop")
    published(title={"en": "Poverty mapping"}, languages=["fr", "en"])
    as_actor("public")
    for words in ("إحصاءات", "احصاءات", "HOUSEHOLD stat", "statistics offering"):
        assert [item["opportunity_id"] for item in listed(tx, now, words=words)["items"]] == [one["opportunity_id"]], (
            words
        )
    found = listed(tx, now)
    assert found["total"] == 2
    for facet, counts in found["facets"].items():
        for row in counts:
            assert listed(tx, now, **{facet: row["value"]}, limit=1)["total"] == row["count"]
    assert {row["value"]: row["count"] for row in found["facets"]["language"]} == {"en": 2, "fr": 1}
    assert listed(tx, now, words="nothing like it")["total"] == 0
    with pytest.raises(Invalid):
        listed(tx, now, words="%")


def test_what_was_stored_before_search_is_found_once_the_clock_has_made_its_words(tx, published, now):
    published()
    tx.run("update opportunities set words = null, folded_title = null")
    assert listed(tx, now, words="sampling")["total"] == 0
    usecases.go_on_with_due(tx, now=now)
    assert listed(tx, now, words="sampling")["total"] == 1


def test_an_institution_may_look_at_what_the_public_sees(tx, published, draft, as_actor, now):
    card = published()
    draft(title={"en": "Another"})
    as_actor("institution", institution_id=card["institution_id"])
    assert (listed(tx, now)["total"], listed(tx, now, open_only=True)["total"]) == (2, 1)


def test_the_public_is_shown_nothing_of_what_goes_on_inside(tx, published, as_actor, now):
    card = published()
    as_actor("public")
    seen = OpportunityView.write(usecases.get_opportunity(tx, card["opportunity_id"], None, now=now))
    inside = ("pending_revision", "views", "applications", "publish_at", "copied_from")
    assert [seen[name] for name in inside] == [None] * 5
    assert (seen["comments"], seen["dates_to_check"]) == ([], [])
