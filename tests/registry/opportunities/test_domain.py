"""The opportunity's machine, without servers."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Forbidden, Invalid, InvalidTransition, NotReady, TooLate
from services.registry.opportunities import domain

NOW = datetime(2026, 6, 1, tzinfo=UTC)
# The department's table: status, command, next status; every other cell is refused.
TABLE = {
    ("draft", "revise"): "draft", ("draft", "submit"): "in_review", ("draft", "withdraw"): "withdrawn",
    ("in_review", "return"): "draft", ("in_review", "approve"): "approved", ("in_review", "withdraw"): "withdrawn",
    ("approved", "publish"): "published", ("approved", "cancel"): "cancelled",
    ("published", "revise"): "published", ("published", "extend"): "published", ("published", "close"): "closed",
    ("published", "cancel"): "cancelled", ("published", "suspend"): "suspended",
    ("closed", "extend"): "published", ("closed", "start"): "running", ("closed", "cancel"): "cancelled",
    ("closed", "suspend"): "suspended", ("running", "end"): "ended", ("running", "cancel"): "cancelled",
    ("ended", "archive"): "archived", ("suspended", "restore"): "closed",
}  # fmt: skip
STATUSES = (
    "draft", "in_review", "approved", "published", "closed", "running", "ended", "archived", "cancelled", "suspended", "withdrawn",
)  # fmt: skip
COMMANDS = sorted({command for _, command in TABLE})


def opportunity(status="draft", closes_in=timedelta(days=1), **more):
    return domain.Opportunity(status, uuid4(), [uuid4()], NOW + closes_in, **more)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_cell_of_the_table_is_as_the_department_says(status, command):
    if (status, command) in TABLE:
        assert opportunity(status).step(command) == TABLE[status, command]
    else:
        with pytest.raises(InvalidTransition) as refused:
            opportunity(status).step(command)
        allowed = sorted(name for known, name in TABLE if known == status)
        assert refused.value.facts == {"from": status, "command": command, "allowed": allowed}


@given(st.lists(st.sampled_from(COMMANDS), max_size=14))
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


def test_publication_at_a_later_moment_must_come_before_the_deadline():
    approved = opportunity("approved")
    assert approved.publish(NOW, NOW + timedelta(hours=1)) == {"publish_at": NOW + timedelta(hours=1)}
    assert approved.publish(NOW, NOW - timedelta(hours=1))["status"] == "published"
    with pytest.raises(TooLate):
        approved.publish(NOW, NOW + timedelta(days=1))


def test_nobody_reviews_their_own():
    own = opportunity("in_review")
    for reviewer in (domain.Reviewer(own.authors[0], None), domain.Reviewer(uuid4(), own.institution_id)):
        for command in ("approve", "return"):
            with pytest.raises(Forbidden):
                own.review(command, reviewer, [])
    assert own.review("approve", domain.Reviewer(uuid4(), uuid4()), []) == {
        "status": "approved", "comments": [], "revision": 1,
    }  # fmt: skip


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
