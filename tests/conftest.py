"""Servers, databases and suites for every test; nothing starts before a test asks for it."""

import itertools
import json
import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import HealthCheck, settings

from deploy.local.broker import Broker, remove_broker, start_broker
from deploy.local.department import Department
from deploy.local.postgres import Postgres, remove_postgres, start_postgres
from deploy.requirements import SERVICES

ROOT = Path(__file__).resolve().parent.parent
# No property depends on how busy the machine is, on what an earlier run found, or on luck; PROPERTY_SEARCH=1 tries new cases.
settings.register_profile(
    "project",
    deadline=None,
    database=None,
    derandomize="PROPERTY_SEARCH" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("project")
SUITES = ["unit", "service", "system", "faults", "browser"]  # in the order they run: fast ones first
SERVERS = {"postgres", "broker", "vhost", "database", "own_postgres", "own_broker", "department"}


def pytest_collection_modifyitems(items):
    """Mark every test with its suite, known from its folder or the servers it asks for, and run fast suites first."""
    for item in items:
        item.add_marker(suite_of(item))
    items.sort(key=lambda item: SUITES.index(suite_of(item)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """A failed test against whole services shows what went wrong in their logs."""
    report = yield
    if report.failed:
        for value in {id(value): value for value in getattr(item, "funcargs", {}).values()}.values():
            if isinstance(value, Department):
                report.sections.append((f"Errors in the logs of {value.home.name}", errors_of(value.home / "logs")))
    return report


def errors_of(logs: Path) -> str:
    """The last errors that services wrote, newest last."""
    lines = (line for log in sorted(logs.glob("*.log")) for line in log.read_text("utf-8", "replace").splitlines())
    errors = [said for said in map(parsed, lines) if said.get("level") == "error"]
    latest = sorted(errors, key=lambda said: said.get("timestamp", ""))[-10:]
    return "\n".join(json.dumps(said)[-3000:].replace("\\n", "\n") for said in latest) or "none"


def parsed(line: str) -> dict:
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def suite_of(item) -> str:
    folder = item.path.relative_to(ROOT).parts[1] if item.path.is_relative_to(ROOT) else ""
    if folder in SUITES:
        return folder
    return "service" if SERVERS & set(getattr(item, "fixturenames", ())) else "unit"


@pytest.fixture(scope="session")
def place():
    """A directory under .local for this run's servers; those of runs that were killed are cleared away first."""
    local = ROOT / ".local"
    for left in local.glob("test-*"):
        if not Path("/proc", left.name.removeprefix("test-")).exists():
            clear(left)
    directory = local / f"test-{os.getpid()}"
    directory.mkdir(parents=True)
    yield directory
    clear(directory)


def clear(directory: Path) -> None:
    """Stop and remove whatever runs in `directory`."""
    for home in directory.glob("department*"):
        Department(home).remove()
    for state in directory.glob("*/state.json"):
        remove = remove_broker if "epmd" in state.read_text() else remove_postgres
        remove(state.parent)
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(request) -> Postgres:
    """A PostgreSQL for the whole run; TEST_SERVERS=<json file> names one that runs already."""
    if running := os.environ.get("TEST_SERVERS"):
        url = json.loads(Path(running).read_text())["postgres"]
        return Postgres(None, url, urlsplit(url).port, None)
    return start_postgres(request.getfixturevalue("place") / "postgres")


@pytest.fixture(scope="session")
def broker(request) -> Broker:
    """A RabbitMQ for the whole run; TEST_SERVERS=<json file> names one that runs already."""
    if running := os.environ.get("TEST_SERVERS"):
        found = json.loads(Path(running).read_text())
        return Broker(None, found["amqp"], found["management"], urlsplit(found["amqp"]).port, None)
    return start_broker(request.getfixturevalue("place") / "broker")


@pytest.fixture
def vhost(broker):
    """The AMQP address of a fresh virtual host."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    yield broker.add_vhost(name)
    broker.remove_vhost(name)


@pytest.fixture(scope="session")
def administer(postgres):
    """Run one statement as superuser outside any transaction."""
    import psycopg2

    connection = psycopg2.connect(postgres.url)
    connection.autocommit = True

    def run(statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)

    yield run
    connection.close()


@pytest.fixture(scope="session")
def template(postgres, administer):
    """`template("registry")`: the name of a migrated database of that service, made once in a run."""
    made = {}

    def make(service):
        if service not in made:
            name = f"template_{service}_{uuid.uuid4().hex[:12]}"
            administer(f"CREATE DATABASE {name}")
            made[service] = name
            migrate(service, address(postgres.url, name))
        return made[service]

    yield make
    for name in made.values():
        administer(f"DROP DATABASE {name} WITH (FORCE)")


def address(url: str, database: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def migrate(service: str, url: str) -> None:
    """Bring a database up to date with the command that operators use."""
    argv = [sys.executable, "-m", "chassis", "migrate", service]
    done = subprocess.run(argv, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True)
    assert done.returncode == 0, f"migrating {service} failed:\n{done.stdout}\n{done.stderr}"


@pytest.fixture
def database(postgres, administer, template):
    """`database("registry")`: the address of a fresh, migrated database of that service."""
    made = []

    def make(service):
        name = f"test_{service}_{uuid.uuid4().hex[:12]}"
        administer(f"CREATE DATABASE {name} TEMPLATE {template(service)}")
        made.append(name)
        return address(postgres.url, name)

    yield make
    for name in made:
        administer(f"DROP DATABASE {name} WITH (FORCE)")


numbers = itertools.count(1)


@pytest.fixture
def own_postgres(place):
    """`own_postgres()`: a PostgreSQL of this test alone, to be stopped, killed and restarted."""
    started = []

    def start():
        started.append(start_postgres(place / f"own-postgres-{next(numbers)}", durable=True))
        return started[-1]

    yield start
    for server in started:
        server.remove()


@pytest.fixture
def own_broker(place):
    """`own_broker()`: a RabbitMQ of this test alone, to be stopped, killed and restarted."""
    started = []

    def start():
        started.append(start_broker(place / f"own-broker-{next(numbers)}"))
        return started[-1]

    yield start
    for server in started:
        server.remove()


@pytest.fixture(scope="session")
def department(place) -> Department:
    """All five services with servers and a mailbox of their own, two officers appointed, no records loaded.

    `department.found` is what endpoints.json says; `department.stop("registry")`, `.start(…)` and `.wait_ready(…)`
    make outages.
    """
    started = Department(place / "department")
    started.found = start_department(started)
    yield started
    started.remove()


def start_department(department: Department) -> dict:
    """What `make up` does, without a word."""
    with department.alone():
        servers = department.start_servers()
        department.prepare(*servers)
        department.migrate_all()
        department.start_mailbox()
        for service in SERVICES:
            department.start(service)
        for service in SERVICES:
            department.wait_ready(service)
        department.appoint_officers()
        return department.endpoints(*servers)
