"""`python -m deploy.local up [institutions file] | down | start <service> | stop <service> | status`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from deploy.local.department import Department
from deploy.local.processes import Failed
from deploy.local.steps import LOCAL, ROOT, run, say, step
from deploy.requirements import SERVICES

department = Department(LOCAL)


def up(institutions: str = "") -> None:
    """Start the whole department, load its records and print where it is."""
    began = time.monotonic()
    with department.alone():
        with step("servers: PostgreSQL and RabbitMQ"):
            department.renew_ports()
            postgres, broker = department.start_servers()
        with step("databases, roles, keys"):
            department.prepare(postgres, broker)
        with step("schemas and queues"):
            department.migrate_all()
        with step("mailbox"):
            department.start_mailbox()
        with step(f"services: {', '.join(SERVICES)}"):
            start_services()
        with step("two officers"):
            department.appoint_officers()
            endpoints = department.endpoints(postgres, broker)
        load_records(institutions)
    table(endpoints, time.monotonic() - began)


def start_services() -> None:
    """Start what does not run, all at once, and wait for each."""
    began = {service: time.monotonic() for service in SERVICES if department.start(service)}
    for service in SERVICES:
        department.wait_ready(service)
        after = f"after {time.monotonic() - began[service]:.1f} s" if service in began else "it ran already"
        say(f"    {service} is ready, {after}")


def load_records(institutions: str) -> None:
    """The department's own records, and a ROR dump when one is named."""
    python, log = sys.executable, department.logs / "records.log"
    endpoints = str(department.home / "endpoints.json")
    if (ROOT / "deploy/records/load.py").exists():
        with step("the department's records"):
            run([python, "-m", "deploy.records.load", endpoints], log, show=True)
    if institutions:
        with step(f"institutions from {institutions}"):
            run([python, "-m", "deploy.records.import_ror", institutions, endpoints], log, show=True)


def table(endpoints: dict[str, Any], seconds: float) -> None:
    """The addresses that a person wants."""
    officer = endpoints["officer"]
    rows = [
        ("the department", endpoints["gateway"] + "/"),
        ("all mail it sent", endpoints["mailbox"]["http"] + "/"),
        ("the broker's page", endpoints["broker"]["management"]),
        ("an officer", f"{officer['username']} / {officer['password']}"),
        ("all addresses", str(department.home / "endpoints.json")),
        ("logs", str(department.logs)),
    ]
    say(f"\nUp in {seconds:.1f} s.\n" + "".join(f"  {name:<18} {value}\n" for name, value in rows))


def down() -> None:
    """Stop and remove everything that `up` made."""
    with step("stopping and removing everything"):
        department.remove()


def start(service: str) -> None:
    """Start one service again."""
    with department.alone(), step(f"starting {known(service)}"):
        department.start(service)
        department.wait_ready(service)


def stop(service: str) -> None:
    """Stop one service as an outage would."""
    with department.alone(), step(f"stopping {known(service)}"):
        say(f"  stopped after {department.stop(service):.1f} s")


def status() -> None:
    """One line for each service."""
    for service in [*SERVICES, "mailbox"]:
        process = department.process(service)
        say(f"{service:<15} {f'runs, pid {process.pid}' if process else 'does not run'}")


def known(service: str) -> str:
    """The name, when it is a service's."""
    if service not in SERVICES or not (department.home / "secrets").exists():
        raise SystemExit(f"nothing to do for {service!r}; services: {', '.join(SERVICES)}; `make up` comes first")
    return service


VERBS: dict[str, Callable[..., None]] = {"up": up, "down": down, "start": start, "stop": stop, "status": status}

if __name__ == "__main__":
    verb, *rest = sys.argv[1:] or [""]
    if verb not in VERBS:
        raise SystemExit(__doc__)
    try:
        VERBS[verb](*rest)
    except Failed as reason:
        raise SystemExit(f"✗ {reason}") from None
