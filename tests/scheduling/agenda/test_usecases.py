"""Agendas on PostgreSQL."""

from uuid import uuid4

import pytest

from contracts.refusals import Invalid, NotFound, NotReady, StaleVersion
from contracts.scheduling.agenda import AgendaView
from services.scheduling.activities import usecases as activities
from services.scheduling.agenda import repository, usecases
from services.scheduling.lifecycle import usecases as lifecycle
from tests.scheduling.facts import MIAO, agenda, announced, drafted, revision, session, wall


def put(tx, activity_id, sessions, version=0):
    request = agenda(activity_id, sessions, version)
    return usecases.set_agenda(tx, activity_id, request["sessions"], request["version"])


TWO_DAYS = [
    session("2027-10-22T09:00", "2027-10-22T12:00", "Hall", kind="group_work"),
    session("2027-10-21T09:00", "2027-10-21T10:00", "Hall", kind="opening", speakers=[
        {"name": "Rahmatulo Mirboboev", "role": "opening", "position": {"source": "en", "en": "First Deputy Minister"}},
        {"name": "Fengchun Miao", "role": "opening", "person_id": str(MIAO), "honorific": "Mr"},
        {"name": "Zhiqian Wang", "role": "presentation"},
    ]),
    session("2027-10-21T10:00", "2027-10-21T10:30", kind="prayer_break"),
    session("2027-10-21T08:00", "2027-10-21T09:00", "Hall", kind="internal_blocker"),
]  # fmt: skip


def test_sessions_come_back_in_time_and_speakers_in_order(tx, now):
    view = AgendaView.write(put(tx, drafted(tx, now), TWO_DAYS))

    assert [s["kind"] for s in view["sessions"]] == ["internal_blocker", "opening", "prayer_break", "group_work"]
    assert [s["name"] for s in view["sessions"][1]["speakers"]] == [
        "Rahmatulo Mirboboev",
        "Fengchun Miao",
        "Zhiqian Wang",
    ]
    assert (view["version"], view["zone"]) == (1, "Asia/Dushanbe")


def test_the_public_never_sees_an_internal_blocker_and_events_do_not_carry_it(tx, now, emitted, as_actor):
    activity_id = announced(tx, now)
    put(tx, activity_id, TWO_DAYS)
    as_actor("public")

    assert len(usecases.get_agenda(tx, activity_id)["sessions"]) == 3
    ((key, facts),) = emitted("agenda")
    assert (key, facts["version"]) == ("agenda.released", 1)
    assert "internal_blocker" not in {s["kind"] for s in facts["sessions"]}


def test_an_agenda_is_not_released_before_its_activity(tx, now, emitted, as_actor):
    activity_id = drafted(tx, now)
    put(tx, activity_id, TWO_DAYS)
    as_actor("public")

    assert emitted("agenda") == []
    with pytest.raises(NotFound):
        usecases.get_agenda(tx, activity_id)


def test_all_conflicts_are_listed_where_they_stand(tx, now):
    unknown = str(uuid4())
    sessions = [
        session("2027-10-21T09:00", "2027-10-21T11:00", "Hall"),
        session("2027-10-21T10:00", "2027-10-21T12:00", "hall"),
        session("2027-10-21T10:59", "2027-10-21T12:00", "Hall"),
        session("2027-10-23T10:00", "2027-10-23T12:00", speakers=[{"name": "X", "person_id": unknown}]),
    ]

    with pytest.raises(Invalid) as refusal:
        put(tx, drafted(tx, now), sessions)

    assert [(problem["field"], problem["code"]) for problem in refusal.value.problems] == [
        ("sessions.3.starts", "outside_activity"),
        ("sessions.3.ends", "outside_activity"),
        ("sessions.1.room", "overlap"),
        ("sessions.2.room", "overlap"),
        ("sessions.2.room", "overlap"),
        ("sessions.3.speakers.0.person_id", "unknown_person"),
    ]


def test_sessions_may_touch_and_run_in_parallel_in_other_rooms(tx, now):
    sessions = [
        session("2027-10-21T09:00", "2027-10-21T10:00", "Hall"),
        session("2027-10-21T10:00", "2027-10-21T11:00", "Hall"),
        session("2027-10-21T09:30", "2027-10-21T10:30", "Library"),
        session("2027-10-21T09:30", "2027-10-21T10:30"),
    ]
    assert len(put(tx, drafted(tx, now), sessions)["sessions"]) == 4


def test_the_database_refuses_an_overlap_even_unchecked(tx, now):
    activity_id = drafted(tx, now)
    request = agenda(activity_id, [session("2027-10-21T09:00", "2027-10-21T10:00", "Hall")] * 2)

    with pytest.raises(Invalid):
        repository.replace_sessions(tx, activity_id, [{**s, "session_id": uuid4()} for s in request["sessions"]])


def test_a_stale_agenda_is_not_written(tx, now):
    activity_id = drafted(tx, now)
    put(tx, activity_id, TWO_DAYS)

    with pytest.raises(StaleVersion) as refusal:
        put(tx, activity_id, [], 0)
    assert refusal.value.facts == {"version": 1}
    assert put(tx, activity_id, [], 1)["sessions"] == []


def test_an_agenda_needs_dates(tx, now):
    activity_id = drafted(tx, now, starts=None, ends=None, nomination_deadline=None)

    with pytest.raises(NotReady):
        put(tx, activity_id, TWO_DAYS)


def test_times_are_of_the_place(tx, now):
    activity_id = drafted(tx, now)
    put(tx, activity_id, TWO_DAYS)

    assert repository.list_sessions(tx, activity_id)[1]["starts"] == wall("2027-10-21T09:00")


def test_an_agenda_that_a_revision_left_behind_keeps_the_activity_from_being_announced(tx, now):
    activity_id = drafted(tx, now)
    put(tx, activity_id, TWO_DAYS)
    dates = {"starts": "2027-10-25T09:00", "ends": "2027-10-26T17:00"}
    activities.revise_activity(tx, revision(activity_id, 1, **dates), now=now)
    activities.propose_activity(tx, activity_id, now=now)
    activities.approve_activity(tx, activity_id, now=now)

    with pytest.raises(NotReady) as refusal:
        lifecycle.announce_activity(tx, activity_id, now=now)
    assert len(refusal.value.facts["missing"]) == 8
