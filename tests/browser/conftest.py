"""The real gateway process and Debian's chromium; `answering` stands in for the services, `department` is the whole."""

import shutil
import uuid
from pathlib import Path

import pytest

from tests.gateway.department import Department
from tests.gateway.panel_records import panel_answers
from tests.gateway.process import Gateway
from tests.gateway.records import usual_answers

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def answering(broker):
    name = f"test-browser-{uuid.uuid4().hex[:8]}"
    department = Department(broker.add_vhost(name))
    department.url = broker.amqp_url.rstrip("/") + f"/{name}"
    department.answers = usual_answers()
    yield department
    department.stop()
    broker.remove_vhost(name)


@pytest.fixture(scope="session")
def gateway(answering, tmp_path_factory):
    with (tmp_path_factory.mktemp("gateway") / "log.jsonl").open("w+") as log:
        gateway = Gateway(answering.url, log)
        try:
            gateway.wait_until_ready(90)
            gateway.log = Path(log.name)
            yield gateway
        finally:
            gateway.stop()


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def signed_in(answering, gateway, chromium):
    """`signed_in("moes", **options)`: a page in which that person is signed in, as the department's records say."""
    answering.answers = usual_answers() | panel_answers()
    contexts = []

    def begin(username, language="en", **options):
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        page.goto(f"{gateway.url}/{language}/sign-in")
        page.fill("#username", username)
        page.fill("#password", "correct horse battery")
        page.click("main form button")
        return page

    yield begin
    for context in contexts:
        context.close()
    answering.answers = usual_answers()
