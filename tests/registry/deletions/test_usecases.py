"""Deleting what nobody outside has seen, and recovering it, on PostgreSQL."""

import json
from uuid import uuid4

import pytest

from contracts.refusals import Forbidden, Invalid, InvalidTransition, NotFound, StaleVersion
from contracts.registry.deletions import OpportunityIsDeleted
from contracts.registry.modules import ListModules
from contracts.registry.opportunities import ListOpportunities, OpportunityView
from services.registry.deletions import usecases
from services.registry.listings import usecases as listings
from services.registry.opportunities import usecases as opportunities
from services.registry.panel import usecases as panels
from services.registry.revisions import usecases as revisions
from services.registry.runs import usecases as runs
from services.registry.transfers import exports, rows
from tests.registry import facts

COMMENTS = [{"field": "title", "comment": "Which surveys?"}]


@pytest.fixture
def returned(tx, draft, now):
    card = draft(modules=[{"title": {"source": "en", "en": "Sampling"}, "hours": 6}])
    opportunities.submit_opportunity(tx, card["opportunity_id"], now=now)
    return opportunities.return_opportunity(tx, card["opportunity_id"], COMMENTS, now=now)


@pytest.fixture
def editor(as_actor, own):
    return lambda: as_actor("institution", institution_id=own["institution_id"], access="editor")


def listed(tx, now, **asked):
    found = listings.list_opportunities(tx, ListOpportunities.read(asked), now=now)
    assert found["total"] == len(found["items"])
    return [item["opportunity_id"] for item in found["items"]]


def test_a_deleted_draft_vanishes_from_lists_and_comes_back_as_it_was(tx, returned, editor, emitted, now):
    one = returned["opportunity_id"]
    editor()
    before, told = OpportunityView.write(opportunities.get_opportunity(tx, one, None, now=now)), len(emitted())
    gone = OpportunityView.write(usecases.delete_opportunity(tx, one, returned["version"], now=now))
    assert (gone["status"], gone["deleted_at"] is not None, gone["version"]) == ("draft", True, before["version"] + 1)
    assert listed(tx, now) == [] and listed(tx, now, deleted=True) == [one]
    panel = panels.get_panel(tx, None, now=now)
    assert (panel["counts"]["returned"], [step["kind"] for step in panel["to_do"]]) == (0, [])
    assert runs.list_modules(tx, ListModules.read({}))["items"] == []
    assert opportunities.get_opportunity(tx, one, None, now=now)["deleted_at"] == now
    back = OpportunityView.write(usecases.recover_opportunity(tx, one, gone["version"], now=now))
    assert back == {**before, "version": before["version"] + 2}
    assert listed(tx, now) == [one] and listed(tx, now, deleted=True) == []
    assert len(emitted()) == told


def test_the_same_again_changes_nothing(tx, draft, now):
    card = draft()
    assert usecases.recover_opportunity(tx, card["opportunity_id"], now=now)["version"] == 1
    gone = usecases.delete_opportunity(tx, card["opportunity_id"], now=now)
    assert usecases.delete_opportunity(tx, card["opportunity_id"], 1, now=now)["version"] == gone["version"] == 2
    with pytest.raises(StaleVersion) as refused:
        usecases.recover_opportunity(tx, card["opportunity_id"], 1, now=now)
    assert refused.value.facts == {"version": 2}


def test_a_withdrawn_one_is_deleted_and_what_others_have_seen_is_not(tx, draft, published, now):
    withdrawn = draft(title={"en": "Another"})
    opportunities.withdraw_opportunity(tx, withdrawn["opportunity_id"], now=now)
    assert usecases.delete_opportunity(tx, withdrawn["opportunity_id"], now=now)["deleted_at"] == now
    in_review = draft(title={"en": "A third"})
    opportunities.submit_opportunity(tx, in_review["opportunity_id"], now=now)
    for card in (published(), in_review):
        with pytest.raises(InvalidTransition):
            usecases.delete_opportunity(tx, card["opportunity_id"], now=now)


def test_a_deleted_one_takes_no_other_step(tx, own, draft, now):
    card = draft()
    one = card["opportunity_id"]
    gone = usecases.delete_opportunity(tx, one, now=now)
    record = {
        **facts.opportunity(own["institution_id"], title={"en": "New"}),
        "opportunity_id": one,
        "version": gone["version"],
    }
    for step in (
        lambda: opportunities.submit_opportunity(tx, one, now=now),
        lambda: opportunities.withdraw_opportunity(tx, one, now=now),
        lambda: revisions.revise_opportunity(tx, record, now=now, new_id=uuid4()),
        lambda: runs.copy_opportunity(tx, one, 1, now=now, new_id=uuid4()),
    ):
        with pytest.raises(OpportunityIsDeleted):
            step()


def test_tables_leave_deleted_ones_out_and_bring_none_back(tx, draft, now):
    kept, card = draft(), draft(title={"en": "Another"})
    usecases.delete_opportunity(tx, card["opportunity_id"], now=now)
    for searched in ({}, {"status": "draft"}):
        made = exports.export_records(tx, "opportunities", None, now=now, searched=searched)["content"]
        assert [one["opportunity_id"] for one in json.loads(made)] == [str(kept["opportunity_id"])]
    with pytest.raises(Invalid) as refused:
        rows.take_opportunity(tx, {"opportunity_id": str(card["opportunity_id"])}, now, uuid4())
    assert refused.value.problems[0]["code"] == "unknown_opportunity"


def test_a_course_whose_runs_are_all_deleted_takes_no_further_one(tx, own, draft, now):
    card = draft()
    usecases.delete_opportunity(tx, card["opportunity_id"], now=now)
    with pytest.raises(Invalid):
        draft(course_id=card["course_id"])
    usecases.recover_opportunity(tx, card["opportunity_id"], now=now)
    assert draft(course_id=card["course_id"])["course_id"] == card["course_id"]


def test_its_slug_stays_its_own(tx, draft, now):
    card = draft()
    usecases.delete_opportunity(tx, card["opportunity_id"], now=now)
    assert draft()["slug"] != card["slug"]
    assert usecases.recover_opportunity(tx, card["opportunity_id"], now=now)["slug"] == card["slug"]


def test_strangers_and_the_public_neither_see_nor_recover_it(tx, draft, as_actor, now):
    card = draft()
    usecases.delete_opportunity(tx, card["opportunity_id"], now=now)
    as_actor("public")
    with pytest.raises(NotFound):
        opportunities.get_opportunity(tx, card["opportunity_id"], None, now=now)
    assert listed(tx, now, deleted=True) == []
    as_actor("institution", institution_id=uuid4(), access="owner")
    assert listed(tx, now, deleted=True) == []
    for act in (usecases.delete_opportunity, usecases.recover_opportunity):
        with pytest.raises(Forbidden):
            act(tx, card["opportunity_id"], now=now)


def test_both_are_in_the_audit_trail(tx, draft, now):
    card = draft()
    usecases.delete_opportunity(tx, card["opportunity_id"], now=now)
    usecases.recover_opportunity(tx, card["opportunity_id"], now=now)
    noted = tx.all(
        "select action, changes from audit where subject = %(s)s order by audit_id", s=opportunities.subject_of(card)
    )
    assert [row["action"] for row in noted][1:] == ["delete_opportunity", "recover_opportunity"]
    old, new = noted[1]["changes"]["old_new"]["deleted_at"]
    assert old is None and new.startswith("2026-06-01T09:00")
