"""The gateway as a process of its own."""

import os
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.local.processes import free_port

ROOT = Path(__file__).resolve().parents[2]


def public_key():
    key = Ed25519PrivateKey.generate().public_key()
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


class Gateway:
    """A gateway process on its own ports."""

    def __init__(self, amqp_url, log, before=()):
        self.port, self.ops_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {
            **os.environ, "AMQP_URL": amqp_url, "HTTP_PORT": str(self.port), "OPS_PORT": str(self.ops_port),
            "PUBLIC_URL": self.url, "LINK_SECRET": "a secret for tests", "TOKEN_PUBLIC_KEY": public_key(),
        }  # fmt: skip
        argv = [*before, sys.executable, "-m", "chassis", "run", "gateway"]
        self.process = subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)

    def wait_until_ready(self, seconds=90):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.ops_port}/readyz", timeout=10):
                return
            assert self.process.poll() is None, "the gateway ended"
        raise AssertionError("the gateway does not get ready")

    def stop(self):
        self.process.terminate()
        try:
            return self.process.wait(60)
        finally:
            self.process.kill()
