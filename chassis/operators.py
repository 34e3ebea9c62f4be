"""Operators' commands of messaging: what is parked and what becomes of it; queues made before anybody publishes."""

import getpass
import os
import sys
from collections.abc import Callable
from contextlib import closing
from uuid import UUID

from chassis import log, parking
from chassis.pool import Pool
from chassis.settings import SHARED, SettingsWrong, Unusable
from chassis.tx import Tx
from contracts.refusals import Refusal

FAILED, WRONG = 1, 2
USAGE = "usage: python -m chassis parked <service> list | show <id> | replay <id>… | replay all | discard <id> <why>"


def parked(service: str, verb: str = "list", *rest: str) -> int:
    """List, show, replay or discard the parked messages of a service."""
    verbs: dict[str, Callable[..., None]] = {"list": _list, "show": _show, "replay": _replay, "discard": _discard}
    found = verbs.get(verb)
    needed = {"list": 0, "discard": 2}.get(verb, 1)
    if found is None or len(rest) < needed:
        sys.stderr.write(USAGE + "\n")
        return WRONG
    try:
        with closing(Pool(_setting("database_url"), "chassis-parked", size=1)) as pool, pool.transaction() as tx:
            found(tx, *rest)
    except (Refusal, ValueError) as problem:
        sys.stderr.write(f"{service}: {getattr(problem, 'detail', None) or problem}\n")
        return FAILED
    return 0


def declare(service: str) -> int:
    """Make the service's exchanges and queues, so that it misses nothing that others publish before it first starts."""
    from chassis.broker import connection_to
    from chassis.commands import service_class
    from chassis.events import EventHandler
    from chassis.topology import bind_event, declare_outbox, event_queue, parked_queue

    handlers = [
        (extension.event, name)
        for name, method in vars_with_entrypoints(service_class(service))
        for extension in method.nameko_entrypoints
        if isinstance(extension, EventHandler)
    ]
    with connection_to(_setting("amqp_url"), 0, f"declare {service}") as connection:
        channel = connection.channel()
        declare_outbox(channel, service)
        parked_queue(service).declare(channel)
        for event, name in sorted(handlers, key=lambda handler: handler[1]):
            queue = event_queue(service, event, name)
            queue.declare(channel)
            bind_event(channel, queue, event)
    sys.stdout.write(f"{service}: {len(handlers)} event queues\n")
    return 0


def vars_with_entrypoints(service_cls: type) -> list:
    """The methods of a service that something outside calls, with their names."""
    methods = ((name, getattr(service_cls, name)) for name in dir(service_cls))
    return [(name, method) for name, method in methods if getattr(method, "nameko_entrypoints", None)]


def _list(tx: Tx) -> None:
    for row in parking.list_parked(tx):
        moment = row["first_seen_at"].strftime("%Y-%m-%dT%H:%M:%SZ")
        error = log.scrubbed(row["error"]).splitlines()[0][:80] if row["error"] else ""
        print(row["parked_id"], moment, row["reason"], row["queue"], f"{row['size']} bytes", error)


def _show(tx: Tx, parked_id: str) -> None:
    # Without the body: it may hold personal data, and this goes to a terminal's history.
    for name, value in parking.get_parked(tx, UUID(parked_id)).items():
        print(f"{name}: {f'{len(value)} bytes' if name == 'body' else log.scrubbed(str(value))}")


def _replay(tx: Tx, *ids: str) -> None:
    chosen = [row["parked_id"] for row in parking.list_parked(tx)] if ids == ("all",) else [UUID(one) for one in ids]
    for parked_id in chosen:
        parking.replay(tx, parked_id, getpass.getuser())
        print(f"{parked_id} goes back to its queue")


def _discard(tx: Tx, parked_id: str, *note: str) -> None:
    parking.discard(tx, UUID(parked_id), getpass.getuser(), " ".join(note))
    print(f"{parked_id} discarded")


def _setting(name: str) -> str:
    try:
        return SHARED[name].value(os.environ)
    except Unusable as wrong:
        raise SettingsWrong([str(wrong)]) from None
