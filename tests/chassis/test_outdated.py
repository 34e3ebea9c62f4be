"""Tokens of ended sessions, and tokens that say what is so no more, in a service that keeps no sessions."""

import uuid
from datetime import UTC, datetime, timedelta

import psycopg2
import pytest
from marshmallow import fields

from chassis import housekeeping, outdated
from chassis.identity import Actor
from chassis.pool import Pool
from contracts.base import INSTITUTION, OFFICER, Request, View
from contracts.refusals import Forbidden, NotFound, Unauthenticated, Unavailable
from contracts.registry.credentials import AccountRightsChanged, SessionsEnded
from tests.chassis.doorway import Doorway
from tests.chassis.test_housekeeping import RULE
from tests.conftest import address


class Mark(View):
    """Who asked, as the service sees it."""

    institution_id = fields.String(allow_none=True)
    access = fields.String(allow_none=True)
    covers_children = fields.Boolean()


class Look(Request):
    """Read something."""

    allowed = (OFFICER, INSTITUTION)
    reads = True
    returns = Mark


class Touch(Look):
    """Write something."""

    reads = False


class Guess(Look):
    """Ask for what is not there, and not in the database."""


class Idle(Look):
    """Answer without the database."""


class Little:
    """Answers who asked."""

    admit = staticmethod(outdated.admit)

    def look(self, tx, request):
        tx.one("select 1")
        return tx.actor

    def touch(self, tx, request):
        with tx.refusing("marks_pkey", NotFound):
            tx.run("insert into marks values (%(id)s)", id=uuid.uuid4())
        return tx.actor

    def guess(self, tx, request):
        raise NotFound

    def idle(self, tx, request):
        return tx.actor

    def on_sessions_ended(self, tx, event):
        outdated.note_ended(tx, event["session_ids"], event["until"])

    def on_account_rights_changed(self, tx, event):
        outdated.note_rights(tx, event, event.sequence)


HERE, THERE = uuid.uuid4(), uuid.uuid4()


@pytest.fixture(scope="module")
def house(postgres, administer, template):
    """The pool of one database for all tests here: making one each takes most of their time."""
    name = f"test_outdated_{uuid.uuid4().hex[:12]}"
    administer(f"CREATE DATABASE {name} TEMPLATE {template('chassis')}")
    made = Pool(address(postgres.url, name), "tests", 3, checkout_seconds=1)
    with made.transaction() as tx:
        tx.run("create table marks (mark_id uuid constraint marks_pkey primary key)")
    yield made
    made.close()
    administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def door(house, key_pair):
    with house.transaction() as tx:
        tx.run("truncate marks, ended_sessions, changed_rights, idempotency")
    return Doorway(Little, house, key_pair)


@pytest.fixture
def rana():
    return Actor(INSTITUTION, uuid.uuid4(), HERE, "TR", "owner", session_id=uuid.uuid4())


def count(pool, what):
    with pool.transaction() as tx:
        return tx.one(f"select count(*) as n from {what}")["n"]


def end(door, *actors, until=None):
    ids = [actor.session_id for actor in actors]
    door.tell(SessionsEnded, sessions_id=uuid.uuid4(), session_ids=ids, until=until or soon())


def change(door, actor, access, sequence=1, at=None, **more):
    facts = {"institution_id": HERE, "covers_children": False, "until": soon(), **more}
    at = at or datetime.now(UTC)
    door.tell(
        AccountRightsChanged, sequence, account_id=actor.account_id, access=access, changed_at=at, **facts
    )  # fmt: skip


def soon():
    return datetime.now(UTC) + timedelta(minutes=15)


@pytest.mark.parametrize("contract", [Look, Touch, Idle])
def test_a_token_of_an_ended_session_counts_no_more_and_others_do(door, rana, contract):
    other = Actor(INSTITUTION, rana.account_id, HERE, "TR", "owner", session_id=uuid.uuid4())
    end(door, rana)

    for key in (None, "key"):
        with pytest.raises(Unauthenticated):
            door.ask(contract, door.token(rana), key)
        assert door.ask(contract, door.token(other), key)["access"] == "owner"
    assert count(door.pool, "marks") == (2 if contract is Touch else 0)


def test_the_answer_kept_under_a_key_is_given_to_no_ended_session(door, rana):
    assert door.ask(Touch, door.token(rana), "key")
    end(door, rana)

    with pytest.raises(Unauthenticated):
        door.ask(Touch, door.token(rana), "key")


def test_an_event_that_comes_twice_or_late_changes_nothing(door, rana):
    until = soon()
    for told in (until, until - timedelta(minutes=5), until):
        end(door, rana, until=told)

    assert count(door.pool, "ended_sessions") == 1
    with door.pool.transaction() as tx:
        assert tx.one("select until from ended_sessions")["until"] == until


def test_a_token_is_worth_what_its_account_may_do_now(door, rana):
    change(door, rana, "viewer", institution_id=THERE, covers_children=True)

    seen = door.ask(Look, door.token(rana))
    assert seen == {"institution_id": str(THERE), "access": "viewer", "covers_children": True}
    with pytest.raises(Forbidden):
        door.ask(Touch, door.token(rana))
    assert door.ask(Look, door.token(rana, account_id=uuid.uuid4()))["access"] == "owner"


def test_who_may_do_more_need_not_sign_in_again(door, rana):
    change(door, rana, "owner")

    for key in (None, "key", "key"):
        assert door.ask(Touch, door.token(rana, access="viewer"), key)["access"] == "owner"
    assert count(door.pool, "marks") == 2


def test_a_token_given_out_after_the_change_speaks_for_itself(door, rana):
    change(door, rana, "viewer", at=datetime.now(UTC) - timedelta(minutes=5))

    assert door.ask(Look, door.token(rana, age=timedelta(minutes=1)))["access"] == "owner"
    assert door.ask(Look, door.token(rana, age=timedelta(minutes=6)))["access"] == "viewer"


def test_of_two_changes_the_later_holds_whatever_comes_first(door, rana):
    change(door, rana, "viewer", sequence=3)
    for sequence in (2, 3):
        change(door, rana, "editor", sequence=sequence)

    assert door.ask(Look, door.token(rana))["access"] == "viewer"
    change(door, rana, "editor", sequence=4)
    assert door.ask(Look, door.token(rana))["access"] == "editor"


def test_an_ended_session_stays_ended_whatever_its_account_may_do(door, rana):
    change(door, rana, "viewer")
    end(door, rana)

    with pytest.raises(Unauthenticated):
        door.ask(Look, door.token(rana))


def test_what_needs_no_database_is_refused_as_it_would_be_to_anybody(door, rana):
    end(door, rana)

    with pytest.raises(NotFound):
        door.ask(Guess, door.token(rana))


def test_looking_costs_no_round_trip(door, rana, monkeypatch):
    sent = []
    ask = psycopg2.extensions.cursor.execute

    class Counting(psycopg2.extensions.cursor):
        def execute(self, text, parameters=None):
            sent.append(text)
            return ask(self, text, parameters)

    monkeypatch.setattr("chassis.wire.Wire.__init__", _counting(Counting))
    door.ask(Look, door.token(rana))

    assert [text.count(b"refuse_outdated") for text in sent] == [1, 0]
    assert sent[0].endswith(b"select 1") and sent[1] == b"commit"


def _counting(cursor):
    from chassis.wire import Wire

    begin = Wire.__init__

    def init(self, connection, *options):
        begin(self, connection, *options)
        self._cursor = connection.cursor(cursor_factory=cursor)

    return init


def test_it_is_a_lookup_by_two_keys(house):
    with house.transaction() as tx:
        tx.run("set local enable_seqscan = off")
        for table, key in (("ended_sessions", "session_id"), ("changed_rights", "account_id")):
            plan = str(tx.all(f"explain select from {table} where {key} = %(id)s", id=uuid.uuid4()))
            assert f"{table}_pkey" in plan


def test_what_no_living_token_needs_goes(door, rana):
    for until in (soon(), soon() - timedelta(hours=1), soon() - timedelta(hours=3)):
        one = Actor(INSTITUTION, uuid.uuid4(), session_id=uuid.uuid4())
        end(door, one, until=until)
        change(door, one, "viewer", until=until)
    for chore in housekeeping.chores(RULE):
        housekeeping.sweep(door.pool, chore)

    assert [count(door.pool, table) for table in ("ended_sessions", "changed_rights")] == [2, 2]


def test_without_its_database_it_says_so(door, rana, key_pair):
    gone = Doorway(Little, Pool("postgresql://nobody@127.0.0.1:1/none", "tests", 1), key_pair)

    with pytest.raises(Unavailable):
        gone.ask(Look, gone.token(rana))
