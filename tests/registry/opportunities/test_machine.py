"""The opportunity's machine through its use cases, on PostgreSQL: every cell, and any sequence of commands and days."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from contracts.refusals import Conflict, InvalidTransition, NotReady, TooLate
from services.registry.opportunities import usecases
from services.registry.revisions import usecases as revisions
from services.registry.suspensions import usecases as suspensions
from tests.registry import facts
from tests.registry.opportunities.test_domain import STATUSES, TABLE

COMMENTS = [{"field": "title", "comment": "Which surveys?"}]
BY_PEOPLE = (
    "submit",
    "withdraw",
    "return",
    "approve",
    "publish",
    "cancel",
    "archive",
    "suspend",
    "restore",
    "revise",
    "extend",
)
# Days after `now` at which the deadline has passed, the course has begun and has ended.
CLOSED, BEGUN, ENDED = 62, 99, 110


def run(tx, card, command, now):
    """Let an officer who had no hand in it so far give this command."""
    tx.actor = replace(tx.actor, account_id=uuid4())
    found = usecases.find_card(tx, card["opportunity_id"])
    record = {"opportunity_id": card["opportunity_id"], "version": found["version"]}
    revised = {**facts.opportunity(card["institution_id"], title={"en": f"Title {uuid4().hex}"}), **record}
    extended = {**record, "deadline": date(2026, 9, 5)}
    one = card["opportunity_id"]
    return {
        "submit": lambda: usecases.submit_opportunity(tx, one, now=now),
        "withdraw": lambda: usecases.withdraw_opportunity(tx, one, now=now),
        "return": lambda: usecases.return_opportunity(tx, one, COMMENTS, now=now),
        "approve": lambda: usecases.approve_opportunity(tx, one, now=now),
        "publish": lambda: usecases.publish_opportunity(tx, one, now=now),
        "cancel": lambda: usecases.cancel_opportunity(tx, one, "No trainer.", now=now),
        "archive": lambda: usecases.archive_opportunity(tx, one, now=now),
        "suspend": lambda: suspensions.suspend_opportunity(tx, one, "Doubts.", now=now),
        "restore": lambda: suspensions.restore_opportunity(tx, one, now=now),
        "revise": lambda: revisions.revise_opportunity(tx, revised, now=now, new_id=uuid4()),
        "extend": lambda: revisions.extend_deadline(tx, extended, now=now, new_id=uuid4()),
    }[command]()


def put(tx, card, status):
    """Let the stored one stand there, whatever led to it."""
    hidden = status == "suspended"
    tx.run(
        """update opportunities set status = %(status)s, status_before = %(before)s, suspended_by = %(by)s
           where opportunity_id = %(id)s""",
        status=status, before="closed" if hidden else None, by="officer" if hidden else None, id=card["opportunity_id"],
    )  # fmt: skip


@pytest.mark.parametrize("status", STATUSES)
def test_every_command_does_what_the_table_says(tx, draft, emitted, now, status):
    class Undo(Exception):
        pass

    card = draft()
    for command in BY_PEOPLE:
        with suppress(Undo), tx.savepoint():
            put(tx, card, status)
            told = len(emitted())
            if (status, command) in TABLE:
                assert run(tx, card, command, now)["status"] == TABLE[status, command], command
            else:
                with pytest.raises(InvalidTransition) as refused:
                    run(tx, card, command, now)
                assert (refused.value.facts["from"], len(emitted())) == (status, told), command
            raise Undo


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize(
    ("days", "chain"), [(CLOSED, ("close",)), (BEGUN, ("close", "start")), (ENDED, ("close", "start", "end"))]
)
def test_the_clock_does_what_the_table_says(tx, draft, now, status, days, chain):
    card, expected = draft(), status
    put(tx, card, status)
    for command in chain:
        expected = TABLE.get((expected, command), expected)
    usecases.go_on_with_due(tx, now=now + timedelta(days=days))
    assert usecases.find_card(tx, card["opportunity_id"])["status"] == expected


class Model:
    """What the department's table says of one opportunity as days go by."""

    def __init__(self):
        self.status, self.before, self.day = "draft", None, 0

    def pass_to(self, day):
        self.day = max(self.day, day)
        for command, at in (("close", CLOSED), ("start", BEGUN), ("end", ENDED)):
            if self.day >= at:
                self.status = TABLE.get((self.status, command), self.status)

    def refusal(self, command):
        if (self.status, command) not in TABLE:
            return InvalidTransition
        late = {"submit": NotReady, "publish": TooLate}
        return late.get(command) if self.day >= CLOSED else None

    def take(self, command):
        to = TABLE[self.status, command]
        if command == "suspend":
            self.before = self.status
        if command == "restore" and self.day < CLOSED:
            to = self.before
        self.status = to


STEPS = st.one_of(
    st.sampled_from([one for one in BY_PEOPLE if one != "extend"]), st.sampled_from([CLOSED, BEGUN, ENDED])
)
# Half of the sequences begin as most lives do, so that they come far.
LIVES = st.tuples(st.sampled_from([[], ["submit", "approve", "publish"]]), st.lists(STEPS, max_size=8)).map(
    lambda two: two[0] + two[1]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(["revise", "submit", "return"])
@given(LIVES)
def test_any_sequence_ends_where_the_table_says(tx, draft, emitted, now, commands):
    class Undo(Exception):
        pass

    with suppress(Undo), tx.savepoint():
        card, model = draft(), Model()
        for command in commands:
            follow(tx, card, model, command, now)
            assert usecases.find_card(tx, card["opportunity_id"])["status"] == model.status
        told = [data["status"] for key, data in emitted() if key in ("opportunity.published", "opportunity.restored")]
        assert set(told) <= {"published", "closed"}
        raise Undo


def follow(tx, card, model, command, now):
    """Let both take one step, or refuse it alike."""
    if isinstance(command, int):
        model.pass_to(command)
        usecases.go_on_with_due(tx, now=now + timedelta(days=model.day))
        return
    at = now + timedelta(days=model.day)
    if expected := model.refusal(command):
        with pytest.raises(Conflict) as refused, tx.savepoint():
            run(tx, card, command, at)
        assert type(refused.value) is expected
    else:
        run(tx, card, command, at)
        model.take(command)
