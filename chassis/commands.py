"""The operators' commands: `python -m chassis <command> <service>`."""

import os
import sys
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path

from chassis.settings import SettingsWrong, settings_of

WRONG = 2
FAILED = 1
SERVICES = Path(__file__).absolute().parent.parent / "services"


def services() -> list[str]:
    """The services there are."""
    return sorted(path.parent.name for path in SERVICES.glob("*/service.py"))


def main(arguments: list[str]) -> int:
    """Run a command; answers the exit code: 0 well, 1 failed, 2 asked or set wrongly, 3 schema behind."""
    command, rest = (arguments or [""])[0], arguments[1:]
    if command not in COMMANDS or not rest or (len(rest) > 1 and command not in WITH_MORE):
        return _complain(
            [f"usage: python -m chassis {'|'.join(COMMANDS)} <service>", f"services: {' '.join(services())}"]
        )
    # `migrate chassis` makes the chassis' own tables only; its tests need no service.
    if rest[0] not in services() and (command, rest[0]) != ("migrate", "chassis"):
        return _complain([f"there is no service {rest[0]!r}", f"services: {' '.join(services())}"])
    try:
        return COMMANDS[command](*rest)
    except SettingsWrong as wrong:
        return _complain(
            [f"{rest[0]} cannot start, its settings are wrong:", *(f"  {problem}" for problem in wrong.problems)]
        )


def service_class(name: str) -> type:
    """The class of `services/<name>/service.py` that carries this name."""
    module = import_module(f"services.{name}.service")
    found = [c for c in vars(module).values() if isinstance(c, type) and c.__dict__.get("name") == name]
    if len(found) != 1:
        raise LookupError(f"services/{name}/service.py needs exactly one class with name = {name!r}")
    return found[0]


def run(service: str) -> int:
    """Run the service until it is told to stop."""
    from chassis import log
    from chassis.launcher import Launcher, has_database

    service_cls = service_class(service)
    values = settings_of(service_cls).load(os.environ, has_database(service_cls))
    log.configure(service, values.log_level)
    return Launcher(service_cls, values).run()


def migrate(service: str) -> int:
    """Bring the service's schema up to date."""
    import psycopg2

    from chassis import migrations

    try:
        applied = migrations.migrate(service, _database(service, owner=True))
    except (psycopg2.Error, migrations.MigrationFailed, migrations.MigrationChanged) as problem:
        sys.stderr.write(f"{service}: {type(problem).__name__}: {problem}\n")
        return FAILED
    sys.stdout.write("".join(f"{service}: applied {name}\n" for name in applied) or f"{service}: is current\n")
    return 0


def status(service: str) -> int:
    """Print what the service's database lacks, what waits in its outbox and what is parked."""
    from chassis import migrations, operators
    from chassis.pool import Pool
    from chassis.vitals import figures

    url = _database(service)
    missing = migrations.pending(service, url)
    sys.stdout.write(f"pending migrations: {', '.join(missing) or 'none'}\n")
    if not missing:
        with closing(Pool(url, "chassis-status", size=1)) as pool, pool.transaction(read_only=True) as tx:
            sys.stdout.write("".join(f"{name}: {value}\n" for name, value in figures(tx, service).items()))
        operators.queues(service)
    return FAILED if missing else 0


def settings(service: str) -> int:
    """Print the service's settings: name, required or default, what it is."""
    from chassis.launcher import has_database

    service_cls = service_class(service)
    for row in settings_of(service_cls).describe(has_database(service_cls)):
        state = "required" if row["required"] else f"default {row['default']}"
        secret = ", secret" if row["secret"] else ""
        sys.stdout.write(f"{row['name']:<28} {state}{secret}: {row['about']}\n")
    return 0


def _database(_service: str, owner: bool = False) -> str:
    from chassis.settings import SHARED, Unusable

    try:
        return (owner and SHARED["database_owner_url"].value(os.environ)) or SHARED["database_url"].value(os.environ)
    except Unusable as wrong:
        raise SettingsWrong([str(wrong)]) from None


def _complain(lines: list[str]) -> int:
    sys.stderr.write("\n".join(lines) + "\n")
    return WRONG


def parked(service: str, *more: str) -> int:
    """See and settle the parked messages of the service."""
    from chassis import operators

    return operators.parked(service, *more)


def declare(service: str) -> int:
    """Make the queues of the service on the broker."""
    from chassis import operators

    return operators.declare(service)


def prepare(service: str) -> int:
    """All that a deployment does before it starts any service: schema, queues, and the broker's user where it may."""
    from chassis import operators
    from chassis.launcher import has_database

    schema = migrate(service) if has_database(service_class(service)) else 0
    managed = os.environ.get("AMQP_MANAGEMENT_URL") or os.environ.get("AMQP_MANAGEMENT_URL_FILE")
    return schema or declare(service) or (operators.grant(service) if managed else 0)


def grant(service: str) -> int:
    """Give the service's broker user its rights, or print them."""
    from chassis import operators

    return operators.grant(service)


def reader(*services_read: str) -> int:
    """Let the broker's user that `AMQP_URL` names read the streams of these services."""
    from chassis import operators

    unknown = [name for name in services_read if name not in services()]
    if unknown:
        return _complain([f"there is no service {', '.join(unknown)}"])
    return operators.reader(*services_read)


def audit(service: str, *more: str) -> int:
    """Check the chain of seals over what was audited."""
    from chassis import operators

    return operators.audit(service, *more)


def refill(source: str, *more: str) -> int:
    """Fill a handler's queue from the history of the service that publishes what it takes."""
    from chassis import operators

    return operators.refill(source, *more[:2])


COMMANDS: dict[str, Callable[..., int]] = {
    "prepare": prepare,
    "run": run,
    "migrate": migrate,
    "declare": declare,
    "grant": grant,
    "status": status,
    "settings": settings,
    "parked": parked,
    "reader": reader,
    "audit": audit,
    "refill": refill,
}
WITH_MORE = {"parked", "audit", "reader", "refill"}
