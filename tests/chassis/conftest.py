"""A database with the chassis' own tables, and a little service in a tree of its own that real processes run."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from chassis.pool import Pool
from deploy.local.processes import free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def chassis_database(database):
    """The address of a fresh database with the chassis' tables only."""
    return database("chassis")


@pytest.fixture
def pool(chassis_database):
    made = Pool(chassis_database, "tests", size=3, checkout_seconds=1)
    yield made
    made.close()


@pytest.fixture(scope="session")
def key_pair():
    """A private and a public key of Ed25519, PEM."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return private, public


@pytest.fixture
def little_tree(tmp_path):
    """`little_tree(source, *migrations)`: a tree with this chassis and one service, `little`."""

    def make(source, *migrations):
        folder = tmp_path / "services" / "little"
        (folder / "migrations").mkdir(parents=True, exist_ok=True)
        (folder / "service.py").write_text(source)
        for number, sql in enumerate(migrations, 1):
            (folder / "migrations" / f"{number:04}_step.sql").write_text(sql)
        for name in ("chassis", "contracts"):
            if not (tmp_path / name).exists():
                (tmp_path / name).symlink_to(ROOT / name)
        return tmp_path

    return make


@dataclass
class Running:
    """A service's process, its log and its ops port."""

    process: subprocess.Popen
    log: Path
    ops_port: int

    def output(self) -> str:
        return self.log.read_text()

    def get(self, path: str) -> tuple[int, dict]:
        """Status and JSON of an ops path; (0, {}) while nobody listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ops_port}{path}", timeout=20) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read())
        except OSError:
            return 0, {}

    def wait_ready(self) -> None:
        def ready():
            assert self.process.poll() is None, self.output()
            return self.get("/readyz")[0] == 200

        wait_until(ready, "the little service is ready")

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)


@pytest.fixture
def settings_for(key_pair):
    """`settings_for(database_url)`: an environment in which any service may start."""

    def make(database_url, amqp_url="amqp://guest:guest@127.0.0.1:1/"):
        return {
            "DATABASE_URL": database_url,
            "AMQP_URL": amqp_url,
            "TOKEN_PUBLIC_KEY": key_pair[1],
            "LINK_SECRET": "a secret of links",
            "PUBLIC_URL": "http://localhost",
            "PATH": os.environ["PATH"],
        }

    return make


@pytest.fixture
def command(settings_for):
    """`command(tree, "migrate", url)`: run an operators' command to its end."""

    def run(tree, verb, database_url, *words, **more):
        argv = [sys.executable, "-m", "chassis", verb, "little", *words]
        env = {**settings_for(database_url), **more, "PYTHONPATH": str(tree)}
        return subprocess.run(argv, cwd=tree, env=env, capture_output=True, text=True, timeout=120)

    return run


@pytest.fixture
def launch(settings_for, tmp_path):
    """`launch(tree, url)`: start the little service; whatever still runs at the end is killed."""
    started = []

    def start(tree, database_url, **more):
        log, port = tmp_path / f"service-{len(started)}.log", free_port()
        env = {**settings_for(database_url), "OPS_PORT": str(port), "PYTHONPATH": str(tree), **more}
        with log.open("w") as output:
            argv = [sys.executable, "-m", "chassis", "run", "little"]
            process = subprocess.Popen(argv, cwd=tree, env=env, stdout=output, stderr=output)
        started.append(Running(process, log, port))
        return started[-1]

    yield start
    for running in started:
        with suppress(ProcessLookupError):
            running.process.kill()
        running.process.wait()
