"""Attendance, completion and outcomes on PostgreSQL."""

from datetime import date
from uuid import uuid4

import pytest

from contracts.refusals import Invalid, InvalidTransition, NotReady
from contracts.scheduling.activity_events import ActivityCompleted, ActivityReported
from contracts.scheduling.outcomes import AttendanceView, OutcomesView
from services.scheduling.activities import usecases as activities
from services.scheduling.attendance import usecases as attendance
from services.scheduling.lifecycle import usecases as lifecycle
from services.scheduling.outcomes import usecases
from tests.scheduling import facts
from tests.scheduling.facts import completion, confirm, report, selected

FIRST, SECOND = date(2027, 10, 21), date(2027, 10, 22)
PRIORITY = {"kind": "priority_area", "text": {"source": "en", "en": "ICT-enhanced EMIS"}, "objective": 1}


def codes(refusal):
    return {(problem["field"], problem["code"]) for problem in refusal.value.problems}


def missing(refusal):
    return [problem["field"] for problem in refusal.value.facts["missing"]]


@pytest.fixture
def running(tx, now):
    """A two-day workshop under way with three participants."""
    activity_id, offers, _ = selected(tx, now, 3, 0)
    for nomination_id in offers:
        confirm(tx, nomination_id, now)
    lifecycle.start_activity(tx, activity_id)
    return activity_id, offers


@pytest.fixture
def ends_at(tx, running):
    """The end of the workshop."""
    return activities.get_activity(tx, running[0], None)["ends_at"]


def note(tx, activity_id, *noted):
    records = [{"nomination_id": nomination_id, "days": days} for nomination_id, days in noted]
    return attendance.record_attendance(tx, activity_id, records)


def complete(tx, activity_id, now, **more):
    return usecases.complete_activity(tx, completion(activity_id, **more), now=now)


def test_who_came_when_is_counted_and_told(tx, running, emitted):
    activity_id, (one, two, three) = running
    told = len(emitted())

    view = AttendanceView.write(note(tx, activity_id, (one, [FIRST, SECOND]), (two, [SECOND, SECOND]), (three, [])))

    assert view == {
        "activity_id": str(activity_id), "attended": 1, "partially_attended": 1, "absent": 1, "unrecorded": 0,
    }  # fmt: skip
    assert [(k, f.get("ratio"), f["status"]) for k, f in emitted()[told:]] == [
        ("nomination.attended", 1.0, "attended"),
        ("nomination.attended", 0.5, "partially_attended"),
        ("nomination.absent", None, "absent"),
    ]


def test_a_correction_replaces_the_note_and_the_same_note_is_not_told(tx, running, emitted):
    activity_id, (one, *_) = running
    note(tx, activity_id, (one, []))
    note(tx, activity_id, (one, [FIRST, SECOND]))
    told = len(emitted())

    assert note(tx, activity_id, (one, [SECOND, FIRST]))["attended"] == 1
    assert len(emitted()) == told


def test_strangers_other_days_and_repetitions_are_all_listed(tx, running):
    activity_id, (one, two, _) = running

    with pytest.raises(Invalid) as refusal:
        note(tx, activity_id, (uuid4(), []), (one, [date(2027, 10, 23)]), (two, []), (two, []))

    assert codes(refusal) == {
        ("records.0.nomination_id", "not_a_participant"),
        ("records.1.days.0", "outside_activity"),
        ("records.2.nomination_id", "repeated"),
        ("records.3.nomination_id", "repeated"),
    }


def test_nothing_is_noted_before_the_start(tx, now):
    activity_id, (one,), _ = selected(tx, now, 1, 0)

    with pytest.raises(InvalidTransition):
        note(tx, activity_id, (one, [FIRST]))


def test_completion_counts_by_country_and_gender(tx, running, ends_at, emitted):
    activity_id, (one, two, three) = running
    note(tx, activity_id, (one, [FIRST, SECOND]), (two, [SECOND]), (three, []))

    complete(tx, activity_id, ends_at)

    told = ActivityCompleted.read(emitted()[-1][1])
    assert (told["headcount"], told["exact"], told["status"]) == (2, True, "completed")
    assert told["by_country"] == {"TJ": 2}
    assert told["by_gender"] == {"female": 1, "male": 1}


def test_an_end_needs_its_time_or_a_reason_and_attendance_or_a_headcount(tx, running, ends_at, now):
    activity_id, _ = running

    with pytest.raises(NotReady) as refusal:
        complete(tx, activity_id, now)
    assert missing(refusal) == ["early_reason", "attendance"]
    with pytest.raises(NotReady) as refusal:
        complete(tx, activity_id, ends_at, headcount=30)
    assert missing(refusal) == ["attendance"]
    done = complete(tx, activity_id, now, headcount=30, exact=False, early_reason="Storm")
    assert done["status"] == "completed"


def test_a_headcount_is_not_below_the_attendance(tx, running, ends_at):
    activity_id, people = running
    note(tx, activity_id, *[(one, [FIRST]) for one in people])

    with pytest.raises(Invalid):
        complete(tx, activity_id, ends_at, headcount=2)
    assert complete(tx, activity_id, ends_at, headcount=33)["headcount"] == 33


def test_history_completes_without_any_count(tx, now, emitted):
    changes = {
        "historic": True,
        "starts": None,
        "ends": None,
        "zone": None,
        "period": "2013-12",
        "nomination_deadline": None,
    }
    activity_id = facts.announced(tx, now, kind="expert_mission", **changes)
    lifecycle.start_activity(tx, activity_id)

    complete(tx, activity_id, now)

    assert (emitted()[-1][1]["headcount"], emitted()[-1][1]["exact"]) == (None, False)


def test_outcomes_are_filed_once_and_each_is_told(tx, running, ends_at, emitted, as_actor):
    activity_id, people = running
    note(tx, activity_id, *[(one, [FIRST]) for one in people])
    with pytest.raises(InvalidTransition):
        usecases.file_outcomes(tx, report(activity_id, [PRIORITY]))
    complete(tx, activity_id, ends_at)
    told = len(emitted())

    view = OutcomesView.write(usecases.file_outcomes(tx, report(activity_id, [PRIORITY, PRIORITY, PRIORITY])))

    assert [key for key, _ in emitted()[told:]] == ["outcome.recorded"] * 3 + ["activity.reported"]
    reported = ActivityReported.read(emitted()[-1][1])
    assert [o["outcome_id"] for o in reported["outcomes"]] == [o["outcome_id"] for o in view["outcomes"]]
    assert (view["headcount"], view["by_country"]) == (3, {"TJ": 3})
    as_actor("public")
    assert usecases.get_outcomes(tx, activity_id)["outcomes"][0]["text"]["en"] == "ICT-enhanced EMIS"
    with pytest.raises(InvalidTransition):
        usecases.file_outcomes(tx, report(activity_id, [PRIORITY]))


def test_a_report_has_outcomes_or_says_why_not(tx, running, now):
    activity_id, _ = running
    complete(tx, activity_id, now, headcount=3, exact=False, early_reason="Storm")

    for request, problem in (
        (report(activity_id, []), ("none_reason", "required")),
        (report(activity_id, [PRIORITY], none_reason="None"), ("none_reason", "not_both")),
        (report(activity_id, [{**PRIORITY, "objective": 2}]), ("outcomes.0.objective", "unknown_objective")),
    ):
        with pytest.raises(Invalid) as refusal:
            usecases.file_outcomes(tx, request)
        assert codes(refusal) == {problem}
    assert (
        usecases.file_outcomes(tx, report(activity_id, [], none_reason="Ended early"))["none_reason"] == "Ended early"
    )
