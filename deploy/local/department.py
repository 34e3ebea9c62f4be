"""The department in one directory: its servers, secrets, databases, mailbox and services, started and found again."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.local import keys
from deploy.local.broker import Broker, remove_broker, start_broker
from deploy.local.postgres import Postgres, remove_postgres, start_postgres
from deploy.local.processes import Failed, Process, free_port, is_free, is_open, wait_until
from deploy.local.steps import ROOT, run
from deploy.requirements import SERVICES

WITH_DATABASE = [name for name in SERVICES if name != "gateway"]
OFFICERS = {
    "officer": ("Training Officer", "officer@training.example.org"),
    "reviewer": ("Reviewing Officer", "reviewer@training.example.org"),
}
READY_SECONDS = 60
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Department:
    """Everything of one department under `home`; every verb may be repeated."""

    def __init__(self, home: Path) -> None:
        self.home = home.absolute()
        self.logs = self.home / "logs"
        self.run = self.home / "run"
        self.secrets = self.home / "secrets"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep two commands from working on the same directory at once."""
        for directory in (self.home, self.logs, self.run):
            directory.mkdir(parents=True, exist_ok=True)
        with open(self.home / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def start_servers(self) -> tuple[Postgres, Broker]:
        """PostgreSQL and RabbitMQ, running."""
        return start_postgres(self.home / "postgres", durable=True), start_broker(self.home / "broker")

    def prepare(self, postgres: Postgres, broker: Broker) -> None:
        """Secrets in files; a database with its two roles and an account at the broker for each service."""
        keys.make_keys(self.secrets)
        keys.write(self.secrets / "broker_admin_url", broker.amqp_url)
        keys.write(self.secrets / "broker_management_url", broker.management_url)
        for service in SERVICES:
            password = keys.kept(self.secrets / f"{service}_broker_password")
            keys.write(self.secrets / f"{service}_amqp_url", f"amqp://{service}:{password}@127.0.0.1:{broker.port}/")
        for service in WITH_DATABASE:
            password = keys.kept(self.secrets / f"{service}_database_password")
            owner = keys.kept(self.secrets / f"{service}_owner_password")
            keys.make_database(postgres.url, service, password, owner)
            place = f"@127.0.0.1:{postgres.port}/{service}"
            keys.write(self.secrets / f"{service}_database_url", f"postgresql://{service}:{password}{place}")
            keys.write(self.secrets / f"{service}_owner_database_url", f"postgresql://{service}_owner:{owner}{place}")

    def migrate_all(self) -> None:
        """Bring every service's database up to date, all at once; one that runs as it is now was brought so before."""
        behind = [service for service in SERVICES if not self.is_current(service)]
        settings = {service: self.environment(service) | self.privileged(service) for service in behind}
        with ThreadPoolExecutor() as pool:
            list(pool.map(self.migrate, settings, settings.values()))

    def migrate(self, service: str, settings: dict[str, str]) -> None:
        """One service's schema, queues and broker user, so that it misses nothing that others say first."""
        run([sys.executable, "-m", "chassis", "prepare", service], self.logs / "prepare.log", env=settings)

    def start_mailbox(self) -> None:
        """The mailbox, running."""
        ports = [self.port("mailbox_smtp"), self.port("mailbox_http")]
        if Process.load(self.run / "mailbox.pid.json") is None:
            argv = [sys.executable, "-m", "deploy.local.mailbox", str(self.home / "mail"), *map(str, ports)]
            process = Process.start(argv, self.logs / "mailbox.log", cwd=ROOT)
            process.save(self.run / "mailbox.pid.json")
            wait_until(lambda: all(map(is_open, ports)), "the mailbox listens", process=process, seconds=30)

    def start(self, service: str) -> bool:
        """Start a service unless it runs on the code as it is now; False when it did."""
        if self.is_current(service):
            return False
        self.stop(service)
        argv = [sys.executable, "-m", "chassis", "run", service]
        env = self.environment(service)
        Process.start(argv, self.logs / f"{service}.log", env=env, cwd=ROOT).save(self.run / f"{service}.pid.json")
        (self.run / f"{service}.code").write_text(fingerprint(service))
        return True

    def is_current(self, service: str) -> bool:
        """Whether the service runs on the code as it is now."""
        mark = self.run / f"{service}.code"
        return bool(self.process(service) and mark.exists() and mark.read_text() == fingerprint(service))

    def wait_ready(self, service: str) -> None:
        """Wait until the service says it is ready; Failed with the end of its log when it dies."""
        url = self.ops(service) + "/readyz"
        try:
            wait_until(
                lambda: says_yes(url), f"{service} is ready", process=self.process(service), seconds=READY_SECONDS
            )
        except Failed as reason:
            lines = (self.logs / f"{service}.log").read_text(errors="replace").splitlines()[-5:]
            raise Failed("\n    ".join([str(reason), *lines])) from None

    def process(self, service: str) -> Process | None:
        """The running process of a service."""
        return Process.load(self.run / f"{service}.pid.json")

    def stop(self, service: str) -> float:
        """Stop a service in order; seconds it took."""
        began = time.monotonic()
        if process := self.process(service):
            process.stop(seconds=30)
        return time.monotonic() - began

    def appoint_officers(self) -> None:
        """Two officers, so that one may review what the other wrote."""
        for username, (name, email) in OFFICERS.items():
            password = keys.kept(self.secrets / f"{username}_password")
            if sign_in(self.public_url(), username, password):
                continue
            argv = [sys.executable, "-m", "services.registry.appoint_officer", "--username", username, "--name", name]
            argv += ["--email", email, "--password-file", str(self.secrets / f"{username}_password")]
            run(argv, self.logs / "officers.log", env=self.environment("registry"))

    def environment(self, service: str) -> dict[str, str]:
        """The settings of a service; secrets only as names of files."""
        settings = {
            "LOG_LEVEL": os.environ.get("LOG_LEVEL", "info"),
            "OPS_PORT": str(self.port(f"{service}_ops")),
            "PUBLIC_URL": self.public_url(),
            "AMQP_URL_FILE": str(self.secrets / f"{service}_amqp_url"),
            "TOKEN_PUBLIC_KEY_FILE": str(self.secrets / "token_public_key.pem"),
            "LINK_SECRET_FILE": str(self.secrets / "link_secret"),
            "DATABASE_URL_FILE": str(self.secrets / f"{service}_database_url"),
        }
        own = {
            "registry": {
                "REGISTRY_TOKEN_KEY_FILE": str(self.secrets / "token_key.pem"),
                "REGISTRY_TOKEN_MINUTES": "720",
            },
            "notifications": {
                "NOTIFICATIONS_SMTP_URL": f"smtp://127.0.0.1:{self.port('mailbox_smtp')}",
                "NOTIFICATIONS_MAIL_FROM": "training@training.example.org",
                "NOTIFICATIONS_ALLOWED_RECIPIENTS": "*",
            },
            "gateway": {"HTTP_PORT": str(self.port("gateway_http"))},
        }
        if service == "gateway":
            del settings["DATABASE_URL_FILE"]
        return {**system_environment(), **settings, **own.get(service, {})}

    def privileged(self, service: str) -> dict[str, str]:
        """What only the preparation of a service is told: the owner of its tables, the administrator of the broker."""
        files = {"AMQP_ADMIN_URL": "broker_admin_url", "AMQP_MANAGEMENT_URL": "broker_management_url"}
        if service in WITH_DATABASE:
            files["DATABASE_OWNER_URL"] = f"{service}_owner_database_url"
        stream = {"STREAM_DAYS": os.environ["STREAM_DAYS"]} if "STREAM_DAYS" in os.environ else {}
        return {f"{name}_FILE": str(self.secrets / file) for name, file in files.items()} | stream

    def public_url(self) -> str:
        """Where people reach the gateway."""
        return f"http://127.0.0.1:{self.port('gateway_http')}"

    def ops(self, service: str) -> str:
        """Where a service answers probes."""
        return f"http://127.0.0.1:{self.port(f'{service}_ops')}"

    def port(self, name: str) -> int:
        """The port kept for `name`, chosen on first use."""
        path = self.home / "ports.json"
        ports = json.loads(path.read_text()) if path.exists() else {}
        if name not in ports:
            ports[name] = free_port()
            while list(ports.values()).count(ports[name]) > 1:
                ports[name] = free_port()
            path.write_text(json.dumps(ports, indent=1))
        return ports[name]

    def renew_ports(self) -> None:
        """Forget ports that somebody else took while nothing of ours ran."""
        path = self.home / "ports.json"
        ports = json.loads(path.read_text()) if path.exists() else {}
        ours = {name for name in ports if self.process(name.rpartition("_")[0])}
        path.write_text(json.dumps({name: port for name, port in ports.items() if name in ours or is_free(port)}))

    def endpoints(self, postgres: Postgres, broker: Broker) -> dict[str, Any]:
        """Every address and credential of this run, also written to endpoints.json."""
        read = lambda name: (self.secrets / name).read_text()  # noqa: E731
        found: dict[str, Any] = {
            "gateway": self.public_url(),
            "public_url": self.public_url(),
            "broker": {"amqp": broker.amqp_url, "management": broker.management_url},
            "postgres": postgres.url,
            "databases": {service: read(f"{service}_database_url") for service in WITH_DATABASE},
            "mailbox": {
                "smtp": f"smtp://127.0.0.1:{self.port('mailbox_smtp')}",
                "http": f"http://127.0.0.1:{self.port('mailbox_http')}",
            },
            "ops": {service: self.ops(service) for service in SERVICES},
            "logs": str(self.logs),
        }
        for username in OFFICERS:
            password = read(f"{username}_password")
            if not (token := sign_in(self.public_url(), username, password)):
                raise Failed(f"{username} cannot sign in at {self.public_url()}")
            found[username] = {"username": username, "password": password, "token": token}
        keys.write(self.home / "endpoints.json", json.dumps(found, indent=2, ensure_ascii=False) + "\n")
        return found

    def remove(self) -> None:
        """Stop everything, the services all at once and the servers after them, and delete it."""
        running = [found for name in [*SERVICES, "mailbox"] if (found := self.process(name))]
        for process in running:
            process.send(signal.SIGTERM)
        for process in running:
            process.stop(seconds=10)
        remove_broker(self.home / "broker")
        remove_postgres(self.home / "postgres")
        for path in self.home.iterdir() if self.home.exists() else ():
            if path.name.startswith("test-"):
                continue  # the servers of a test run, which removes them itself
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if self.home.exists() and not any(self.home.iterdir()):
            self.home.rmdir()


def system_environment() -> dict[str, str]:
    """What a service takes over from whoever starts it; time zones come from the locked package alone."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    memory = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "1048576"}  # give back what a password check took
    return {**kept, **memory, "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1", "PYTHONTZPATH": ""}


def fingerprint(service: str) -> str:
    """Changes with any file that a service is made of."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for folder in ("chassis", "contracts", f"services/{service}"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}\n".encode())
    return digest.hexdigest()


def says_yes(url: str) -> bool:
    """Whether a probe answers 200."""
    try:
        with NO_PROXY.open(url, timeout=5) as answer:
            return answer.status == 200
    except (OSError, urllib.error.HTTPError):
        return False


def sign_in(gateway: str, username: str, password: str) -> str | None:
    """A bearer token from the public API, as anybody gets one; None when the password is not taken."""
    headers = {"Content-Type": "application/json", "Idempotency-Key": os.urandom(16).hex()}
    body = json.dumps({"username": username, "password": password}).encode()
    request = urllib.request.Request(f"{gateway}/v1/sessions", data=body, headers=headers)
    try:
        with NO_PROXY.open(request, timeout=30) as answer:
            return json.load(answer)["token"]
    except urllib.error.HTTPError as refused:
        if refused.code == 401:
            return None
        raise Failed(f"{username} cannot sign in: {refused.code} {refused.read().decode()[:300]}") from None
