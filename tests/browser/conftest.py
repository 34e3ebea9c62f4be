"""The real gateway process and Debian's chromium; the department answers over a real broker."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.gateway.department import Department
from tests.gateway.records import usual_answers

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def public_key():
    key = Ed25519PrivateKey.generate().public_key()
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture(scope="session")
def department(broker):
    name = f"test-browser-{uuid.uuid4().hex[:8]}"
    department = Department(broker.add_vhost(name))
    department.url = broker.amqp_url.rstrip("/") + f"/{name}"
    department.answers = usual_answers()
    yield department
    department.stop()
    broker.remove_vhost(name)


class Gateway:
    """A gateway process on its own ports."""

    def __init__(self, amqp_url, log):
        self.port, self.ops_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {
            **os.environ, "AMQP_URL": amqp_url, "HTTP_PORT": str(self.port), "OPS_PORT": str(self.ops_port),
            "PUBLIC_URL": self.url, "LINK_SECRET": "a secret for tests", "TOKEN_PUBLIC_KEY": public_key(),
        }  # fmt: skip
        argv = [sys.executable, "-m", "chassis", "run", "gateway"]
        self.process = subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)

    def wait_until_ready(self, seconds=20):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.ops_port}/readyz", timeout=2):
                return
            assert self.process.poll() is None, "the gateway ended"
        raise AssertionError("the gateway does not get ready")

    def stop(self):
        self.process.terminate()
        try:
            return self.process.wait(25)
        finally:
            self.process.kill()


@pytest.fixture(scope="session")
def gateway(department, tmp_path_factory):
    with (tmp_path_factory.mktemp("gateway") / "log.jsonl").open("w+") as log:
        gateway = Gateway(department.url, log)
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
