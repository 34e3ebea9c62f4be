"""The verbs of a transaction."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import psycopg2
import pytest

from chassis.identity import Actor
from chassis.tx import Json
from contracts.refusals import Conflict, Duplicate

OFFICER = Actor("officer", uuid.uuid4())


@pytest.fixture
def people(pool):
    with pool.transaction() as tx:
        tx.run("create table people (person_id uuid primary key, name text constraint people_name unique, facts jsonb)")
    return pool


def add(tx, name, facts=None):
    person_id = uuid.uuid4()
    tx.run(
        "insert into people (person_id, name, facts) values (%(person_id)s, %(name)s, %(facts)s)",
        person_id=person_id,
        name=name,
        facts=facts or {},
    )
    return person_id


def names(pool):
    with pool.transaction() as tx:
        return [row["name"] for row in tx.all("select name from people order by name")]


def test_values_go_in_and_come_out_as_python_values(people):
    with people.transaction() as tx:
        person_id = add(
            tx, "Ann", {"at": date(2026, 1, 2), "id": uuid.UUID(int=1), "اسم": [1, None], "fee": Decimal("120.00")}
        )
        row = tx.one("select *, now() as now from people where person_id = %(person_id)s", person_id=person_id)

    assert row["person_id"] == person_id
    assert row["facts"] == {"at": "2026-01-02", "id": str(uuid.UUID(int=1)), "اسم": [1, None], "fee": "120.00"}
    assert row["now"].utcoffset() == timedelta(0)


def test_lists_are_arrays_unless_wrapped(pool):
    ids = [uuid.uuid4(), uuid.uuid4()]
    with pool.transaction() as tx:
        row = tx.one("select %(ids)s as ids, %(rows)s::jsonb as rows", ids=ids, rows=Json([{"a": 1}]))

    assert row == {"ids": ids, "rows": [{"a": 1}]}


def test_one_is_none_where_there_is_nothing_and_run_counts(people):
    with people.transaction() as tx:
        add(tx, "Ann")
        assert tx.one("select 1 from people where name = %(name)s", name="Bob") is None
        assert tx.run("update people set name = 'Ada'") == 1
        assert tx.all("select name from people where name like 'A%'") == [{"name": "Ada"}]


def test_an_exception_rolls_back_everything(people):
    def fail():
        with people.transaction() as tx:
            add(tx, "Ann")
            raise Conflict

    with pytest.raises(Conflict):
        fail()

    assert names(people) == []


def test_the_named_violation_is_the_refusal_and_the_transaction_goes_on(people):
    with people.transaction() as tx:
        add(tx, "Ann")
        with pytest.raises(Duplicate), tx.refusing("people_name", Duplicate("Ann is here.")):
            add(tx, "Ann")
        add(tx, "Bob")

    assert names(people) == ["Ann", "Bob"]


def test_another_violation_is_our_bug(people):
    with people.transaction() as tx:
        add(tx, "Ann")
        with pytest.raises(psycopg2.IntegrityError), tx.refusing("people_age", Duplicate):
            add(tx, "Ann")


def test_a_savepoint_undoes_only_what_is_inside_it(people):
    def step(tx):
        with tx.savepoint():
            add(tx, "Bob")
            with tx.savepoint():
                add(tx, "Cem")
            raise Conflict

    with people.transaction() as tx:
        add(tx, "Ann")
        with pytest.raises(Conflict):
            step(tx)

    assert names(people) == ["Ann"]


def post(tx, name):
    tx.post("insert into people (person_id, name) values (%(person_id)s, %(name)s)", person_id=uuid.uuid4(), name=name)


def test_what_is_posted_runs_before_what_comes_next_and_before_the_commit(people):
    with people.transaction() as tx:
        post(tx, "Ann")
        assert tx.one("select count(*) as n from people") == {"n": 1}
        post(tx, "100% Bob")

    assert names(people) == ["100% Bob", "Ann"]


def test_what_is_posted_and_wrong_is_found_by_the_commit_and_nothing_holds(people):
    def fail():
        with people.transaction() as tx:
            post(tx, "Ann")
            post(tx, "Ann")

    with pytest.raises(psycopg2.IntegrityError):
        fail()

    assert names(people) == []


def test_what_is_posted_is_refused_where_the_refusal_stands(people):
    with people.transaction() as tx:
        post(tx, "Ann")
        with pytest.raises(Duplicate), tx.refusing("people_name", Duplicate("Ann is here.")):
            post(tx, "Ann")
        post(tx, "Cem")

    assert names(people) == ["Ann", "Cem"]


def test_what_is_posted_inside_a_savepoint_is_undone_with_it(people):
    def fail(tx):
        with tx.savepoint():
            post(tx, "Bob")
            raise Conflict

    with people.transaction() as tx:
        post(tx, "Ann")
        with pytest.raises(Conflict):
            fail(tx)

    assert names(people) == ["Ann"]


def test_a_great_deal_that_is_posted_does_not_wait_for_the_end(people):
    with people.transaction() as tx:
        for number in range(3):
            post(tx, f"{number}" + "x" * 150_000)
        assert tx.one("select count(*) as n from people") == {"n": 3}


def test_a_reading_transaction_cannot_write(people):
    def write():
        with people.transaction(read_only=True) as tx:
            add(tx, "Ann")

    with pytest.raises(psycopg2.errors.ReadOnlySqlTransaction):
        write()


def test_the_audit_says_who_did_what(pool):
    with pool.transaction(actor=OFFICER, correlation_id="c-1") as tx:
        tx.audit("role_changed", uuid.UUID(int=7), role={"from": "a", "to": "b"})
        row = tx.one("select * from audit")

    assert (row["role"], row["account_id"], row["correlation_id"]) == ("officer", OFFICER.account_id, "c-1")
    assert (row["action"], row["subject"]) == ("role_changed", str(uuid.UUID(int=7)))
    assert row["changes"] == {"role": {"from": "a", "to": "b"}}
    assert row["happened_at"] <= datetime.now(UTC)


def test_the_audit_keeps_no_address_as_nothing_can_be_taken_out_of_it(pool):
    changes = {"old_new": {"contact": [None, {"mail": "rana@example.org"}]}, "reason": "Ask <rana@example.org>."}
    with pool.transaction() as tx:
        tx.audit("a", "b", **changes)
        tx.audit_all("a", [("b", changes)])
        for row in tx.all("select changes from audit"):
            assert row["changes"] == {
                "old_new": {"contact": [None, {"mail": "[address]"}]}, "reason": "Ask <[address]>.",
            }  # fmt: skip


@pytest.mark.parametrize("change", ["update audit set role = 'x'", "delete from audit", "truncate audit"])
def test_the_audit_cannot_be_changed(pool, change):
    with pool.transaction() as tx:
        tx.audit("a", "b")
        with pytest.raises(psycopg2.errors.RaiseException), tx.savepoint():
            tx.run(change)
