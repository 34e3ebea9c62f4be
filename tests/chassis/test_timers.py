"""Timers run once a period over all replicas, workers on each of them; neither dies of what its method raises."""

import itertools
import threading
from contextlib import closing

import psycopg2
import pytest

from chassis import timers
from contracts.refusals import Conflict
from deploy.local.processes import wait_until

TICKS = "create table ticks (id int generated always as identity, who text, at timestamptz default clock_timestamp())"
SOURCE = '''
import os

from chassis.database import Database
from chassis.timers import timer, worker


class LittleService:
    """A service for tests."""

    name = "little"
    db = Database()

    @timer(seconds=1)
    def tick(self, tx):
        tx.run("insert into ticks (who) values ('timer')")

    @timer(seconds=3600)
    def hurry(self, tx):
        tx.run("insert into ticks (who) values ('hurry')")
        return tx.one("select count(*) as runs from ticks where who = 'hurry'")["runs"] < 3

    @timer(seconds=1)
    def fail(self, tx):
        tx.run("insert into ticks (who) values ('never')")
        raise ValueError("on purpose")

    @worker(seconds=0.5)
    def work(self):
        with self.db.transaction() as tx:
            tx.run("insert into ticks (who) values (%(who)s)", who=f"worker {os.getpid()}")
'''


@pytest.fixture
def ticks(chassis_database):
    """`ticks("timer")`: when it ran, in seconds of the database's clock."""

    def read(who):
        with closing(psycopg2.connect(chassis_database)) as connection, connection.cursor() as cursor:
            cursor.execute("select extract(epoch from at)::float8 from ticks where who like %s order by id", (who,))
            return [at for (at,) in cursor.fetchall()]

    return read


@pytest.fixture
def tree(little_tree, command, chassis_database):
    made = little_tree(SOURCE, TICKS)
    assert command(made, "migrate", chassis_database).returncode == 0
    return made


def test_a_timer_runs_once_a_period_over_two_replicas(tree, launch, chassis_database, ticks):
    one, two = launch(tree, chassis_database), launch(tree, chassis_database)
    one.wait_ready()
    two.wait_ready()
    wait_until(lambda: len(ticks("timer")) >= 5, "the timer ran five times")
    wait_until(lambda: all(ticks(f"worker {r.process.pid}") for r in (one, two)), "the worker ran on both")
    at = ticks("timer")

    assert min(after - before for before, after in itertools.pairwise(at)) > 0.9
    assert len(ticks("hurry")) == 3
    assert ticks("never") == []
    assert "ValueError: on purpose" in one.output() + two.output()
    assert one.process.poll() is two.process.poll() is None


def test_a_timer_goes_on_when_its_replica_is_killed(tree, launch, chassis_database, ticks):
    one, two = launch(tree, chassis_database), launch(tree, chassis_database)
    one.wait_ready()
    two.wait_ready()
    one.process.kill()
    before = len(ticks("timer"))

    wait_until(lambda: len(ticks("timer")) > before + 1, "the other replica runs the timer")


def run(pool, name, seconds, work=lambda: None):
    """One turn as a replica takes it; answers whether it was its turn."""
    with pool.transaction() as tx:
        wait = timers.until_due(tx, name)
        if wait is None or wait > 0:
            return False
        work()
        timers.mark(tx, name, seconds)
        return True


def test_while_one_replica_runs_it_the_others_pass(pool):
    with pool.transaction() as tx:
        timers.introduce(tx, "tick")
    others = []

    def other():
        others.append(run(pool, "tick", 60))

    def work():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    assert run(pool, "tick", 60, work)
    assert others == [False]
    assert not run(pool, "tick", 60)


def test_a_run_that_fails_is_not_marked(pool):
    with pool.transaction() as tx:
        timers.introduce(tx, "tick")

    def work():
        raise Conflict

    with pytest.raises(Conflict):
        run(pool, "tick", 60, work)
    assert run(pool, "tick", 60)
