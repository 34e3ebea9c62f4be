"""Events in any order, any number of times."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.scheduling.activity_events import ActivityAnnounced, ActivityCancelled, ActivityUpdated
from services.newsletter.candidates.domain import Candidate, own_date
from tests.newsletter.news import START, WORKSHOP, arrived, workshop_events

ACTIVITY = UUID("5b1f6a43-6f0e-4b43-93a2-0a7c5d5a1a10")
EVENTS = workshop_events(ACTIVITY)


def folded(events):
    candidate = Candidate("activity", ACTIVITY)
    for event in events:
        candidate = candidate.fold(event)
    return candidate


@given(st.permutations(EVENTS), st.lists(st.sampled_from(EVENTS), max_size=5))
def test_the_order_and_number_of_deliveries_do_not_matter(events, again):
    assert folded([*events, *again]) == folded(EVENTS)


def test_postponed_completed_and_reported_make_one_with_final_facts():
    candidate = folded(EVENTS)

    assert candidate.whole["starts"] == "2026-10-23T09:00"
    assert (candidate.whole["headcount"], candidate.whole["by_country"]) == (30, {"TJ": 20, "KZ": 10})
    assert candidate.whole["outcomes"][0]["text"]["en"] == "Learning resources"
    assert len(candidate.seen) == len(EVENTS)


def test_outcomes_count_before_the_report_comes():
    without_report = [event for event in EVENTS if event.key != "activity.reported"]

    assert {one["text"]["en"] for one in folded(without_report).whole["outcomes"]} == {
        "Learning resources", "Educators' ICT competence", "ICT-enhanced EMIS",
    }  # fmt: skip


def test_a_late_update_keeps_what_completion_told():
    update = arrived(ActivityUpdated, ACTIVITY, 9, {**WORKSHOP, "status": "reported", "changed_fields": ["title"]})

    assert folded([*EVENTS, update]).whole["headcount"] == 30


def test_a_cancelled_activity_is_no_news():
    cancel = arrived(
        ActivityCancelled, ACTIVITY, 2, {**WORKSHOP, "status": "cancelled", "reason": "x", "affected_count": 0}
    )

    candidate = folded([cancel, EVENTS[0]])

    assert candidate.cancelled
    assert candidate.dropped == "cancelled"


def test_it_is_news_when_announced_and_again_when_held():
    moments = folded(EVENTS).moments

    assert moments == {"announced": EVENTS[0].at, "held": EVENTS[2].at}


def test_history_belongs_to_its_own_time():
    old = {**WORKSHOP, "historic": True, "status": "completed", "ends_at": "2018-10-23T12:00:00Z"}

    candidate = folded([arrived(ActivityAnnounced, ACTIVITY, 1, old, at=START)])

    assert candidate.moments == {"history": datetime(2018, 10, 23, 12, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("period", "month"), [("2013-12", (2013, 12)), ("2013", (2013, 1)), ("20xx", None), (None, None)]
)
def test_history_without_dates_has_the_month_or_year_known(period, month):
    found = own_date({"period": period})

    assert (found and (found.year, found.month)) == month


def test_parts_alone_are_no_news_yet():
    outcome = next(event for event in EVENTS if event.key == "outcome.recorded")

    assert folded([outcome]).dropped == "no_facts_yet"
    assert Candidate("institution", uuid4()).moments == {}
