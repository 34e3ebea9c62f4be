"""Announcing, moving, cancelling and starting on PostgreSQL."""

from datetime import timedelta

import pytest

from contracts.refusals import Invalid, InvalidTransition, NotReady, StaleVersion
from contracts.scheduling.activities import ListActivities
from contracts.scheduling.activity_events import NominationsOpened
from services.scheduling.activities import usecases as activities
from services.scheduling.agenda import usecases as agendas
from services.scheduling.lifecycle import usecases
from tests.scheduling import facts
from tests.scheduling.facts import announced, approved, confirm, reschedule, selected, wall

MEETING = {"kind": "meeting", "seats": 0, "nomination_deadline": None}
HISTORY = {
    "historic": True, "starts": None, "ends": None, "zone": None, "period": "2013-12", "nomination_deadline": None,
    "kind": "expert_mission", "contact": None, "languages": [], "interpretation": [],
}  # fmt: skip


def keys(emitted):
    return [key for key, _ in emitted]


def show(tx, activity_id):
    return activities.get_activity(tx, activity_id, None)


def test_announcing_opens_nominations_and_releases_the_agenda(tx, now, emitted):
    activity_id = approved(tx, now)
    request = facts.agenda(activity_id, [facts.session("2027-10-21T09:00", "2027-10-21T10:00")])
    agendas.set_agenda(tx, activity_id, request["sessions"], 0)
    before = len(emitted())
    usecases.announce_activity(tx, activity_id, now=now)

    told = emitted()[before:]
    assert keys(told) == ["activity.announced", "agenda.released", "nominations.opened"]
    assert NominationsOpened.read(told[2][1])["deadline"].isoformat() == "2027-09-01T13:00:00+00:00"


def test_a_meeting_and_history_open_no_nominations(tx, now, emitted):
    announced(tx, now, **MEETING)
    announced(tx, now, **HISTORY)

    assert emitted("nominations") == []
    assert [f["period"] for k, f in emitted("activity") if k == "activity.announced"] == [None, "2013-12"]


def test_what_is_not_ready_is_not_announced(tx, now, emitted):
    activity_id = approved(tx, now, venue=None, seats=0)
    told = emitted()

    with pytest.raises(NotReady) as refusal:
        usecases.announce_activity(tx, activity_id, now=now)

    assert [missing["field"] for missing in refusal.value.facts["missing"]] == ["venue", "seats"]
    assert emitted() == told


def test_nominations_close_before_the_deadline_only_with_a_reason(tx, now, emitted):
    activity_id = announced(tx, now)
    facts.nominated(tx, activity_id, now)

    with pytest.raises(Invalid):
        usecases.close_nominations(tx, activity_id, "", now=now)
    assert usecases.close_nominations(tx, activity_id, "Enough", now=now)["status"] == "nominations_closed"
    assert emitted()[-1] == ("nominations.closed", {"nominations_id": str(activity_id), "by_country": {"TJ": 1}})


def test_the_timer_closes_nominations_at_the_deadline_once(tx, now, emitted):
    activity_id = announced(tx, now)
    deadline = show(tx, activity_id)["deadline_at"]

    usecases.close_due_nominations(tx, 20, now=deadline - timedelta(seconds=1))
    assert show(tx, activity_id)["status"] == "announced"
    for _ in range(2):
        assert usecases.close_due_nominations(tx, 20, now=deadline) is False
    assert keys(emitted("nominations")) == ["nominations.opened", "nominations.closed"]


def test_moving_an_activity_moves_its_deadline_its_offers_and_its_agenda_and_tells_once(tx, now, emitted):
    activity_id, offers, _ = selected(tx, now, 2, 0)
    request = facts.agenda(activity_id, [facts.session("2027-10-21T09:00", "2027-10-21T10:00", "Hall"),
                                         facts.session("2027-10-21T10:00", "2027-10-21T11:00", "Hall")])  # fmt: skip
    agendas.set_agenda(tx, activity_id, request["sessions"], 0)
    known, before = show(tx, activity_id), len(emitted())

    moved = reschedule(tx, activity_id, "2027-10-22T09:00", "2027-10-23T17:00", known["version"], now)

    assert (moved["ical_sequence"], moved["version"]) == (1, known["version"] + 1)
    assert moved["nomination_deadline"] == known["nomination_deadline"] + timedelta(days=1)
    rows = tx.all("select offer_expires_at from nominations")
    assert {row["offer_expires_at"] for row in rows} == {now + timedelta(days=15)}
    sessions = agendas.get_agenda(tx, activity_id)
    assert [s["starts"] for s in sessions["sessions"]] == [wall("2027-10-22T09:00"), wall("2027-10-22T10:00")]
    assert keys(emitted()[before:]) == ["activity.rescheduled", "agenda.released"]
    told = emitted()[before][1]
    assert (told["previous_starts"], told["starts"]) == ("2027-10-21T09:00", "2027-10-22T09:00")
    assert (told["ical_sequence"], told["starts_at"]) == (1, "2027-10-22T04:00:00Z")
    assert len(offers) == 2


def test_the_same_dates_again_change_nothing(tx, now, emitted):
    activity_id = announced(tx, now)
    version, told = show(tx, activity_id)["version"], emitted()

    again = reschedule(tx, activity_id, "2027-10-21T09:00", "2027-10-22T17:00", version, now)

    assert (again["version"], emitted()) == (version, told)


@pytest.mark.parametrize(
    ("starts", "ends", "problem"),
    [
        ("2027-05-01T09:00", "2027-05-02T09:00", ("starts", "not_in_future")),
        ("2027-10-21T09:00", "2027-10-21T09:00", ("ends", "ends_before_start")),
        ("2027-10-21T09:00", "2027-12-31T09:00", ("ends", "too_long")),
    ],
)
def test_dates_that_cannot_be_are_refused(tx, now, starts, ends, problem):
    activity_id = announced(tx, now)

    with pytest.raises(Invalid) as refusal:
        reschedule(tx, activity_id, starts, ends, show(tx, activity_id)["version"], now)

    assert problem in {(found["field"], found["code"]) for found in refusal.value.problems}


def test_moving_needs_the_version_read(tx, now):
    activity_id = announced(tx, now)

    with pytest.raises(StaleVersion):
        reschedule(tx, activity_id, "2027-10-22T09:00", "2027-10-23T17:00", 1, now)


def test_moving_close_does_not_close_nominations_unawares(tx, now):
    activity_id = announced(tx, now, nomination_deadline="2027-06-10T18:00")

    version = show(tx, activity_id)["version"]
    moved = reschedule(tx, activity_id, "2027-07-01T09:00", "2027-07-02T17:00", version, now)

    assert moved["nomination_deadline"] == wall("2027-06-10T18:00")


def test_sessions_that_would_fall_outside_are_named(tx, now):
    activity_id = announced(tx, now)
    request = facts.agenda(activity_id, [facts.session("2027-10-22T09:00", "2027-10-22T10:00")])
    agendas.set_agenda(tx, activity_id, request["sessions"], 0)

    with pytest.raises(Invalid) as refusal:
        reschedule(tx, activity_id, "2027-10-25T09:00", "2027-10-25T17:00", show(tx, activity_id)["version"], now)
    assert {problem["code"] for problem in refusal.value.problems} == {"outside_activity"}


def test_cancelling_ends_every_open_nomination_in_the_same_transaction(tx, now, emitted):
    activity_id, offers, _ = selected(tx, now, 2, 1, others=1)
    confirm(tx, offers[0], now)
    before = len(emitted())

    cancelled = usecases.cancel_activity(tx, activity_id, "No visas")

    told = emitted()[before:]
    assert keys(told) == ["nomination.ended"] * 3 + ["activity.cancelled"]
    assert {f["status"] for _, f in told[:3]} == {"closed_activity_cancelled"}
    assert (told[3][1]["affected_count"], told[3][1]["reason"], told[3][1]["ical_sequence"]) == (3, "No visas", 1)
    assert cancelled["cancel_reason"] == "No visas"
    with pytest.raises(InvalidTransition):
        usecases.cancel_activity(tx, activity_id, "Again")


def test_a_cancelled_draft_is_never_told_or_shown(tx, now, emitted, as_actor):
    activity_id = facts.drafted(tx, now)
    usecases.cancel_activity(tx, activity_id, "Mistake")
    as_actor("public")

    assert emitted() == []
    assert activities.list_activities(tx, ListActivities.read({}))["items"] == []


def test_the_timer_starts_at_the_local_start_what_has_somebody_confirmed(tx, now, emitted):
    empty, _, _ = selected(tx, now, 1, 0)
    busy, offers, _ = selected(tx, now, 1, 0, nomination_deadline="2027-09-02T18:00")
    confirm(tx, offers[0], now)
    meeting, history = announced(tx, now, **MEETING), announced(tx, now, **HISTORY)
    starts_at = show(tx, busy)["starts_at"]

    usecases.start_due_activities(tx, 20, now=starts_at - timedelta(seconds=1))
    assert "activity.started" not in keys(emitted())
    usecases.start_due_activities(tx, 20, now=starts_at)
    usecases.start_due_activities(tx, 20, now=starts_at)

    assert {f["activity_id"] for k, f in emitted() if k == "activity.started"} == {str(busy), str(meeting)}
    assert keys(emitted()).count("activity.started") == 2
    assert [show(tx, found)["status"] for found in (empty, history)] == ["participants_selected", "announced"]
    assert usecases.start_activity(tx, history)["status"] == "in_progress"
