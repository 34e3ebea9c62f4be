"""Operators' commands of messaging: what is parked and what becomes of it; queues made before anybody publishes."""

import getpass
import json
import os
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from chassis import log, parking
from chassis.pool import Pool
from chassis.settings import SHARED, SettingsWrong, Unusable
from chassis.tx import Tx
from contracts.base import Event
from contracts.parked import NotReplayable
from contracts.refusals import Refusal

if TYPE_CHECKING:
    from chassis.refill import Handler

FAILED, WRONG = 1, 2
ALL_AT_ONCE = 1000
USAGE = """\
usage: python -m chassis parked <service> list [queue]
                                          show <id> [--full]
                                          replay <id>… | replay all [queue]
                                          discard <id> <why>
"""
REFILL_USAGE = """\
usage: python -m chassis refill <source service> <queue of the handler> <days> | all
  with DATABASE_URL of the source. Within INBOX_DAYS what was handled before is known and has no second effect;
  `all` is for a handler that is new.
"""


def parked(service: str, verb: str = "list", *rest: str) -> int:
    """List, show, replay or discard the parked messages of a service."""
    verbs: dict[str, Callable[..., None]] = {"list": _list, "show": _show, "replay": _replay, "discard": _discard}
    found = verbs.get(verb)
    needed = {"list": 0, "discard": 2}.get(verb, 1)
    if found is None or len(rest) < needed:
        sys.stderr.write(USAGE)
        return WRONG
    try:
        with closing(Pool(_setting("database_url"), "chassis-parked", size=1)) as pool, pool.transaction() as tx:
            found(tx, *rest)
    except (Refusal, ValueError) as problem:
        sys.stderr.write(f"{service}: {getattr(problem, 'detail', None) or problem}\n")
        return FAILED
    return 0


def audit(service: str, verb: str = "verify", noted: str = "") -> int:
    """Say whether what was audited is as it was written, and still has the head `<position>:<hash>` noted before."""
    from chassis import audit

    position, _, head = noted.partition(":")
    if verb != "verify" or (noted and not (position.isdecimal() and head)):
        sys.stderr.write("usage: python -m chassis audit <service> verify [<position>:<hash>]\n")
        return WRONG
    with closing(Pool(_setting("database_url"), "chassis-audit", size=1)) as pool, pool.transaction() as tx:
        tx.run("set local statement_timeout = 0")
        found = audit.verify(tx)
        other = bool(noted) and audit.head_at(tx, int(position)) != head
    if found.broken_at is not None:
        print(f"{service}: audit row {found.broken_at} is not what was sealed, or one before it was taken out")
    elif other:
        print(f"{service}: the chain was written anew, its head at {position} is another")
    else:
        print(f"{service}: {found.position} rows as they were sealed, {found.unsealed} not sealed yet")
        print(f"head: {found.position}:{found.hash}")
    return FAILED if other or found.broken_at is not None else 0


def declare(service: str) -> int:
    """Make the service's exchanges and queues, so that it misses nothing that others publish before it first starts."""
    from chassis import streams, topology
    from chassis.broker import connection_to
    from chassis.commands import service_class
    from chassis.launcher import has_database

    handlers, delays = handled(service), SHARED["retry_delays"].value(os.environ)
    asks_only = not has_database(service_class(service))
    with connection_to(_setting("amqp_admin_url") or _setting("amqp_url"), 0, f"declare {service}") as connection:
        channel = connection.channel()
        topology.declare_exchange(channel, topology.RPC_EXCHANGE)
        if asks_only:
            return 0
        topology.declare_outbox(channel, service)
        streams.declare(channel, service, _setting("stream_days"), _setting("stream_megabytes"))
        topology.parked_queue(service).declare(channel)
        topology.rpc_queue(service, SHARED["rpc_queue_type"].value(os.environ)).declare(channel)
        topology.bind_requests(channel, service)
        topology.declare_retries(channel, service, list(delays))
        for event, name in handlers:
            queue = topology.event_queue(service, event, name)
            queue.declare(channel)
            topology.bind_event(channel, queue, event, service)
    sys.stdout.write(f"{service}: {len(handlers)} event queues\n")
    return 0


def grant(service: str) -> int:
    """Make the broker's user that `AMQP_URL` names, with the rights that the service's code needs and no other."""
    from chassis import privileges

    granted = privileges.privileges_of(service, [event for event, _ in handled(service)], privileges.asked_by(service))
    management = _setting("amqp_management_url")
    if not management:
        sys.stdout.write(json.dumps(asdict(granted), indent=2) + "\n")
        return 0
    try:
        user = privileges.grant(management, _setting("amqp_url"), granted)
    except OSError as problem:
        sys.stderr.write(f"{service}: the broker does not grant it: {problem}\n")
        return FAILED
    sys.stdout.write(f"{service}: the broker's user {user} has its rights\n")
    return 0


def reader(*services: str) -> int:
    """Make the broker's user that `AMQP_URL` names a reader of these services' streams, who may do nothing else."""
    from chassis import privileges

    try:
        user = privileges.grant(
            _setting("amqp_management_url"),
            _setting("amqp_url"),
            privileges.reader_of(services),
            privileges.READER_LIMITS,
        )
    except OSError as problem:
        sys.stderr.write(f"the broker does not grant it: {problem}\n")
        return FAILED
    sys.stdout.write(f"the broker's user {user} reads the streams of {', '.join(services)}\n")
    return 0


def vars_with_entrypoints(service_cls: type) -> list:
    """The methods of a service that something outside calls, with their names."""
    methods = ((name, getattr(service_cls, name)) for name in dir(service_cls))
    return [(name, method) for name, method in methods if getattr(method, "nameko_entrypoints", None)]


def refill(source: str, queue: str = "", reach: str = "") -> int:
    """Put what the source published into the handler's queue, under the same event ids."""
    from chassis.refill import Handler

    try:
        days, handler = None if reach == "all" else int(reach), Handler.of(queue)
        if handler.source != source:
            raise ValueError(f"{queue} takes events of {handler.source}")
    except ValueError as problem:
        sys.stderr.write(f"{problem}\n{REFILL_USAGE}")
        return WRONG
    with closing(Pool(_setting("database_url"), "chassis-refill", size=1)) as pool:
        with pool.transaction() as tx:
            tx.audit("history.refilled", queue, by=getpass.getuser(), reach=reach)
        with pool.transaction(read_only=True) as tx:
            return _fill(tx, handler, days)


def _fill(tx: Tx, handler: "Handler", days: int | None) -> int:
    from chassis.broker import connection_to
    from chassis.publisher import NotConfirmed
    from chassis.refill import Filling, history

    number = 0
    with connection_to(_setting("amqp_url"), 0, "refill") as connection:
        filling = Filling(connection.channel(), handler)
        try:
            for rows in history(tx, handler, days):
                filling.put(rows)
                number += len(rows)
        except (NotConfirmed, OSError) as problem:
            sys.stderr.write(f"stopped after {number} events: {problem}\n")
            return FAILED
    sys.stdout.write(f"{number} events put into {handler.queue}\n")
    return 0


def queues(service: str) -> None:
    """Print how many queues the service has and how many are consumed, and each with what waits in it; needs AMQP_URL."""
    import amqp

    from chassis.broker import connection_to
    from chassis.topology import event_queue, parked_queue, rpc_queue

    if not (os.environ.get("AMQP_URL") or os.environ.get("AMQP_URL_FILE")):
        return
    events = [event_queue(service, event, name).name for event, name in handled(service)]
    found: dict[str, tuple[int, int] | None] = {}
    try:
        with connection_to(_setting("amqp_url"), 0, f"status {service}") as connection:
            for name in [rpc_queue(service).name, parked_queue(service).name, *events]:
                try:
                    said = connection.channel().queue_declare(name, passive=True)
                    found[name] = said.message_count, said.consumer_count
                except amqp.NotFound:
                    found[name] = None
    except (OSError, amqp.AMQPError) as problem:
        print(f"the broker cannot be asked: {type(problem).__name__}")
        return
    print(f"queues: {len(found)}\nqueues_consumed: {sum(1 for one in found.values() if one and one[1])}")
    for name, seen in found.items():
        print(f"{name}: {seen[0]} ready, {seen[1]} consumers" if seen else f"{name}: is not there")


def handled(service: str) -> list[tuple[type[Event], str]]:
    """The events that the service takes, each with its handler's name."""
    from chassis.commands import service_class
    from chassis.events import EventHandler

    found = [
        (extension.event, name)
        for name, method in vars_with_entrypoints(service_class(service))
        for extension in method.nameko_entrypoints
        if isinstance(extension, EventHandler)
    ]
    return sorted(found, key=lambda handler: handler[1])


def _list(tx: Tx, queue: str | None = None) -> None:
    for row in parking.list_parked(tx, queue):
        moment = row["first_seen_at"].strftime("%Y-%m-%dT%H:%M:%SZ")
        error = log.scrubbed(row["error"]).splitlines()[0][:80] if row["error"] else ""
        print(row["parked_id"], moment, row["reason"], row["queue"], f"{row['size']} bytes", error)


def _show(tx: Tx, parked_id: str, full: str = "") -> None:
    # Masked unless asked for: a body may hold personal data, and this goes to a terminal's history.
    whole = full == "--full"
    if whole:
        tx.audit("parked.read", UUID(parked_id), by=getpass.getuser())
    for name, value in parking.get_parked(tx, UUID(parked_id)).items():
        if name == "body":
            shown = value.decode("utf-8", "replace") if whole else parking.masked(value)
        else:
            shown = str(value) if whole else log.scrubbed(str(value))
        print(f"{name}: {shown}")


def _replay(tx: Tx, *ids: str) -> None:
    if ids[0] == "all":
        queue = ids[1] if len(ids) > 1 else None
        chosen = [row["parked_id"] for row in parking.list_parked(tx, queue, limit=ALL_AT_ONCE)]
    else:
        chosen = [UUID(one) for one in ids]
    for parked_id in chosen:
        try:
            parking.replay(tx, parked_id, getpass.getuser())
        except NotReplayable:
            if ids[0] != "all":
                raise
            print(f"{parked_id} cannot go back")
            continue
        print(f"{parked_id} goes back to its queue")


def _discard(tx: Tx, parked_id: str, *note: str) -> None:
    parking.discard(tx, UUID(parked_id), getpass.getuser(), " ".join(note))
    print(f"{parked_id} discarded")


def _setting(name: str) -> Any:
    try:
        return SHARED[name].value(os.environ)
    except Unusable as wrong:
        raise SettingsWrong([str(wrong)]) from None
