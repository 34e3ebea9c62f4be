"""Rows D of the reliability table that tests/chassis/test_pool.py does not prove."""

import json
import os
import subprocess
import sys
import threading
import uuid
from contextlib import closing

import psycopg2
import pytest

from chassis import outbox, pool
from chassis.pool import Pool
from contracts.refusals import Unavailable
from tests.chassis.messaging.said import NoteWritten, WriteNote
from tests.chassis.promised import in_time
from tests.conftest import ROOT

KILLED = """
import sys
from chassis import pool as limits
from tests.chassis import greenly as g
limits.CONNECT_SECONDS = 60  # how fast a busy machine connects is not what is tested
limits.GONE_SECONDS = 0.1  # so that many take seconds
pool = g.Pool(sys.argv[1], "tests", size=10, checkout_seconds=60)
in_query = g.killed(pool, 10, int(sys.argv[2]))
answers = list(g.eventlet.GreenPool().imap(lambda n: g.sleep_in_database(pool, 0) or n, range(30)))
print(g.json.dumps({"in_query": in_query, "answers": answers}))
"""


@pytest.mark.parametrize("kills", [200, pytest.param(1000, marks=pytest.mark.slow)])
def test_d3_the_pool_survives_greenlets_killed_in_their_query(chassis_database, kills):
    argv = [sys.executable, "-c", KILLED, chassis_database, str(kills)]
    done = subprocess.run(
        argv, capture_output=True, text=True, timeout=300, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"in_query": kills * 9 // 10, "answers": list(range(30))}


def test_d7_a_relay_whose_sessions_are_ended_by_the_server_goes_on_within_its_poll(little):
    little.start()
    little.emit("before")
    little.wait_effects(1)
    for number in range(3):
        little.sql(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and application_name = 'little relay'"
        )
        with in_time(4):
            little.emit(f"after {number}")
            little.wait_effects(2 + number)

    assert little.count("effects") == 4


@pytest.mark.parametrize("seconds", [2, pytest.param(pool.IDLE_SECONDS, marks=pytest.mark.slow)])
def test_d8_an_abandoned_transaction_is_ended_and_holds_back_only_its_own(little, monkeypatch, seconds):
    monkeypatch.setattr(pool, "IDLE_SECONDS", seconds)
    little.start()
    theirs = str(uuid.uuid4())
    with pytest.raises(psycopg2.Error):
        abandon(little, theirs)

    little.emit("the same note later", note_id=theirs)

    little.wait_effects(6)
    assert little.sql(f"select sequence from effects where note_id = '{theirs}'")[0]["sequence"] == 1


def abandon(little, note_id):
    """Begin to write about a note and forget to end; what others write goes on meanwhile."""
    with closing(Pool(little.database, "forgetful", size=1)) as forgetful, forgetful.transaction() as tx:
        tx.emit(NoteWritten, {"note_id": note_id, "text": "never committed"})
        tx.one("select 1")  # what was emitted goes with the next statement
        for number in range(5):
            little.emit(f"others go on {number}")
        little.wait_effects(5)
        ended = "application_name = 'forgetful' and datname = current_database()"
        little.wait(lambda: not little.count("pg_stat_activity", ended), "the server ended it", seconds=120)
        tx.one("select 1 as n")


def test_d9_a_write_whose_commit_was_cut_off_is_asked_again_under_its_key_and_done_once(little, passage):
    # The commit goes on although its client is gone, and ends when the test lets it.
    little.sql(
        """create function slow() returns trigger language plpgsql
             set client_connection_check_interval = 0 set lock_timeout = 0
             as $$ begin perform pg_advisory_xact_lock_shared(9); return null; end $$;
        create constraint trigger at_commit after insert on notes deferrable initially deferred
          for each row execute function slow();
        select pg_advisory_lock(9)"""
    )
    way = passage(little.database)
    little.start(DATABASE_URL=way.url)
    written = {"note_id": str(uuid.uuid4()), "text": "once"}
    cut = threading.Thread(target=cut_off_at_commit, args=(little, way))
    cut.start()
    with pytest.raises(Unavailable):
        little.ask(WriteNote, fields=written, idempotency_key="one", timeout=30)
    cut.join()
    little.wait(lambda: little.count("notes"), "the server committed all the same")

    assert little.wait(lambda: again(little, written), "answered again") == written
    little.wait_effects(1)
    assert (little.count("notes"), little.count("outbox"), little.count("effects")) == (1, 1, 1)


def cut_off_at_commit(little, way):
    """Cut the line to the database while the server commits."""
    little.wait(lambda: little.count("pg_stat_activity", "query ilike 'commit%%' and state = 'active'"), "it commits")
    way.reset()
    little.sql("select pg_advisory_unlock(9)")


def again(little, written):
    try:
        return little.ask(WriteNote, fields=written, idempotency_key="one")
    except Unavailable:
        return None


def test_d10_without_any_hint_events_still_flow_by_the_relays_own_look(little, monkeypatch):
    monkeypatch.setattr(outbox, "hint", lambda tx: None)
    little.start()
    for number in range(5):
        little.emit(f"unannounced {number}")
        little.wait_effects(number + 1)


def test_d11_what_a_service_decides_is_free_of_the_framework():
    names = ["eventlet", "greenlet", "nameko", "kombu", "amqp"]
    rooms = [path for room in ("domain", "usecases") for path in sorted(ROOT.glob(f"services/*/*/{room}.py"))]
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in rooms]
    script = (
        "import sys, importlib\n"
        f"for name in {names}: sys.modules[name] = None\n"
        f"for name in {modules}: importlib.import_module(name)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=env)

    assert len(modules) > 20
    assert done.returncode == 0, done.stderr
