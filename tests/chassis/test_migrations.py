"""Migrations: in order, once, whoever runs them; a service whose schema is behind does not start."""

import threading
from contextlib import closing

import psycopg2
import pytest

from chassis import migrations

SLOW = "select pg_sleep(0.3); create table steps (n int); insert into steps values (1);"
LITTLE = '''
from chassis.database import Database


class LittleService:
    """A service for tests."""

    name = "little"
    db = Database()
'''


@pytest.fixture
def service(little_tree, monkeypatch):
    """`service(*sql)`: the little service with these migrations; answers the tree."""

    def make(*sql):
        tree = little_tree(LITTLE, *sql)
        monkeypatch.setattr(migrations, "ROOT", tree)
        return tree

    return make


def rows(url, sql):
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_files_run_in_order_and_once(service, chassis_database):
    service("create table steps (n int)", "insert into steps values (1)")

    assert migrations.pending("little", chassis_database) == ["little/0001_step", "little/0002_step"]
    assert migrations.migrate("little", chassis_database) == ["little/0001_step", "little/0002_step"]
    assert migrations.migrate("little", chassis_database) == migrations.pending("little", chassis_database) == []
    assert rows(chassis_database, "select n from steps") == [(1,)]


def test_two_at_once_do_it_once(service, chassis_database):
    service(SLOW)
    applied = []
    threads = [
        threading.Thread(target=lambda: applied.append(migrations.migrate("little", chassis_database)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(applied) == [[], [], ["little/0001_step"]]
    assert rows(chassis_database, "select n from steps") == [(1,)]


def test_a_file_that_fails_leaves_nothing_and_those_before_it_stay(service, chassis_database):
    service("create table steps (n int)", "insert into steps values (1); select nonsense")

    with pytest.raises(migrations.MigrationFailed, match="0002_step"):
        migrations.migrate("little", chassis_database)

    assert migrations.pending("little", chassis_database) == ["little/0002_step"]
    assert rows(chassis_database, "select n from steps") == []


def test_a_percent_sign_and_a_colon_are_just_text(service, chassis_database):
    service("create table steps as select 'a:b %s %(c)s 10%'::text as note")
    migrations.migrate("little", chassis_database)

    assert rows(chassis_database, "select note from steps") == [("a:b %s %(c)s 10%",)]


def test_a_file_changed_afterwards_is_refused(service, chassis_database):
    service("create table steps (n int)")
    migrations.migrate("little", chassis_database)
    service("create table steps (n bigint)")

    with pytest.raises(migrations.MigrationChanged, match="0001_step"):
        migrations.migrate("little", chassis_database)


def test_a_killed_run_blocks_nobody(service, chassis_database):
    service("create table steps (n int)")
    killed = psycopg2.connect(chassis_database)
    killed.cursor().execute("select pg_advisory_lock(%s)", (migrations.LOCK,))
    killed.close()

    assert migrations.migrate("little", chassis_database) == ["little/0001_step"]


def test_the_command_says_what_it_applied(service, chassis_database, command):
    tree = service("create table steps (n int)")

    assert command(tree, "migrate", chassis_database).stdout == "little: applied little/0001_step\n"
    assert command(tree, "migrate", chassis_database).stdout == "little: is current\n"
    assert "outbox_unsent: 0" in command(tree, "status", chassis_database).stdout


def test_the_command_fails_with_the_reason(service, chassis_database, command):
    done = command(service("select nonsense"), "migrate", chassis_database)

    assert done.returncode == 1
    assert "little/0001_step" in done.stderr


def test_a_service_that_is_behind_refuses_to_start_and_says_what_is_pending(service, chassis_database, command):
    done = command(service("create table steps (n int)"), "run", chassis_database)

    assert done.returncode == 3
    assert "little/0001_step" in done.stdout


def test_the_command_lists_the_settings(service, chassis_database, command):
    done = command(service(), "settings", chassis_database)

    assert "DATABASE_URL                 required, secret: the service's own database\n" in done.stdout
    assert "WORKERS                      default 10: how many entrypoints run at once\n" in done.stdout
