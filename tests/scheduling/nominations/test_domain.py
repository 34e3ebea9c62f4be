"""The table of moves of a nomination, without any server."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from contracts.refusals import InvalidTransition
from contracts.scheduling.nominations import STATUSES
from services.scheduling.nominations.domain import COUNTED, MOVES, OPEN, Nomination, last_moment, shifted

NOW = datetime(2027, 6, 1, 9, 0, tzinfo=UTC)
FINAL = {"not_selected", "declined", "offer_expired", "withdrawn", "closed_activity_cancelled"}


def nomination(**changes) -> Nomination:
    first = (uuid4(), uuid4(), uuid4(), {}, None, "female", "TJ", "", 1, NOW, "focal_point")
    return replace(Nomination(*first), **changes)


def test_open_counted_and_final_are_all_there_is():
    assert {*OPEN, *COUNTED, *FINAL} == set(STATUSES)
    for moves in MOVES.values():
        assert not FINAL & set(moves)


@pytest.mark.parametrize("command", MOVES)
@pytest.mark.parametrize("status", STATUSES)
def test_a_step_is_taken_from_its_statuses_only(status, command):
    before = nomination(status=status)

    if status in MOVES[command]:
        assert before.move(command).status == MOVES[command][status]
    else:
        with pytest.raises(InvalidTransition):
            before.move(command)


class Seats(RuleBasedStateMachine):
    """People come, answer and leave in any order; the seats hold."""

    def __init__(self):
        super().__init__()
        self.people = [nomination() for _ in range(6)]
        self.been = [{"submitted"} for _ in self.people]

    @rule(who=st.integers(0, 5), command=st.sampled_from(sorted(MOVES)))
    def try_step(self, who, command):
        try:
            self.people[who] = self.people[who].move(command)
        except InvalidTransition:
            return
        self.been[who].add(self.people[who].status)

    @invariant()
    def nobody_confirms_what_was_not_offered(self):
        assert all("offered" in been for been in self.been if "confirmed" in been)

    @invariant()
    def only_participants_attend(self):
        came = {"attended", "partially_attended", "absent"}
        assert all("confirmed" in been for been in self.been if been & came)

    @invariant()
    def an_end_is_an_end(self):
        assert all(len(been & FINAL) <= 1 for been in self.been)


TestSeats = Seats.TestCase
TestSeats.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)


def test_an_offer_has_its_last_moment_at_the_start_at_the_latest():
    assert last_moment(NOW, NOW + timedelta(days=3)) == NOW + timedelta(days=3)
    assert last_moment(NOW, NOW + timedelta(days=30)) == NOW + timedelta(days=14)


def test_an_offer_is_open_until_its_last_moment():
    offer = nomination(status="offered", offer_expires_at=NOW)

    assert not offer.expired(NOW)
    assert offer.expired(NOW + timedelta(microseconds=1))
    assert nomination(status="offer_expired").expired(NOW)


@given(st.integers(1, 40), st.integers(-60, 60), st.integers(1, 90))
def test_moving_an_activity_expires_no_offer(left, delta, start):
    expires_at, starts_at = NOW + timedelta(days=left), NOW + timedelta(days=start)

    assert shifted(expires_at, timedelta(days=delta), NOW, starts_at) > NOW


def test_a_nomination_is_seen_by_its_country_and_its_institution_only():
    institution = uuid4()
    found = nomination(country="TJ", nominated_by_institution=institution)

    assert found.seen_by("focal_point", None, "TJ")
    assert not found.seen_by("focal_point", None, "KZ")
    assert not found.seen_by("focal_point", None, None)
    assert found.seen_by("institution", institution, "TJ")
    assert not found.seen_by("institution", uuid4(), "TJ")
    assert not nomination().seen_by("institution", None, "TJ")
    assert not found.seen_by("public", institution, "TJ")
