"""Pending revisions of public opportunities on PostgreSQL."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from contracts.refusals import Forbidden, Invalid, InvalidTransition, NotReady, StaleVersion, TooLate
from contracts.registry.opportunities import OpportunityView, RevisionPending
from services.registry.listings import usecases as listings
from services.registry.opportunities import usecases as opportunities
from services.registry.revisions import usecases
from tests.registry import facts

NEW_TITLE = {"title": {"source": "en", "en": "Sampling, revised"}}
COMMENTS = [{"field": "deadline", "comment": "Allow more time."}]


@pytest.fixture
def card(published):
    return published()


@pytest.fixture
def revise(tx, now):
    def change(card, **more):
        record = facts.opportunity(card["institution_id"], **more)
        return usecases.revise_opportunity(tx, {**record, **step(tx, card, now)}, now=now, new_id=uuid4())

    return change


@pytest.fixture
def colleague(as_actor, card):
    def become(**more):
        return as_actor("institution", institution_id=card["institution_id"], **more)

    return become


def step(tx, card, now, **more):
    found = opportunities.lock_own(tx, card["opportunity_id"])
    return {"opportunity_id": card["opportunity_id"], "version": found["version"], **more}


def as_public(tx, card, as_actor, now):
    as_actor("public")
    return OpportunityView.write(opportunities.get_opportunity(tx, card["opportunity_id"], None, now=now))


def test_the_public_keeps_the_old_version_until_somebody_else_approves(
    tx, card, revise, colleague, as_actor, emitted, now
):
    colleague()
    revised = revise(card, deadline="2026-08-20", **NEW_TITLE)
    waiting = OpportunityView.write(revised)["pending_revision"]
    assert (waiting["status"], waiting["revision"], waiting["material_fields"]) == ("draft", 2, ["deadline"])
    assert waiting["changes"]["deadline"] == ["2026-08-01", "2026-08-20"]
    usecases.submit_revision(tx, card["opportunity_id"], now=now)
    with pytest.raises(Forbidden):
        usecases.approve_revision(tx, card["opportunity_id"], None, now=now)
    before = as_public(tx, card, as_actor, now)
    assert (before["title"]["en"], before["deadline"], before["pending_revision"]) == (
        "Sampling in household surveys", "2026-08-01", None,
    )  # fmt: skip
    told = len(emitted())
    as_actor("officer")
    usecases.approve_revision(tx, card["opportunity_id"], None, now=now)
    [(key, amended)] = emitted()[told:]
    assert key == "opportunity.amended"
    assert (amended["revision"], amended["material"], amended["material_fields"]) == (2, True, ["deadline"])
    assert amended["changes"] == {
        "deadline": ["2026-08-01", "2026-08-20"],
        "title": [{"source": "en", "en": "Sampling in household surveys"}, NEW_TITLE["title"]],
    }
    after = as_public(tx, card, as_actor, now)
    assert (after["title"], after["deadline"], after["revision"]) == (NEW_TITLE["title"], "2026-08-20", 2)


def test_a_change_of_words_alone_is_not_material(tx, card, revise, colleague, as_actor, emitted, now):
    colleague()
    revise(card, **NEW_TITLE)
    usecases.submit_revision(tx, card["opportunity_id"], now=now)
    as_actor("officer")
    usecases.approve_revision(tx, card["opportunity_id"], None, now=now)
    assert (emitted()[-1][1]["material"], emitted()[-1][1]["material_fields"]) == (False, [])


def test_one_at_a_time(tx, card, revise, colleague, as_actor, now):
    author = colleague()
    revise(card, **NEW_TITLE)
    colleague()
    revise(card, deadline="2026-08-10")
    usecases.submit_revision(tx, card["opportunity_id"], now=now)
    colleague()
    with pytest.raises(RevisionPending):
        revise(card, deadline="2026-08-11")
    with pytest.raises(RevisionPending):
        usecases.extend_deadline(tx, step(tx, card, now, deadline=date(2026, 8, 30)), now=now, new_id=uuid4())
    tx.actor = author
    again = revise(card, deadline="2026-08-12")
    assert again["pending_revision"]["status"] == "draft"
    as_actor("officer")
    with pytest.raises(InvalidTransition):
        usecases.approve_revision(tx, card["opportunity_id"], None, now=now)


def test_the_same_again_begins_nothing(card, revise, colleague):
    colleague()
    same = revise(card)
    assert (same["pending_revision"], same["version"]) == (None, card["version"])
    revised = revise(card, **NEW_TITLE)
    assert revise(card, **NEW_TITLE)["version"] == revised["version"]


def test_what_is_returned_stays_with_comments_and_can_be_submitted_again(
    tx, card, revise, colleague, as_actor, emitted, now
):
    own = colleague()
    revise(card, **NEW_TITLE)
    usecases.submit_revision(tx, card["opportunity_id"], now=now)
    as_actor("officer")
    returned = usecases.return_revision(tx, card["opportunity_id"], COMMENTS, now=now)
    assert (returned["status"], returned["pending_revision"]["comments"]) == ("published", COMMENTS)
    key, told = emitted()[-1]
    assert (key, told["comments"], told["pending_revision"], told["title"]["en"]) == (
        "opportunity.returned", COMMENTS, 2, "Sampling in household surveys",
    )  # fmt: skip
    tx.actor = own
    assert usecases.submit_revision(tx, card["opportunity_id"], now=now)["pending_revision"]["comments"] == []


def test_a_discarded_one_leaves_the_public_version_and_room_for_another(tx, card, revise, colleague, emitted, now):
    colleague()
    revise(card, **NEW_TITLE)
    left = usecases.discard_revision(tx, card["opportunity_id"], now=now)
    assert (left["pending_revision"], left["title"], left["revision"]) == (None, card["title"], 1)
    assert emitted()[-1][0] == "opportunity.returned"
    for late in (usecases.submit_revision, usecases.discard_revision):
        with pytest.raises(NotReady):
            late(tx, card["opportunity_id"], now=now)
    assert revise(card, **NEW_TITLE)["pending_revision"]["revision"] == 2


def test_an_approval_is_of_the_version_that_was_read(tx, card, revise, colleague, as_actor, now):
    colleague()
    read = revise(card, **NEW_TITLE)["version"]
    usecases.submit_revision(tx, card["opportunity_id"], now=now)
    as_actor("officer")
    with pytest.raises(StaleVersion):
        usecases.approve_revision(tx, card["opportunity_id"], read, now=now)


def test_an_officer_who_wrote_it_does_not_approve_it(tx, card, revise, as_actor, now):
    own = as_actor("officer")
    revise(card, **NEW_TITLE)
    usecases.submit_revision(tx, card["opportunity_id"], now=now)
    for late in (
        lambda: usecases.approve_revision(tx, card["opportunity_id"], None, now=now),
        lambda: usecases.return_revision(tx, card["opportunity_id"], COMMENTS, now=now),
    ):
        with pytest.raises(Forbidden):
            late()
    as_actor("officer")
    assert own != tx.actor
    assert usecases.approve_revision(tx, card["opportunity_id"], None, now=now)["revision"] == 2


def test_a_revision_whose_deadline_passed_is_too_late(tx, card, revise, colleague, as_actor, now):
    colleague()
    revise(card, deadline="2026-06-05")
    usecases.submit_revision(tx, card["opportunity_id"], now=now)
    as_actor("officer")
    with pytest.raises(TooLate):
        usecases.approve_revision(tx, card["opportunity_id"], None, now=now + timedelta(days=20))


def test_what_does_not_fit_the_public_record_any_more_is_refused(tx, card, revise, colleague, as_actor, now):
    colleague()
    revise(card, deadline="2026-09-07")
    usecases.submit_revision(tx, card["opportunity_id"], now=now)
    tx.run(
        "update opportunities set start_date = '2026-08-25' where opportunity_id = %(id)s", id=card["opportunity_id"]
    )
    as_actor("officer")
    with pytest.raises(Invalid):
        usecases.approve_revision(tx, card["opportunity_id"], None, now=now)


def test_an_institutions_extension_goes_to_review_an_officers_holds_at_once(
    tx, card, colleague, as_actor, emitted, now
):
    closed_at = now + timedelta(days=62)
    opportunities.go_on_with_due(tx, now=closed_at)
    colleague()
    asked = usecases.extend_deadline(tx, step(tx, card, now, deadline=date(2026, 9, 1)), now=closed_at, new_id=uuid4())
    assert (asked["status"], asked["pending_revision"]["status"]) == ("closed", "in_review")
    officer = as_actor("officer")
    opened = usecases.approve_revision(tx, card["opportunity_id"], None, now=closed_at)
    assert (opened["status"], opened["is_open"], opened["deadline"]) == ("published", True, date(2026, 9, 1))
    tx.actor = officer
    longer = usecases.extend_deadline(tx, step(tx, card, now, deadline=date(2026, 9, 5)), now=closed_at, new_id=uuid4())
    assert (longer["deadline"], longer["revision"], longer["pending_revision"]) == (date(2026, 9, 5), 3, None)
    assert emitted()[-1][1]["changes"] == {"deadline": ["2026-09-01", "2026-09-05"]}


def test_an_officer_extends_whatever_is_pending_and_the_pending_stays(tx, card, revise, colleague, as_actor, now):
    colleague()
    revise(card, **NEW_TITLE)
    as_actor("officer")
    longer = usecases.extend_deadline(tx, step(tx, card, now, deadline=date(2026, 9, 5)), now=now, new_id=uuid4())
    assert (longer["deadline"], longer["revision"]) == (date(2026, 9, 5), 2)
    waiting = longer["pending_revision"]
    assert (waiting["revision"], list(waiting["changes"])) == (3, ["title"])


@pytest.mark.parametrize(("deadline", "code"), [("2026-09-08", "deadline_after_start"), ("2026-05-30", "in_the_past")])
def test_a_new_deadline_lies_ahead_and_not_after_the_start(tx, card, deadline, code, now):
    with pytest.raises(Invalid) as refused:
        usecases.extend_deadline(
            tx, step(tx, card, now, deadline=date.fromisoformat(deadline)), now=now, new_id=uuid4()
        )
    assert [problem["code"] for problem in refused.value.problems] == [code]


def test_closing_soon_is_told_once_for_each_deadline(tx, card, emitted, now):
    def told():
        return [key for key, _ in emitted()].count("opportunity.closing_soon")

    for days, expected in ((47, 0), (48, 1), (49, 1)):
        opportunities.go_on_with_due(tx, now=now + timedelta(days=days))
        assert told() == expected
    usecases.extend_deadline(tx, step(tx, card, now, deadline=date(2026, 9, 5)), now=now, new_id=uuid4())
    for days, expected in ((50, 1), (83, 2), (84, 2)):
        opportunities.go_on_with_due(tx, now=now + timedelta(days=days))
        assert told() == expected


def test_only_published_ones_and_drafts_are_revised(tx, card, revise, now):
    opportunities.cancel_opportunity(tx, card["opportunity_id"], "No trainer.", now=now)
    with pytest.raises(InvalidTransition):
        revise(card, **NEW_TITLE)
    with pytest.raises(InvalidTransition):
        usecases.extend_deadline(tx, step(tx, card, now, deadline=date(2026, 9, 5)), now=now, new_id=uuid4())


def test_cancelling_drops_what_is_pending(tx, card, revise, colleague, now):
    colleague()
    revise(card, **NEW_TITLE)
    assert opportunities.cancel_opportunity(tx, card["opportunity_id"], "Ill.", now=now)["pending_revision"] is None


def test_those_with_a_pending_revision_are_listed(tx, card, revise, published, colleague, as_actor, now):
    from contracts.registry.opportunities import ListOpportunities

    other = published(title={"en": "Another"})
    colleague()
    revise(card, **NEW_TITLE)
    for pending, expected in ((True, card), (False, other)):
        found = listings.list_opportunities(tx, ListOpportunities.read({"pending": pending}), now=now)
        assert ([item["opportunity_id"] for item in found["items"]], found["total"]) == (
            [expected["opportunity_id"]],
            1,
        )
    as_actor("public")
    assert listings.list_opportunities(tx, ListOpportunities.read({"pending": True}), now=now)["total"] == 2
