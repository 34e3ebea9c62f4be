"""Dates some years later, without servers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Invalid
from services.registry.runs import domain

FRIDAY_SATURDAY = frozenset({5, 6})


def at_weekend(*days):
    return lambda day: days


@given(st.dates(max_value=date(9990, 1, 1)), st.integers(1, 5))
def test_a_day_moves_by_whole_years_and_only_a_leap_day_changes(day, years):
    moved = domain.later(day, years)
    assert moved.year == day.year + years
    if (moved.month, moved.day) != (day.month, day.day):
        assert (day.month, day.day, moved.month, moved.day) == (2, 29, 2, 28)


def test_a_leap_day_is_pointed_out_and_stays_where_the_year_has_one():
    old = dict.fromkeys(domain.DATES, date(2028, 2, 29))
    new = {name: domain.later(day, 1) for name, day in old.items()}
    found = domain.dates_to_check(old, new, at_weekend())
    assert [(one["field"], one["why"], one["proposed"]) for one in found] == [
        ("start_date", "leap_day", date(2029, 2, 28)),
        ("end_date", "leap_day", date(2029, 2, 28)),
        ("deadline", "copied", date(2029, 2, 28)),
    ]
    assert domain.later(date(2028, 2, 29), 4) == date(2032, 2, 29)


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(0, 60), st.integers(0, 20),
       st.frozensets(st.integers(1, 7), max_size=3))  # fmt: skip
def test_proposals_are_working_days_in_order(deadline, wait, length, weekend):
    start = date.fromordinal(deadline.toordinal() + wait)
    new = {"deadline": deadline, "start_date": start, "end_date": date.fromordinal(start.toordinal() + length)}
    proposed = {
        **new,
        **{one["field"]: one["proposed"] for one in domain.dates_to_check(new, new, lambda day: weekend)},
    }
    assert all(day.isoweekday() not in weekend for day in proposed.values())
    assert proposed["deadline"] <= proposed["start_date"] <= proposed["end_date"]


def test_a_holiday_and_the_weekend_beside_it_are_moved_off_together():
    friday = date(2027, 3, 19)  # Friday and Saturday are the weekend, Nowruz begins on the Sunday
    new = {"deadline": date(2027, 3, 23), "start_date": friday, "end_date": date(2027, 3, 24)}
    holidays = {date(2027, 3, day) for day in (21, 22, 23, 24)}
    found = domain.dates_to_check(new, new, lambda day: FRIDAY_SATURDAY, holidays)
    assert [(one["field"], one["why"], one["proposed"].isoformat()) for one in found] == [
        ("start_date", "weekend", "2027-03-25"), ("end_date", "holiday", "2027-03-25"), ("deadline", "copied", "2027-03-18"),
    ]  # fmt: skip


def test_a_week_without_a_working_day_is_left_alone():
    day = date(2027, 1, 1)
    assert domain.working_day(day, 1, at_weekend(1, 2, 3, 4, 5, 6, 7)) == day


def test_the_ends_of_our_calendar_are_left_alone():
    assert domain.working_day(date.max, 1, at_weekend(date.max.isoweekday())) == date.max
    assert domain.working_day(date.min, -1, at_weekend(date.min.isoweekday())) == date.min


def test_the_end_of_time_is_refused():
    with pytest.raises(Invalid):
        domain.later(date(9999, 1, 1), 1)
