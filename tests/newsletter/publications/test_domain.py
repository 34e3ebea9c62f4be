"""Half-years in Ankara's civil time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Invalid
from services.newsletter.publications.domain import Period, missed, volume_of

MOMENTS = st.datetimes(datetime(1985, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS)
def test_every_moment_lies_in_exactly_one_half_year(moment):
    period = Period.of(moment)

    assert period.starts_at <= moment < period.ends_at
    assert period.ends_at == period.next.starts_at
    assert Period.parse(str(period)) == period


def test_the_half_year_begins_at_midnight_in_ankara():
    assert Period.parse("2026-H2").starts_at == datetime(2026, 6, 30, 21, 0, tzinfo=UTC)
    assert str(Period.of(datetime(2026, 12, 31, 20, 59, 59, tzinfo=UTC))) == "2026-H2"
    assert str(Period.of(datetime(2026, 12, 31, 21, 0, tzinfo=UTC))) == "2027-H1"


@given(MOMENTS, st.integers(0, 30))
def test_missed_half_years_are_caught_up_without_gap(moment, halves):
    current = Period.of(moment)
    last = Period.of(moment - timedelta(days=182.6 * halves))

    periods = missed(last, current)

    assert [Period.of(p.starts_at - timedelta(seconds=1)) for p in periods] == [last, *periods][: len(periods)]
    assert not periods or periods[-1] == current


@pytest.mark.parametrize("text", ["2026", "2026-H3", "26-H1", "2026-h1", "0000-H1", "2026-H1 "])
def test_anything_else_is_no_half_year(text):
    with pytest.raises(Invalid):
        Period.parse(text)


def test_the_second_half_of_2026_is_volume_17():
    assert volume_of(2010, Period.parse("2026-H2")) == 17
