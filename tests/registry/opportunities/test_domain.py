"""The opportunity's machine, without servers."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Forbidden, Invalid, InvalidTransition, NotReady, TooLate
from services.registry.opportunities import domain

NOW = datetime(2026, 6, 1, tzinfo=UTC)
COMMANDS = sorted({command for moves in domain.MOVES.values() for command in moves})


def opportunity(status="draft", closes_in=timedelta(days=1), **more):
    at = NOW + closes_in
    return domain.Opportunity(status, uuid4(), uuid4(), at, at, at, **more)


@given(st.sampled_from(sorted(domain.MOVES)), st.sampled_from(COMMANDS))
def test_only_steps_of_the_table_are_possible(status, command):
    moves = domain.MOVES[status]
    if command in moves:
        assert opportunity(status).step(command) == moves[command]
    else:
        with pytest.raises(InvalidTransition) as refused:
            opportunity(status).step(command)
        assert refused.value.facts == {"from": status, "command": command, "allowed": sorted(moves)}


@given(st.lists(st.sampled_from(COMMANDS), max_size=12))
def test_nothing_becomes_public_without_review(commands):
    status, seen = "draft", []
    for command in commands:
        if command in domain.MOVES[status]:
            status = domain.MOVES[status][command]
            seen.append(status)
    if "published" in seen:
        assert seen.index("in_review") < seen.index("approved") < seen.index("published")


def test_a_past_deadline_is_not_ready_to_submit_and_too_late_to_publish():
    with pytest.raises(NotReady):
        opportunity(closes_in=timedelta(0)).submit(NOW)
    with pytest.raises(TooLate):
        opportunity("approved", closes_in=timedelta(0)).publish(NOW)


def test_nobody_reviews_their_own():
    own = opportunity("in_review")
    for reviewer in (domain.Reviewer(own.author_id, None), domain.Reviewer(uuid4(), own.institution_id)):
        with pytest.raises(Forbidden):
            own.review("approve", reviewer, [])
    assert own.review("approve", domain.Reviewer(uuid4(), uuid4()), [])["status"] == "approved"


def test_what_was_suspended_comes_back_where_it_was_or_closed():
    suspended = opportunity("suspended", status_before="published")
    assert suspended.restore(NOW)["status"] == "published"
    assert suspended.restore(NOW + timedelta(days=2))["status"] == "closed"


def test_the_deadline_ends_with_its_day_in_the_zone():
    found = domain.instants(date(2026, 8, 1), date(2026, 9, 7), date(2026, 9, 11), "Asia/Dushanbe")
    assert found["closes_at"] == datetime(2026, 8, 1, 19, 0, tzinfo=UTC)


def test_the_end_of_time_is_refused():
    with pytest.raises(Invalid):
        domain.instants(date(2026, 8, 1), date(2026, 9, 7), date.max, "Asia/Dushanbe")
