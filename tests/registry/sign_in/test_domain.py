"""How long failures keep a name waiting, without servers."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.registry.sign_in import domain

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def test_the_fifth_failure_locks_for_a_minute_and_each_further_one_doubles_it():
    waits = [(domain.locked_until(n, NOW) or NOW) - NOW for n in range(4, 13)]
    assert [wait.total_seconds() / 60 for wait in waits] == [0, 1, 2, 4, 8, 16, 32, 60, 60]


@given(st.integers(0, 10_000))
def test_more_failures_never_wait_less(failures):
    assert (domain.locked_until(failures, NOW) or NOW) <= (domain.locked_until(failures + 1, NOW) or NOW)


def test_a_quiet_day_forgives():
    assert domain.failures_after(9, NOW - timedelta(days=2), NOW) == 1
    assert domain.failures_after(9, NOW - timedelta(hours=2), NOW) == 10
