"""How long failures keep whom waiting."""

from datetime import UTC, datetime, timedelta

import pytest

from services.registry.sign_in.domain import (
    BARRED,
    FORGIVEN_AFTER,
    MOST,
    NEAR,
    WHOLE_ADDRESS,
    WHOLE_NAME,
    counters,
    failures_after,
)

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("rule", [NEAR, WHOLE_NAME, WHOLE_ADDRESS])
def test_a_lock_grows_from_a_minute_to_an_hour_after_the_free_failures(rule):
    waits = [rule.locked_until(failures, NOW) for failures in range(rule.free + 12)]
    assert waits[: rule.free + 1] == [None] * (rule.free + 1)
    minutes = [(until - NOW) / timedelta(minutes=1) for until in waits[rule.free + 1 :]]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]


def test_a_hundred_failures_bar_a_name_but_not_an_address():
    assert NEAR.locked_until(MOST, NOW) == WHOLE_NAME.locked_until(MOST, NOW) == NOW + BARRED
    assert WHOLE_ADDRESS.locked_until(500, NOW) == NOW + timedelta(hours=1)


def test_failures_before_a_quiet_day_are_forgiven_unless_they_bar():
    assert failures_after(4, NOW - FORGIVEN_AFTER - timedelta(seconds=1), NOW) == 1
    assert failures_after(4, NOW - FORGIVEN_AFTER, NOW) == 5
    assert failures_after(0, None, NOW) == 1
    assert failures_after(MOST, NOW - FORGIVEN_AFTER * 20, NOW) == MOST + 1


def test_a_known_device_is_measured_by_itself_alone():
    assert [(c.name, c.source) for c in counters("aylin", "d1", "192.0.2.1")] == [("aylin", "device:d1")]
    assert [(c.name, c.source) for c in counters("aylin", None, "192.0.2.1")] == [
        ("aylin", "address:192.0.2.1"), ("aylin", ""), (" ", "address:192.0.2.1"),
    ]  # fmt: skip
    assert [(c.name, c.source) for c in counters("aylin", None, None)] == [("aylin", "address:-"), ("aylin", "")]
