"""The mailbox keeps what it took and shows it safely."""

import json
import smtplib
import sys
import urllib.request
from email.message import EmailMessage
from pathlib import Path

import pytest

from deploy.local.processes import Process, free_port, is_open, wait_until

ROOT = Path(__file__).resolve().parents[2]
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def start(tmp_path):
    ports = free_port(), free_port()
    started = []

    def start():
        argv = [sys.executable, "-m", "deploy.local.mailbox", str(tmp_path / "mail"), *map(str, ports)]
        started.append(Process.start(argv, tmp_path / "log", cwd=ROOT))
        wait_until(lambda: all(map(is_open, ports)), "the mailbox listens", process=started[-1])
        return (*ports, started[-1])

    yield start
    for process in started:
        process.stop()


def invitation(to):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Training <t@example.org>", to, "دعوة إلى ورشة عمل"
    mail.set_content("أهلا")
    mail.add_alternative("<p dir=rtl>أهلا<script>alert(1)</script></p>", subtype="html")
    mail.add_alternative(CALENDAR, subtype="calendar", params={"method": "REQUEST"})
    return mail


def get(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.headers, answer.read().decode()


def test_a_mail_is_found_by_its_recipient_newest_first_also_after_a_restart(start):
    smtp, http, process = start()
    with smtplib.SMTP("127.0.0.1", smtp) as client:
        client.send_message(invitation("amina@example.org"))
        client.send_message(invitation("omar@example.org"), to_addrs=["Omar@example.org"])
    assert process.stop()

    smtp, http, _ = start()
    assert len(json.loads(get(http, "/messages")[1])) == 2
    [found] = json.loads(get(http, "/messages?to=OMAR@example.org")[1])
    assert (found["subject"], found["recipients"]) == ("دعوة إلى ورشة عمل", ["omar@example.org"])
    mail = json.loads(get(http, f"/messages/{found['id']}")[1])
    assert (mail["text"].strip(), mail["method"]) == ("أهلا", "REQUEST")
    assert "METHOD:REQUEST" in mail["calendar"]


def test_the_html_of_a_mail_is_shown_in_a_sandbox(start):
    smtp, http, _ = start()
    with smtplib.SMTP("127.0.0.1", smtp) as client:
        client.send_message(invitation("amina@example.org"))
    [found] = json.loads(get(http, "/messages")[1])

    assert "دعوة" in get(http, "/")[1]
    assert '<iframe sandbox="allow-popups"' in get(http, f"/mail/{found['id']}")[1]
    rules = get(http, f"/html/{found['id']}")[0]["Content-Security-Policy"]
    assert "default-src 'none'" in rules
    assert "sandbox" in rules
