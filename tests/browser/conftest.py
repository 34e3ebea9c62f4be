"""The real gateway process and Debian's chromium; `answering` stands in for the services, `department` is the whole."""

import shutil
import uuid
from pathlib import Path

import pytest

from tests.gateway.department import Department
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
            gateway.wait_until_ready()
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
