"""One service from start to stop, whatever is down and however often it is told (rel:S1–S6, rel:C5)."""

import re
import subprocess
import sys
import time
from contextlib import closing
from types import SimpleNamespace

import psycopg2
import pytest

from chassis import health, watchdog
from deploy.local.processes import wait_until
from tests.chassis.promised import in_time

TICKS = "create table ticks (who text, at timestamptz default clock_timestamp())"
IDLE = '''
from chassis.database import Database
from chassis.timers import timer


class LittleService:
    """A service for tests."""

    name = "little"
    db = Database()

    @timer(seconds=1)
    def tick(self, tx):
        tx.run("insert into ticks (who) values ('tick')")
'''
BUSY = '''
import os

import eventlet

from chassis.database import Database
from chassis.timers import worker


class LittleService:
    """A service for tests."""

    name = "little"
    db = Database()

    @worker(seconds=60)
    def work(self):
        with self.db.transaction() as tx:
            tx.run("insert into ticks (who) values ('begun')")
        eventlet.sleep(float(os.environ["WORK_SECONDS"]))
        with self.db.transaction() as tx:
            tx.run("insert into ticks (who) values ('done')")
'''
STOP_GAPS = [(0,), (0, 0, 0, 0, 0), (0, 0.3), (0, 0.1, 0.5, 1.0, 1.0)]


def seen(url, who):
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("select count(*) from ticks where who = %s", (who,))
        return cursor.fetchone()[0]


@pytest.fixture
def start(little_tree, command, launch, chassis_database):
    """`start(source)`: the little service, migrated and running on the test's database."""

    def begin(source, **more):
        tree = little_tree(source, TICKS)
        assert command(tree, "migrate", chassis_database).returncode == 0
        return launch(tree, chassis_database, **more)

    return begin


def exit_of(running):
    """Its exit code, once it has one."""
    return running.process.wait(60)


def test_an_idle_service_stops_at_once(start):
    running = start(IDLE)
    running.wait_ready()
    with in_time(2):
        running.terminate()
        assert exit_of(running) == 0


def test_a_service_is_small(start):
    running = start(IDLE)
    running.wait_ready()
    with open(f"/proc/{running.process.pid}/status") as status:
        resident = int(re.search(r"VmRSS:\s+(\d+) kB", status.read()).group(1))

    assert resident < 110 * 1024
    assert running.get("/status")[1]["outbox_unsent"] == 0


def test_what_is_imported_is_not_searched_for_garbage_again():
    lines = "import gc; from chassis.launcher import settle_memory; settle_memory(); print(gc.get_freeze_count() > len(gc.get_objects()))"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", lines], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "True", done.stderr


@pytest.mark.parametrize("gaps", STOP_GAPS)
def test_work_in_flight_ends_however_often_it_is_told_to_stop(start, chassis_database, gaps):
    running = start(BUSY, WORK_SECONDS="2")
    wait_until(lambda: running.get("/livez")[0] == 200 and seen(chassis_database, "begun"), "the work has begun")
    for gap in gaps:
        time.sleep(gap)  # the gap between two signals is what is tested
        running.terminate()

    assert exit_of(running) == 0
    assert seen(chassis_database, "done") == 1


def test_a_stopping_service_is_not_ready_but_live(start, chassis_database):
    running = start(BUSY, WORK_SECONDS="300")
    wait_until(lambda: seen(chassis_database, "begun"), "the work has begun")
    running.terminate()

    wait_until(lambda: running.get("/readyz")[1].get("wrong") == ["stopping"], "it says that it stops")
    assert running.get("/livez")[0] == 200


def test_work_longer_than_the_deadline_ends_with_it(start, chassis_database):
    running = start(BUSY, WORK_SECONDS="300", STOP_SECONDS="2")
    wait_until(lambda: seen(chassis_database, "begun"), "the work has begun")
    with in_time(4):
        running.terminate()
        assert exit_of(running) == 1
    assert "the deadline of the orderly stop has passed" in running.output()


def test_missing_settings_are_all_named_and_nothing_starts(little_tree, launch):
    running = launch(little_tree(IDLE), "", AMQP_URL="", WORKERS="many")

    assert exit_of(running) == 2
    for name in ("DATABASE_URL", "AMQP_URL", "WORKERS"):
        assert name in running.output()


@pytest.mark.parametrize("arguments", [("fly", "little"), ("run", "nothing"), ("run",), ()])
def test_a_wrong_command_says_what_is_possible(little_tree, arguments):
    tree = little_tree(IDLE)
    done = subprocess.run(
        [sys.executable, "-m", "chassis", *arguments], cwd=tree, env={"PYTHONPATH": str(tree)}, capture_output=True
    )

    assert done.returncode == 2
    assert b"services: little" in done.stderr


def test_a_service_that_cannot_start_says_why(start):
    running = start(IDLE.replace("db = Database()", "nothing = None"))

    wait_until(lambda: "a timer needs" in running.output(), "the reason is in the log")


@pytest.fixture
def own_database(own_postgres, little_tree, command):
    """A PostgreSQL of this test alone with the little service's schema: server, its address, tree."""
    server, tree = own_postgres(), little_tree(IDLE, TICKS)
    assert command(tree, "migrate", server.url).returncode == 0
    return SimpleNamespace(server=server, url=server.url, tree=tree)


def test_it_starts_before_its_database_and_stops_without_it(own_database, launch):
    own_database.server.stop()
    running, given_up = launch(own_database.tree, own_database.url), launch(own_database.tree, own_database.url)
    for one in (running, given_up):
        wait_until(lambda one=one: one.get("/readyz")[1].get("wrong") == ["database", "started"], "it waits")
    given_up.terminate()
    assert exit_of(given_up) == 0

    own_database.server.restart()
    running.wait_ready()
    wait_until(lambda: seen(own_database.url, "tick"), "the timer runs")


def test_it_lives_through_an_outage_of_its_database(own_database, launch):
    """rel:C5 and rel:S3: no exit while the database is away, work after it, a quick stop during it."""
    running = launch(own_database.tree, own_database.url)
    running.wait_ready()
    own_database.server.kill()
    wait_until(lambda: running.get("/readyz")[1].get("wrong") == ["database"], "it says what is wrong")
    assert running.get("/livez")[0] == 200

    own_database.server.restart()
    running.wait_ready()
    before = seen(own_database.url, "tick")
    wait_until(lambda: seen(own_database.url, "tick") > before, "the timer runs again")

    own_database.server.stop()
    wait_until(lambda: running.get("/readyz")[0] == 503, "it noticed")
    with in_time(5):
        running.terminate()
        assert exit_of(running) == 0
    assert running.output().count('"level": "error"') == 0


@pytest.mark.parametrize(
    ("silent", "killed_before", "deadline", "why"),
    [
        (0, None, None, None),
        (29, None, 1, None),
        (31, None, None, "the event loop is stuck"),
        (0, 11, None, "the container was killed and does not die"),
        (0, 9, None, None),
        (0, None, -1, "the deadline of the orderly stop has passed"),
    ],
)
def test_the_watchdog_knows_when_to_end_the_process(monkeypatch, silent, killed_before, deadline, why):
    monkeypatch.setattr(health, "silence", lambda: silent)
    dog, now = watchdog.Watchdog("little"), time.monotonic()
    if killed_before is not None:
        dog.container = SimpleNamespace(_being_killed=True)
        dog.wrong(now - killed_before)
    if deadline is not None:
        dog.expect_end_within(deadline)

    assert dog.wrong(now) == why
