"""Copies of opportunities on PostgreSQL."""

from datetime import date
from uuid import uuid4

import pytest

from contracts.refusals import Forbidden, Invalid, NotReady
from contracts.registry.member_states import RecordMemberState
from contracts.registry.modules import ListModules
from contracts.registry.opportunities import ListOpportunities, OpportunityView
from services.registry.listings import usecases as listings
from services.registry.member_states import usecases as member_states
from services.registry.opportunities import usecases as opportunities
from services.registry.revisions import usecases as revisions
from services.registry.runs import usecases
from tests.registry import facts


def copy(tx, card, now, years=1):
    return usecases.copy_opportunity(tx, card["opportunity_id"], years, now=now, new_id=uuid4())


def test_a_copy_is_a_draft_of_the_same_course_a_year_later(tx, published, as_actor, emitted, now):
    card = published(max_age=45, eligible_countries=["TJ"])
    told = len(emitted())
    as_actor("institution", institution_id=card["institution_id"])
    made = OpportunityView.write(copy(tx, card, now))
    assert (made["status"], made["start_date"], made["end_date"], made["deadline"]) == (
        "draft", "2027-09-07", "2027-09-11", "2027-08-01",
    )  # fmt: skip
    assert (made["course_id"], made["copied_from"]) == (str(card["course_id"]), str(card["opportunity_id"]))
    assert (made["max_age"], made["eligible_countries"], made["published_at"]) == (45, ["TJ"], None)
    assert made["slug"] != card["slug"]
    assert emitted()[told:] == []


def test_days_off_of_the_institutions_country_are_proposed_away(tx, published, now):
    state = {"code": "TJ", "names": {"en": "Tajikistan"}, "language": "ru", "time_zones": ["Asia/Dushanbe"],
             "weekends": [{"days": [1]}, {"days": [6, 7], "since": "2000-01-01"}]}  # fmt: skip
    member_states.record_member_state(tx, RecordMemberState.read(state))
    made = copy(tx, published(), now)
    # 1 August 2027 is a Sunday, 11 September 2027 a Saturday.
    assert made["dates_to_check"] == [
        {"field": "end_date", "why": "weekend", "proposed": date(2027, 9, 10)},
        {"field": "deadline", "why": "copied", "proposed": date(2027, 7, 30)},
    ]
    record = facts.opportunity(
        made["institution_id"], start_date="2027-09-07", end_date="2027-09-10", deadline="2027-08-01"
    )
    step = {"opportunity_id": made["opportunity_id"], "version": made["version"]}
    left = revisions.revise_opportunity(tx, {**record, **step}, now=now, new_id=uuid4())
    assert [one["field"] for one in left["dates_to_check"]] == ["deadline"]


def test_a_copy_is_submitted_once_its_deadline_was_said_anew(tx, published, now):
    made = copy(tx, published(), now)
    one = made["opportunity_id"]
    with pytest.raises(NotReady) as refused:
        opportunities.submit_opportunity(tx, one, now=now)
    assert [(said["field"], said["code"]) for said in refused.value.facts["problems"]] == [
        ("deadline", "not_said_anew")
    ]

    def revise(version, **more):
        record = {name: made[name] for name in opportunities.RECORD} | more
        return revisions.revise_opportunity(
            tx, {**record, "opportunity_id": one, "version": version}, now=now, new_id=uuid4()
        )

    words = revise(1, title={"source": "en", "en": "Another"})
    assert [said["why"] for said in words["dates_to_check"] if said["field"] == "deadline"] == ["copied"]
    same = revise(2, title=words["title"], checked=["deadline"])
    assert (same["version"], same["deadline"]) == (3, made["deadline"])
    assert revise(3, title=words["title"], checked=["deadline"])["version"] == 3
    assert opportunities.submit_opportunity(tx, one, now=now)["dates_to_check"] == []


def test_another_deadline_is_said_anew_too(tx, published, now):
    made = copy(tx, published(), now)
    record = {name: made[name] for name in opportunities.RECORD} | {"deadline": date(2027, 7, 1)}
    step = {"opportunity_id": made["opportunity_id"], "version": 1}
    revisions.revise_opportunity(tx, {**record, **step}, now=now, new_id=uuid4())
    assert opportunities.submit_opportunity(tx, made["opportunity_id"], now=now)["status"] == "in_review"


def test_holidays_of_the_institutions_country_are_proposed_away(tx, published, now):
    state = {"code": "TJ", "names": {"en": "Tajikistan"}, "language": "ru", "time_zones": ["Asia/Dushanbe"],
             "weekends": [{"days": [6, 7]}],
             "holidays": [{"day": "2027-09-09", "name": "Independence Day"}, {"day": "2027-09-07", "name": "Observed"}]}  # fmt: skip
    member_states.record_member_state(tx, RecordMemberState.read(state))
    made = OpportunityView.write(copy(tx, published(), now))
    assert {"field": "start_date", "why": "holiday", "proposed": "2027-09-08"} in made["dates_to_check"]


def test_a_run_changes_no_other_run_of_its_course(tx, published, now):
    card = published()
    made = copy(tx, card, now)
    record = facts.opportunity(made["institution_id"], title={"en": "Another"})
    step = {"opportunity_id": made["opportunity_id"], "version": made["version"]}
    revisions.revise_opportunity(tx, {**record, **step}, now=now, new_id=uuid4())
    same = opportunities.get_opportunity(tx, card["opportunity_id"], None, now=now)
    assert (same["title"], same["version"]) == (card["title"], card["version"])
    runs = listings.list_opportunities(tx, ListOpportunities.read({"course_id": str(card["course_id"])}), now=now)
    assert {item["opportunity_id"] for item in runs["items"]} == {card["opportunity_id"], made["opportunity_id"]}


def test_a_further_run_is_of_an_own_course(tx, published, now):
    card = published()
    wanted = facts.opportunity(card["institution_id"], course_id=str(card["course_id"]))
    made = opportunities.draft_opportunity(tx, wanted, now=now, new_id=uuid4())
    assert made["course_id"] == card["course_id"]
    with pytest.raises(Invalid):
        opportunities.draft_opportunity(tx, {**wanted, "course_id": uuid4()}, now=now, new_id=uuid4())


def test_parts_are_taken_into_other_runs_and_changed_in_one_alone(tx, own, draft, as_actor, now):
    sampling = {"title": {"source": "en", "en": "Sampling"}, "hours": 6}
    weights = {"title": {"source": "en", "en": "Weights"}, "hours": None}
    first = draft(modules=[sampling, weights])
    made = copy(tx, first, now)
    assert OpportunityView.write(made)["modules"] == [sampling, weights]
    record = facts.opportunity(
        own["institution_id"], modules=[{**sampling, "hours": 9}], start_date="2027-09-07", end_date="2027-09-11"
    )
    step = {"opportunity_id": made["opportunity_id"], "version": made["version"]}
    revisions.revise_opportunity(tx, {**record, **step}, now=now, new_id=uuid4())
    assert opportunities.find_card(tx, first["opportunity_id"])["modules"] == [sampling, weights]
    as_actor("institution", institution_id=own["institution_id"], access="viewer")
    pages, cursor = [], None
    while not pages or cursor:
        page = usecases.list_modules(tx, ListModules.read({"limit": 1, "cursor": cursor}))
        pages, cursor = [*pages, *page["items"]], page["next"]
    assert [(one["title"]["en"], one["hours"], one["uses"], one["last_start"].year) for one in pages[:1]] == [
        ("Sampling", 9, 1, 2027)
    ]
    assert {(one["title"]["en"], one["hours"], one["last_start"].year) for one in pages[1:]} == {
        ("Sampling", 6, 2026), ("Weights", None, 2026),
    }  # fmt: skip
    as_actor("institution", institution_id=uuid4())
    with pytest.raises(Forbidden):
        usecases.list_modules(tx, ListModules.read({"institution_id": str(own["institution_id"])}))


def test_strangers_copy_nothing(tx, published, as_actor, now):
    card = published()
    as_actor("institution", institution_id=uuid4())
    with pytest.raises(Forbidden):
        copy(tx, card, now)
