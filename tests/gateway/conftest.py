"""The gateway's application asking a department over a real broker."""

import uuid

import pytest
from werkzeug.test import Client

from chassis.asker import AskerClient
from services.gateway.app import App
from tests.gateway.department import Department
from tests.gateway.panel_records import panel_answers
from tests.gateway.records import usual_answers

PUBLIC_URL, SECRET = "http://training.example", "a secret for tests"


@pytest.fixture(scope="session")
def session_department(broker):
    name = f"test-gateway-{uuid.uuid4().hex[:8]}"
    url = broker.add_vhost(name)
    department = Department(url)
    department.url = url
    yield department
    department.stop()
    broker.remove_vhost(name)


@pytest.fixture
def department(session_department, broker):
    session_department.answers = usual_answers()
    session_department.asked.clear()
    return session_department


@pytest.fixture(scope="session")
def asker(session_department):
    with AskerClient(session_department.url) as client:
        yield client


@pytest.fixture(scope="session")
def app(asker):
    def ask(contract, fields, token=None, idempotency_key=None, language=None, timeout=5):
        return asker.ask(contract, fields, token, idempotency_key, language, timeout)

    return App(ask, PUBLIC_URL, SECRET)


@pytest.fixture
def client(app, department):
    return Client(app)


@pytest.fixture
def signed_in(client, department):
    """`signed_in("moes")`: a browser in which that person is signed in, as the department's records say."""
    department.answers.update(panel_answers())

    def begin(username):
        client.post("/en/sign-in", data={"username": username, "password": "correct horse battery"})
        return client

    return begin


@pytest.fixture
def panel(signed_in):
    return signed_in("moes")


@pytest.fixture
def office(signed_in):
    return signed_in("officer")
