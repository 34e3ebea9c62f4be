"""Publishing a selection on PostgreSQL."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.refusals import CapacityFull, Invalid, InvalidTransition
from contracts.scheduling.nominations import SelectionView
from services.scheduling.activities import usecases as activities
from services.scheduling.lifecycle import usecases as lifecycle
from tests.scheduling.facts import announced, nominated, publish, selected


def codes(refusal):
    return {(problem["field"], problem["code"]) for problem in refusal.value.problems}


@pytest.fixture
def five(tx, now):
    """An announced activity of two seats and its five nominations."""
    activity_id = announced(tx, now, seats=2)
    return activity_id, [nominated(tx, activity_id, now, number) for number in range(5)]


def test_everybody_gets_exactly_one_result_and_it_is_told(tx, now, emitted, five):
    activity_id, ids = five
    told = len(emitted())

    view = SelectionView.write(publish(tx, activity_id, ids[:2], [ids[3], ids[2]], now))

    assert (view["offered"], view["reserved"], view["not_selected"], view["published"]) == (2, 2, 1, True)
    assert view["offer_expires_at"] == "2027-06-15T09:00:00Z"
    assert [(key, facts.get("reserve_rank")) for key, facts in emitted()[told:]] == [
        ("nominations.closed", None),
        ("nomination.selected", None),
        ("nomination.selected", None),
        ("nomination.reserved", 2),
        ("nomination.reserved", 1),
        ("nomination.not_selected", None),
    ]
    shown = activities.get_activity(tx, activity_id, None)
    assert (shown["status"], shown["seats_taken"]) == ("participants_selected", 2)


def test_a_preview_says_the_same_and_changes_nothing(tx, now, emitted, five):
    activity_id, ids = five
    told = emitted()

    view = publish(tx, activity_id, ids[:2], [], now, preview=True)

    assert (view["offered"], view["not_selected"], view["published"]) == (2, 3, False)
    assert emitted() == told
    assert activities.get_activity(tx, activity_id, None)["status"] == "announced"


def test_unknown_foreign_and_repeated_nominations_are_all_listed(tx, now, five):
    activity_id, ids = five
    _, foreign, _ = selected(tx, now, 1, 0)

    with pytest.raises(Invalid) as refusal:
        publish(tx, activity_id, [ids[0], foreign[0]], [ids[0], uuid4()], now)

    assert codes(refusal) == {
        ("offered.0", "repeated"),
        ("offered.1", "not_submitted"),
        ("reserves.0", "repeated"),
        ("reserves.1", "not_submitted"),
    }


def test_there_are_no_more_offers_than_seats(tx, now, five):
    activity_id, ids = five

    with pytest.raises(CapacityFull) as refusal:
        publish(tx, activity_id, ids[:3], [], now)
    assert refusal.value.facts == {"free_seats": 2, "offered": 3}


def test_a_selection_is_published_once(tx, now, five):
    activity_id, ids = five
    lifecycle.close_nominations(tx, activity_id, "Enough", now=now)
    publish(tx, activity_id, ids[:2], [], now)

    with pytest.raises(InvalidTransition):
        publish(tx, activity_id, [], [], now)


@pytest.mark.parametrize(
    ("wall", "instant"),
    [("2027-06-08T18:00", "2027-06-08T13:00:00Z"), ("2027-10-21T09:00", "2027-10-21T04:00:00Z")],
)
def test_the_last_moment_is_of_the_place(tx, now, five, wall, instant):
    activity_id, ids = five

    view = SelectionView.write(publish(tx, activity_id, ids[:1], [], now, offer_expires=wall))
    assert view["offer_expires_at"] == instant


@pytest.mark.parametrize("wall", ["2027-06-01T14:00", "2027-10-21T09:01"])
def test_a_last_moment_is_neither_past_nor_after_the_start(tx, now, five, wall):
    activity_id, ids = five

    with pytest.raises(Invalid):
        publish(tx, activity_id, ids[:1], [], now, offer_expires=wall)


def test_close_to_the_start_the_offer_ends_with_it(tx, now, five):
    activity_id, ids = five
    starts_at = activities.get_activity(tx, activity_id, None)["starts_at"]

    assert publish(tx, activity_id, ids[:1], [], starts_at - timedelta(days=2))["offer_expires_at"] == starts_at
