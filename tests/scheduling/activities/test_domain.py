"""The table of moves and the moments of an activity, without any server."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from contracts.refusals import Invalid, InvalidTransition, NotReady, StaleVersion
from contracts.scheduling.activities import STATUSES, DraftActivity
from services.scheduling.activities.domain import (
    ANNOUNCING,
    MOVES,
    RECORD,
    Activity,
    Record,
    days_of,
    instant_of,
    moments,
)
from tests.scheduling.facts import wall, workshop

NOW = datetime(2027, 6, 1, 9, 0, tzinfo=UTC)
ZONES = sorted(zone for zone in available_timezones() if "/" in zone)
ALWAYS_FINAL = {"cancelled", "reported", "archived", "postponed"}


def activity(**changes) -> Activity:
    read = DraftActivity.read(workshop(**changes))
    record = Record(**{name: read[name] for name in RECORD})
    return Activity(uuid4(), "slug", record).revised(record, NOW)


def test_every_move_is_between_known_statuses():
    for moves in MOVES.values():
        assert set(moves) | set(moves.values()) <= set(STATUSES)


@pytest.mark.parametrize("command", MOVES)
@pytest.mark.parametrize("status", STATUSES)
def test_a_step_is_taken_from_its_statuses_only(status, command):
    before = replace(activity(kind="meeting"), status=status)

    if status in MOVES[command]:
        after = before.move(command)
        assert (after.status, after.version) == (MOVES[command][status], before.version + 1)
    else:
        with pytest.raises(InvalidTransition) as refusal:
            before.move(command)
        assert command not in refusal.value.facts["allowed"]


def test_what_takes_nominations_does_not_start_before_the_selection():
    with pytest.raises(InvalidTransition):
        replace(activity(), status="announced").move("start")
    past = {"starts": "2018-10-22T09:00", "ends": "2018-10-23T17:00", "nomination_deadline": None}
    history = activity(historic=True, **past)
    assert replace(history, status="announced").move("start").status == "in_progress"


class Life(RuleBasedStateMachine):
    """Whatever steps are tried in whatever order."""

    def __init__(self):
        super().__init__()
        self.activity = activity()
        self.been = ["draft"]

    @rule(command=st.sampled_from(sorted(MOVES)))
    def try_step(self, command):
        before = self.activity
        try:
            self.activity = before.move(command)
        except InvalidTransition:
            assert self.activity is before
        else:
            self.been.append(self.activity.status)

    @invariant()
    def what_is_cancelled_or_reported_stays_so(self):
        ended = [status for status in self.been if status in ALWAYS_FINAL]
        assert len(ended) <= 1
        assert not ended or self.been[-1] == ended[0]

    @invariant()
    def nobody_takes_part_without_a_selection(self):
        assert "in_progress" not in self.been or "participants_selected" in self.been

    @invariant()
    def every_step_is_a_version(self):
        assert self.activity.version == len(self.been)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)


def test_announcing_lists_everything_that_is_missing():
    bare = activity(
        objectives=[], organisers=[], contact=None, venue=None, seats=0, languages=[], interpretation=[], zone=None,
        starts=None, ends=None, nomination_deadline=None,
    )  # fmt: skip

    with pytest.raises(NotReady) as refusal:
        bare.require(*ANNOUNCING, now=NOW)

    assert [missing["field"] for missing in refusal.value.facts["missing"]] == [
        "starts", "organisers", "contact", "objectives", "venue", "seats", "languages", "nomination_deadline",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, []),
        ({"modality": "online", "venue": None, "join_link": "https://meet.example/1"}, []),
        ({"modality": "online", "venue": None}, ["join_link"]),
        ({"kind": "meeting", "seats": 0, "nomination_deadline": None}, []),
        ({"nomination_deadline": "2027-05-31T09:00"}, ["nomination_deadline"]),
        ({"starts": "2027-05-31T09:00", "ends": "2027-05-31T10:00", "nomination_deadline": None}, ["starts", "nomination_deadline"]),
        ({"historic": True, "starts": None, "ends": None, "zone": None, "period": "2013-12", "contact": None,
          "languages": [], "interpretation": [], "venue": None, "seats": 0, "nomination_deadline": None}, []),
    ],
)  # fmt: skip
def test_what_is_needed_depends_on_the_kind(changes, missing):
    if not missing:
        assert activity(**changes).require(*ANNOUNCING, now=NOW)
        return
    with pytest.raises(NotReady) as refusal:
        activity(**changes).require(*ANNOUNCING, now=NOW)
    assert [found["field"] for found in refusal.value.facts["missing"]] == missing


def test_the_version_must_be_the_one_read():
    with pytest.raises(StaleVersion) as refusal:
        activity().at_version(7)
    assert refusal.value.facts == {"version": 1}


@given(st.datetimes(wall("1990-01-01T00:00"), wall("2035-01-01T00:00")), st.sampled_from(ZONES))
def test_an_instant_comes_back_as_the_same_wall_clock_time(time, zone):
    instant = instant_of(time, zone)

    assert instant is None or instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == time


@pytest.mark.parametrize(
    ("time", "zone", "instant"),
    [
        (wall("2027-03-28T02:30"), "Europe/Istanbul", datetime(2027, 3, 27, 23, 30, tzinfo=UTC)),
        (wall("2027-03-28T02:30"), "Europe/Paris", None),
        (wall("2027-10-31T02:30"), "Europe/Paris", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (wall("2011-12-30T12:00"), "Pacific/Apia", None),
        (wall("0001-01-01T00:00"), "Asia/Dushanbe", None),
        (wall("9999-12-31T23:59"), "America/New_York", None),
        (wall("2027-10-21T09:00"), "Asia/Dushanbe", datetime(2027, 10, 21, 4, 0, tzinfo=UTC)),
    ],
)
def test_clocks_that_change(time, zone, instant):
    assert instant_of(time, zone) == instant


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("2013", (date(2013, 1, 1), date(2013, 12, 31))),
        ("2013-12", (date(2013, 12, 1), date(2013, 12, 31))),
        ("2016-02", (date(2016, 2, 1), date(2016, 2, 29))),
    ],
)
def test_a_period_has_a_first_and_a_last_day(period, days):
    assert days_of(period) == days


@pytest.mark.parametrize("period", ["", "13", "2013-", "2013-1", "2013-13", "2013/12", "٢٠١٣", "2013-12-01", "0000"])
def test_anything_else_is_no_period(period):
    with pytest.raises(ValueError):
        days_of(period)


def test_what_has_no_dates_comes_last_and_is_never_over():
    undated = activity(starts=None, ends=None, nomination_deadline=None)

    assert undated.record.sort_at.year == 9999
    assert not undated.over(NOW)
    assert activity().over(NOW + timedelta(days=200))
    assert moments(undated.record, NOW)["starts_at"] is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"nomination_deadline": "0001-01-01T00:00"}, "nomination_deadline"),
        ({"starts": "2050-10-21T09:00", "ends": "2050-10-22T17:00"}, "starts"),
        ({"starts": None, "ends": None, "nomination_deadline": None, "period": "1980"}, "period"),
        ({"starts": None, "ends": None, "nomination_deadline": None, "period": "2033-01"}, "period"),
        ({"starts": None, "ends": None, "nomination_deadline": None, "period": "9999"}, "period"),
    ],
)
def test_years_are_those_of_the_department(changes, field):
    with pytest.raises(Invalid) as refusal:
        activity(**changes)
    assert field in {problem["field"] for problem in refusal.value.problems}
