"""What was audited can be added to, never changed or taken out unseen (rel:3.25)."""

from contextlib import closing

import psycopg2
import pytest

from chassis import audit


@pytest.fixture
def written(pool):
    """`written(n)`: so many audited acts, sealed."""

    def write(number):
        with pool.transaction() as tx:
            for each in range(number):
                tx.audit("thing.done", f"thing {each}", each=each)
        with pool.transaction() as tx:
            audit.seal(tx)

    return write


@pytest.fixture
def tamper(chassis_database):
    """`tamper(statement)`: as somebody who owns the server and disarms its triggers."""

    def run(statement):
        with closing(psycopg2.connect(chassis_database)) as connection, connection, connection.cursor() as cursor:
            cursor.execute("set session_replication_role = replica")
            cursor.execute(statement)
            assert cursor.rowcount

    return run


@pytest.fixture
def verify(pool):
    def check():
        with pool.transaction(read_only=True) as tx:
            return audit.verify(tx, at_once=2)

    return check


def test_an_untouched_audit_holds_and_grows(pool, written, verify):
    written(3)
    first = verify()
    written(2)
    with pool.transaction() as tx:
        tx.audit("thing.done", "just now")
        noted = audit.head_at(tx, first.position)

    found = verify()
    assert (first.position, first.broken_at, first.unsealed) == (3, None, 0)
    assert (found.position, found.broken_at, found.unsealed) == (5, None, 1)
    assert noted == first.hash != found.hash


@pytest.mark.parametrize(
    "statement",
    [
        "update audit set changes = '{\"each\": 7}' where subject = 'thing 3'",
        "update audit set role = 'officer' where subject = 'thing 3'",
        "update audit set account_id = gen_random_uuid() where subject = 'thing 3'",
        "update audit set happened_at = happened_at - interval '1 microsecond' where subject = 'thing 3'",
        "delete from audit where subject = 'thing 3'",
    ],
)
def test_a_row_that_was_changed_or_taken_out_is_named(written, verify, tamper, pool, statement):
    written(6)
    with pool.transaction() as tx:
        row = tx.one("select audit_id from audit where subject = 'thing 3'")
    tamper(statement)

    assert verify().broken_at == row["audit_id"]


def test_a_row_taken_out_with_its_seal_is_found_at_the_next(written, verify, tamper, pool):
    written(6)
    with pool.transaction() as tx:
        after = tx.one("select audit_id from audit where subject = 'thing 4'")
    tamper("with gone as (delete from audit where subject = 'thing 3' returning audit_id)"
           " delete from audit_chain using gone where audit_chain.audit_id = gone.audit_id")  # fmt: skip

    assert verify().broken_at == after["audit_id"]


def test_nobody_waits_while_rows_are_sealed_and_two_never_seal_at_once(pool, written, verify):
    written(1)
    with pool.transaction() as tx:
        tx.audit("thing.done", "a")
    with pool.transaction() as sealing:
        assert audit.seal(sealing) == 1
        with pool.transaction() as writer:
            writer.run("set local lock_timeout = '1s'")
            writer.audit("thing.done", "b")
        with pool.transaction() as other:
            assert audit.seal(other) == 0

    assert (verify().position, verify().unsealed) == (2, 1)


def test_a_row_that_commits_late_is_sealed_later(pool, written, verify):
    with pool.transaction() as slow:
        slow.audit("thing.done", "early number")
        written(3)
    with pool.transaction() as tx:
        assert audit.seal(tx) == 1

    assert (verify().position, verify().broken_at, verify().unsealed) == (4, None, 0)


@pytest.mark.parametrize(
    "statement", ["update audit set role = 'x'", "delete from audit_chain", "truncate audit_chain"]
)
def test_not_even_the_owner_changes_it_by_mistake(written, pool, statement):
    written(1)
    with pytest.raises(psycopg2.errors.RaiseException, match="append-only"), pool.transaction() as tx:
        tx.run(statement)


def test_the_command_tells_and_compares_with_a_head_noted_before(
    little_tree, command, chassis_database, written, tamper
):
    tree = little_tree("class LittleService:\n    name = 'little'\n")
    written(4)
    good = command(tree, "audit", chassis_database, "verify")
    head = good.stdout.split("head: ")[1].strip()
    same, rewritten = (
        command(tree, "audit", chassis_database, "verify", head),
        command(tree, "audit", chassis_database, "verify", "4:" + "0" * 64),
    )
    tamper("update audit set action = 'thing.undone' where subject = 'thing 0'")
    bad = command(tree, "audit", chassis_database, "verify")

    assert (good.returncode, same.returncode, rewritten.returncode, bad.returncode) == (0, 0, 1, 1), good.stderr
    assert "4 rows as they were sealed, 0 not sealed yet" in good.stdout
    assert "written anew" in rewritten.stdout and "is not what was sealed" in bad.stdout
