"""The cycle of confirmations, without servers."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.registry.confirmations.domain import ANSWER_WITHIN, PERIOD, REMINDER_AFTER, Cycle

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def test_asked_after_six_months_reminded_missed_and_after_the_second_round_unconfirmed():
    cycle, seen = Cycle().begin(NOW), []
    for n in range(6):
        at = cycle.next_at
        cycle = cycle.go_on(f"n{n}")
        seen.append((at - NOW, cycle.step, cycle.missed, cycle.is_unconfirmed))
    assert seen == [
        (PERIOD, "asked", 0, False), (PERIOD + REMINDER_AFTER, "reminded", 0, False),
        (PERIOD + ANSWER_WITHIN, "waiting", 1, False),
        (2 * PERIOD, "asked", 1, False), (2 * PERIOD + REMINDER_AFTER, "reminded", 1, False),
        (2 * PERIOD + ANSWER_WITHIN, "waiting", 2, True),
    ]  # fmt: skip


def test_each_round_has_a_link_of_its_own():
    cycle = Cycle().begin(NOW).go_on("first")
    assert cycle.go_on("x").nonce == "first"
    assert cycle.go_on("x").go_on("x").go_on("second").nonce == "second"


@given(st.lists(st.sampled_from(["go on", "confirm"]), max_size=30))
def test_whatever_happens_one_confirmation_resets(steps):
    cycle, now = Cycle().begin(NOW), NOW
    for step in steps:
        now = cycle.next_at if step == "go on" else now + timedelta(days=1)
        before = cycle
        cycle = cycle.go_on("n") if step == "go on" else cycle.confirm(now)
        assert cycle.next_at > before.next_at if step == "go on" else cycle.missed == 0
        assert cycle.due_at <= cycle.next_at <= cycle.answer_by
    confirmed = cycle.confirm(now)
    assert (confirmed.missed, confirmed.is_unconfirmed, confirmed.due_at) == (0, False, now + PERIOD)


def test_where_nobody_can_be_asked_a_confirmation_starts_no_cycle():
    assert Cycle().confirm(NOW) == Cycle(confirmed_at=NOW)
