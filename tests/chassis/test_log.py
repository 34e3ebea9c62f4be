"""Logs: one JSON object a line, errors never silenced (rel:C15), no personal data (rel:H3)."""

import json
import subprocess
import sys

import pytest

from chassis.log import scrubbed

SCRIPT = """
import logging
before = logging.getLogger("nameko.containers")
from chassis import log
log.configure("little", "info")
log.configure("little", "info")
try:
    raise ValueError("Key (email)=(ann@example.org)\\nDETAIL:  Key (name)=(Ann " + "Smith) exists.")
except ValueError:
    before.exception("error handling worker %s", "w")
with log.bound(correlation_id="c-1", entrypoint="e"):
    log.logger("here").info("did", password="hush", body={"a": 1}, n=3, to="اسم")
log.logger("here").debug("not at this level")
"""


@pytest.fixture(scope="module")
def lines():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=30)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_logger_made_before_still_tells_the_traceback(lines):
    assert lines[0]["event"] == "error handling worker w"
    assert "ValueError" in lines[0]["exception"]
    assert (lines[0]["level"], lines[0]["logger"], lines[0]["service"]) == ("error", "nameko.containers", "little")


def test_neither_addresses_nor_rows_are_told(lines):
    assert "ann@example.org" not in lines[0]["exception"]
    assert "Ann Smith" not in lines[0]["exception"]


def test_lines_carry_what_is_bound_and_hide_bodies_and_secrets(lines):
    assert len(lines) == 2
    assert (lines[1]["correlation_id"], lines[1]["entrypoint"], lines[1]["n"]) == ("c-1", "e", 3)
    assert (lines[1]["password"], lines[1]["body"], lines[1]["to"]) == ("[hidden]", "[hidden]", "اسم")


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("cannot connect to postgresql://app:sesame@host/db", "sesame"),
        ("amqp://app:s%40same@host:5672//", "s%40same"),
        ("no mail for john.o'neil+x@some.example.org!", "example.org"),
        ("ERROR: syntax\nLINE 1: insert into people values ('Ann')\n             ^", "Ann"),
        ("bad token eyJhbGciOiJFZERTQSJ9.eyJyb2xlIjoib2ZmaWNlciJ9.c2lnbmF0dXJl", "eyJ"),
    ],
)
def test_scrubbing(text, secret):
    assert secret in text
    assert secret not in scrubbed(text)
