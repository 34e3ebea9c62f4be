"""Secrets and addresses that come in by any request or message appear in no log, metric, problem or parked listing (rel:3.10)."""

import subprocess
import sys
import urllib.request
from pathlib import Path

import amqp
import pytest

from chassis.asker import AskerClient
from chassis.broker import connection_to
from chassis.replies import Internal
from contracts.refusals import Refusal
from deploy.catalogue import load_contracts
from deploy.local.department import NO_PROXY, WITH_DATABASE
from deploy.local.processes import wait_until

ROOT = Path(__file__).resolve().parents[2]
SECRET, ADDRESS = "canary5ecretPassw0rd", "canary.person@example.org"
CANARIES = (SECRET, ADDRESS, "canary.person")
_, REQUESTS = load_contracts()


@pytest.fixture(scope="module")
def said(department):
    """Everything that anybody says after the canaries were let into every request and every queue of every service."""
    return everything_said(department.found)


def everything_said(found: dict) -> dict[str, str]:
    """Answers, logs, metrics and parked listings."""
    answers = answers_to(found)
    queues = poison_every_queue(found)
    databases = found["databases"]
    wait_until(lambda: sum(parked(databases[one]).count("\n") for one in databases) >= queues, "all parked", seconds=60)
    logs = {path.name: path.read_text(errors="replace") for path in Path(found["logs"]).glob("*.log")}
    metrics = {service: fetched(found["ops"][service] + "/metrics") for service in found["ops"]}
    listings = {f"parked {service}": parked(databases[service]) for service in WITH_DATABASE}
    return {"answers": "\n".join(answers), **logs, **metrics, **listings}


def answers_to(found: dict) -> list[str]:
    answers = []
    with AskerClient(found["broker"]["amqp"]) as client:
        for request in REQUESTS:
            for token in (None, found["officer"]["token"], f"eyJ{SECRET}.eyJ.x"):
                for canary in (SECRET, ADDRESS):
                    try:
                        client.ask(request, dict.fromkeys(request().fields, canary), token=token)
                    except (Refusal, Internal) as refused:
                        answers.append(str(refused.as_dict() if isinstance(refused, Refusal) else refused))
    return answers


def poison_every_queue(found: dict) -> int:
    queues = names_of(found["broker"]["management"])
    body = f'{{"email": "{ADDRESS}", "password": "{SECRET}"'.encode()
    with connection_to(found["broker"]["amqp"], 0) as connection:
        channel = connection.channel()
        for queue in queues:
            headers = {"ce-id": "5b8d4f8e-4b7e-4b59-93cf-52d5c1d8a8a1", "ce-subject": ADDRESS}
            message = amqp.basic_message.Message(body, content_type="application/json", application_headers=headers)
            channel.basic_publish(message, "", queue)
    return len(queues)


def names_of(management: str) -> list[str]:
    from chassis.privileges import _call

    return [row["name"] for row in _call(management, "GET", "/api/queues") if row["name"].startswith("evt-")]


def parked(url: str) -> str:
    argv = [sys.executable, "-m", "chassis", "parked", "registry", "list"]
    return subprocess.run(argv, cwd=ROOT, env={"DATABASE_URL": url}, capture_output=True, text=True, check=True).stdout


def fetched(url: str) -> str:
    with NO_PROXY.open(urllib.request.Request(url), timeout=10) as answer:
        return answer.read().decode()


def test_no_canary_sings(said):
    assert {place: canary for place, text in said.items() for canary in CANARIES if canary in text} == {}


def test_the_canaries_were_let_in_everywhere(said):
    assert len(said["answers"].splitlines()) > len(REQUESTS)
    assert all("not_json" in said[f"parked {service}"] for service in ("scheduling", "notifications", "newsletter"))
