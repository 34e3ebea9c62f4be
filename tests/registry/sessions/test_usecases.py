"""Open sessions and what their tokens are worth, on PostgreSQL."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.refusals import Unauthenticated
from contracts.registry.credentials import ListOwnSessions, OwnSessionView
from services.registry.accounts import colleagues
from services.registry.accounts import usecases as accounts
from services.registry.lifecycle import usecases as lifecycle
from services.registry.sessions import usecases
from tests.registry.conftest import OFFICER
from tests.registry.people_of import become, member, register, session


@pytest.fixture
def rana(tx, now):
    return member(tx, now, register(tx, now), "owner", "rana")


def listed(tx, now, **wanted):
    return usecases.list_own_sessions(tx, ListOwnSessions.read(wanted), now=now)


def test_sessions_are_listed_newest_first_and_this_one_is_marked(tx, rana, now):
    first = session(tx, now, "rana", address="192.0.2.1")
    second = session(tx, now + timedelta(hours=1), "rana")
    become(tx, rana, first["session_id"])
    page = listed(tx, now + timedelta(hours=1), limit=1)
    rest = listed(tx, now + timedelta(hours=1), cursor=page["next"])
    found = [OwnSessionView.write(one) for one in page["items"] + rest["items"]]
    assert [(one["session_id"], one["current"]) for one in found] == [
        (str(second["session_id"]), False), (str(first["session_id"]), True),
    ]  # fmt: skip
    assert found[1]["address"] == "192.0.2.1"


def test_an_ended_session_counts_no_more_from_the_next_request_on(tx, rana, now):
    here, there = session(tx, now, "rana"), session(tx, now, "rana")
    become(tx, rana, here["session_id"])
    for _ in range(2):
        usecases.end_own_session(tx, there["session_id"], now=now)
    with pytest.raises(Unauthenticated):
        usecases.admit(tx, accounts.actor_of(rana, there["session_id"]), now=now)
    assert len(listed(tx, now)["items"]) == 1


def test_nobody_ends_the_session_of_another(tx, rana, now):
    there = session(tx, now, "rana")
    tx.actor = OFFICER
    usecases.end_own_session(tx, there["session_id"], now=now)
    assert usecases.admit(tx, accounts.actor_of(rana, there["session_id"]), now=now)


def test_a_token_is_worth_what_its_account_may_do_now(tx, rana, now):
    editor = member(tx, now, rana["institution_id"], "editor", "karim")
    old = accounts.actor_of(editor, session(tx, now, "karim")["session_id"])
    become(tx, rana)
    colleagues.change_access(tx, editor["account_id"], "viewer", None, now=now)
    assert usecases.admit(tx, old, now=now).access == "viewer"


@pytest.mark.parametrize("status", ["inactive", "closed"])
def test_an_ended_institution_ends_every_token_at_once(tx, rana, now, status):
    actors = [accounts.actor_of(rana, session(tx, now, "rana")["session_id"]) for _ in range(2)]
    tx.actor = OFFICER
    step = {"institution_id": rana["institution_id"], "status": status, "reason": "x", "version": 1}
    lifecycle.change_institution_status(tx, step, now=now)
    for actor in actors:
        with pytest.raises(Unauthenticated):
            usecases.admit(tx, actor, now=now)


def test_a_token_of_nobody_or_of_another_is_worth_nothing(tx, rana, now):
    open_one = session(tx, now, "rana")
    actor = accounts.actor_of(rana, open_one["session_id"])
    with pytest.raises(Unauthenticated):
        usecases.admit(tx, accounts.actor_of(rana, uuid4()), now=now)
    with pytest.raises(Unauthenticated):
        usecases.admit(tx, accounts.actor_of({**rana, "account_id": uuid4()}, open_one["session_id"]), now=now)
    with pytest.raises(Unauthenticated):
        usecases.admit(tx, actor, now=now + timedelta(days=30))


def test_looking_a_token_up_is_one_query_by_key(tx, rana, now):
    tx.run("set local enable_seqscan = off")  # a table of three rows is read whole, whatever its keys
    rows = tx.all(
        """explain select a.role from sessions as s join accounts as a using (account_id)
           left join institutions as i using (institution_id) where s.session_id = %(id)s""",
        id=uuid4(),
    )
    assert "sessions_pkey" in str(rows)
