"""The pool is bounded, heals itself, and works the same with and without monkey_patch (rel:D1–D5)."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg2
import pytest

from chassis.pool import DatabaseDown, Pool, is_collision, is_outage
from tests.chassis.promised import BUSY_SECONDS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def greenly(chassis_database):
    """`greenly("case")`: what that case of greenly.py answers in a patched process."""

    def run(case):
        argv = [sys.executable, str(Path(__file__).with_name("greenly.py")), case, chassis_database]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(argv, capture_output=True, text=True, timeout=120, env=env)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_a_query_does_not_stop_the_others(greenly):
    assert greenly("beside") > 10


def test_the_server_itself_ends_a_query_that_takes_too_long(greenly):
    assert greenly("limited") == []


def test_the_server_ends_a_query_whose_client_is_gone(greenly):
    assert greenly("left_behind") == {"left": 0}


def test_a_greenlet_killed_while_connecting_leaves_no_socket(greenly):
    assert greenly("half_open") == 0


def test_greenlets_never_share_a_connection(greenly):
    assert greenly("crowded") == list(range(30))


def test_a_silent_server_is_given_up_in_time(greenly):
    assert greenly("silent") < 4 + BUSY_SECONDS


def test_a_statement_on_a_server_that_fell_silent_is_an_outage(greenly):
    found = greenly("frozen")

    assert found["outage"]
    assert found["seconds"] < 4 + BUSY_SECONDS


def test_more_at_once_than_connections_wait_and_then_give_up(pool):
    with pool.transaction(), pool.transaction(), pool.transaction():
        began = time.monotonic()
        with pytest.raises(DatabaseDown):
            pool.ping()
    assert 0.9 < time.monotonic() - began < 3 + BUSY_SECONDS
    pool.ping()


def test_threads_share_three_connections(pool):
    seen = set()

    def ask():
        with pool.transaction() as tx:
            seen.add(tx.one("select pg_backend_pid() as pid, pg_sleep(0.02)")["pid"])

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 1 <= len(seen) <= 3


def backend(pool):
    with pool.transaction() as tx:
        return tx.one("select pg_backend_pid() as pid")["pid"]


def test_a_connection_the_server_dropped_is_replaced_unseen(pool, administer):
    first = backend(pool)
    administer(f"select pg_terminate_backend({first}, 5000)")

    assert backend(pool) != first


def test_a_connection_lost_in_a_transaction_is_an_outage_and_does_not_come_back(pool, administer):
    def lose():
        with pool.transaction() as tx:
            administer(f"select pg_terminate_backend({tx.one('select pg_backend_pid() as pid')['pid']}, 5000)")
            tx.one("select 1")

    with pytest.raises(psycopg2.OperationalError) as lost:
        lose()

    assert is_outage(lost.value)
    assert [backend(pool) for _ in range(2)]


def test_sessions_have_limits_utc_and_a_name(pool):
    with pool.transaction() as tx:
        rows = tx.all(
            """select name, setting from pg_settings where name in ('statement_timeout', 'lock_timeout',
                 'idle_in_transaction_session_timeout', 'client_connection_check_interval', 'TimeZone',
                 'application_name')"""
        )
    settings = {row["name"]: row["setting"] for row in rows}

    assert settings["application_name"] == "tests"
    assert settings["TimeZone"] == "UTC"
    assert all(int(settings[name]) > 0 for name in settings if name.endswith(("_timeout", "_interval")))


def test_a_database_that_is_not_there_is_an_outage_without_its_password():
    with pytest.raises(DatabaseDown) as down:
        Pool("postgresql://app:sesame@127.0.0.1:1/none", "tests").ping()

    assert is_outage(down.value)
    assert "sesame" not in str(down.value)


def test_a_wrong_statement_is_no_outage_and_a_deadlock_is_a_collision(pool):
    with pytest.raises(psycopg2.Error) as wrong, pool.transaction() as tx:
        tx.one("select nonsense")

    assert not is_outage(wrong.value)
    assert not is_collision(wrong.value)
    assert is_collision(psycopg2.errors.DeadlockDetected())
    assert not is_outage(psycopg2.errors.DeadlockDetected())
    assert not is_outage(psycopg2.errors.QueryCanceled())


def test_busy_work_does_not_stop_the_others(greenly):
    """rel:C7"""
    found = greenly("offloaded")

    assert found["at_once"] <= 2
    assert found["ticks_a_second"] > 5
