"""What is missing is named, and failing steps say where to look."""

import sys

import pytest

from deploy.local import programs
from deploy.local.processes import Failed, Process, wait_until
from deploy.local.steps import run, step


def test_who_may_not_install_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(programs.WANTED, "postgresql", lambda: False)
    monkeypatch.setitem(programs.WANTED, "rabbitmq-server", lambda: True)
    monkeypatch.setattr(programs, "may_install", lambda: False)

    with pytest.raises(Failed, match=r"please install: postgresql \(on Debian: apt-get install postgresql\)"):
        programs.have("postgresql", "rabbitmq-server")


def test_nothing_is_installed_where_all_is_there(monkeypatch):
    monkeypatch.setitem(programs.WANTED, "postgresql", lambda: True)
    monkeypatch.setattr(programs, "install", pytest.fail)

    programs.have("postgresql")


def test_a_failing_step_names_itself_its_reason_and_the_log(tmp_path, capsys):
    log = tmp_path / "logs" / "it.log"
    with pytest.raises(SystemExit) as ended, step("doing it"):
        run([sys.executable, "-c", "print('why'); raise SystemExit(3)"], log)

    assert str(ended.value).startswith("✗ doing it failed after ")
    assert f"ended with 3; its log is {log}\n    why" in str(ended.value)
    assert "why" in log.read_text()


def test_waiting_for_a_process_that_dies_names_its_log(tmp_path):
    dead = Process.start(["false"], tmp_path / "log")

    with pytest.raises(Failed, match=rf"it listens: the process ended; its log is {tmp_path}/log"):
        wait_until(lambda: False, "it listens", process=dead)


def test_waiting_ends():
    with pytest.raises(Failed, match=r"never: not after 0\.1 s"):
        wait_until(lambda: False, "never", seconds=0.1)
