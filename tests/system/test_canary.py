"""Secrets and addresses that come in by any request or message appear in no log, metric, problem or parked listing (rel:3.10)."""

import http.client
import json
import subprocess
import sys
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import amqp
import pytest

from chassis.asker import AskerClient
from chassis.broker import connection_to
from chassis.replies import Internal
from contracts.refusals import Refusal
from deploy.catalogue import load_contracts
from deploy.client import Api
from deploy.local.department import NO_PROXY, WITH_DATABASE
from deploy.local.processes import wait_until
from services.gateway.routes import ROUTES, Route

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
    problems = list(problems_over_http(found))
    queues = poison_every_queue(found)
    databases = found["databases"]
    wait_until(lambda: sum(parked(databases[one]).count("\n") for one in databases) >= queues, "all parked", seconds=60)
    logs = {path.name: path.read_text(errors="replace") for path in Path(found["logs"]).glob("*.log")}
    metrics = {service: fetched(found["ops"][service] + "/metrics") for service in found["ops"]}
    listings = {f"parked {service}": parked(databases[service]) for service in WITH_DATABASE}
    listings |= {f"{service} over HTTP": parked_over_http(found, service) for service in WITH_DATABASE}
    return {"answers": "\n".join(answers), "problems": "\n".join(problems), **logs, **metrics, **listings}


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


def problems_over_http(found: dict) -> Iterator[str]:
    """What the gateway says to whoever sends canaries in every place of every route; a problem repeats its own address."""
    connection = http.client.HTTPConnection(urlsplit(found["gateway"]).netloc, timeout=60)
    somebody, officer, forged = None, found["officer"]["token"], f"eyJ{SECRET}.eyJ.x"
    for route in ROUTES:
        for token, in_path in ((somebody, str(uuid.uuid4())), (officer, str(uuid.uuid4())), (forged, ADDRESS)):
            status, text = sent(connection, route, token, in_path)
            if status >= 400 and in_path != ADDRESS:
                yield text


def sent(connection: http.client.HTTPConnection, route: Route, token: str | None, in_path: str) -> tuple[int, str]:
    fields = {name: SECRET if number % 2 else ADDRESS for number, name in enumerate(route.contract().fields)}
    path = route.path.format(**dict.fromkeys(route.names, quote(in_path)))
    body = (
        json.dumps({name: value for name, value in fields.items() if name not in route.names})
        if route.has_body
        else None
    )
    headers = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": '"1"', "Cookie": f"session={SECRET}"}
    headers |= {"Content-Type": "application/json"} if body else {}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    connection.request(route.method, path if body else f"{path}?{urlencode(fields)}", body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def parked_over_http(found: dict, service: str) -> str:
    """What an officer reads of a service's parked messages, one by one."""
    api = Api(found["gateway"], found["officer"]["token"])
    ids = [item["parked_id"] for item in api.pages(f"/v1/parked/{service}")]
    listed = api.get(f"/v1/parked/{service}")
    return json.dumps([listed, *(api.get(f"/v1/parked/{service}/{parked_id}") for parked_id in ids)])


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
    assert len(said["problems"].splitlines()) > len(ROUTES)
    assert all("not_json" in said[f"{service} over HTTP"] for service in ("scheduling", "notifications", "newsletter"))
    assert all("not_json" in said[f"parked {service}"] for service in ("scheduling", "notifications", "newsletter"))
