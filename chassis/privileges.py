"""What a service may do at the broker, read from its own code: one definition for every way of deploying (rel:3)."""

import json
import re
import sys
import urllib.request
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from chassis.streams import stream_name
from chassis.topology import RPC_EXCHANGE, back_exchange, parked_queue, retry_exchange, rpc_queue
from contracts.base import Event, Request

REPLY = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
REPLY_QUEUE = r"rpc\.reply-.+"
NONE: Mapping[str, int] = {}
READER_LIMITS = {"max-connections": 10, "max-channels": 40}


@dataclass(frozen=True)
class Privileges:
    """Regular expressions over names for configure, write and read; per topic exchange over routing keys (write, read)."""

    configure: str
    write: str
    read: str
    topics: dict[str, tuple[str, str]] = field(default_factory=dict)


def privileges_of(service: str, heard: list[type[Event]], asked: list[type[Request]]) -> Privileges:
    """The least that a service needs which hears these events and asks these requests; queues are made before."""
    mine = re.escape(service)
    own = [f"evt-.+--{mine}\\.[a-z0-9_]+", f"later\\.{mine}\\.[0-9]+"]
    own += [re.escape(queue.name) for queue in (rpc_queue(service), parked_queue(service))]
    own += [REPLY_QUEUE] if asked else []
    out = [f"{service}.events", f"{service}.internal", retry_exchange(service), back_exchange(service), RPC_EXCHANGE]
    sources = sorted({event.exchange() for event in heard})
    into = [*sources, retry_exchange(service), back_exchange(service), RPC_EXCHANGE]
    methods = [re.escape(f"{request.service()}.{request.method()}") for request in asked]
    topics = {RPC_EXCHANGE: (whole(REPLY, *methods), whole(f"{mine}\\.\\*", *([REPLY] if asked else [])))}
    for source in sources:
        keys = whole(*(re.escape(event.key()) for event in heard if event.exchange() == source))
        topics[source] = (".*" if source in out else "^$", keys)
    return Privileges(whole(*own), whole(*own, *map(re.escape, out)), whole(*own, *map(re.escape, into)), topics)


def reader_of(services: Iterable[str]) -> Privileges:
    """What somebody outside needs who reads these services' streams: no queue of his own, so none that could fill (rel:P8)."""
    return Privileges("^$", "^$", whole(*(re.escape(stream_name(service)) for service in services)))


def whole(*patterns: str) -> str:
    """One of the patterns and nothing around it."""
    return f"^({'|'.join(sorted(patterns))})$" if patterns else "^$"


def asked_by(service: str) -> list[type[Request]]:
    """The requests of other services that the modules of a loaded service name."""
    modules = [module for name, module in sys.modules.items() if name.startswith(f"services.{service}.")]
    named = {found for module in modules for found in vars(module).values() if isinstance(found, type)}
    requests = (found for found in named if issubclass(found, Request) and found.__module__.startswith("contracts."))
    foreign = [found for found in requests if found.__module__.count(".") == 2 and found.service() != service]
    return sorted(foreign, key=lambda request: (request.service(), request.method()))


def grant(management_url: str, amqp_url: str, granted: Privileges, limits: Mapping[str, int] = NONE) -> str:
    """Make the user of the AMQP address with exactly these rights and limits on its virtual host; answers its name."""
    wanted = urlsplit(amqp_url.partition(";")[0])  # every node of a cluster knows the same users
    user, vhost = unquote(wanted.username or ""), quote(unquote(wanted.path[1:]) or "/", safe="")
    account = quote(user, safe="")
    _call(management_url, "PUT", f"/api/users/{account}", {"password": unquote(wanted.password or ""), "tags": ""})
    rights = {"configure": granted.configure, "write": granted.write, "read": granted.read}
    _call(management_url, "PUT", f"/api/permissions/{vhost}/{account}", rights)
    for exchange, (write, read) in granted.topics.items():
        _call(
            management_url,
            "PUT",
            f"/api/topic-permissions/{vhost}/{account}",
            {"exchange": exchange, "write": write, "read": read},
        )
    for limit, value in limits.items():
        _call(management_url, "PUT", f"/api/user-limits/{account}/{limit}", {"value": value})
    return user


def _call(base: str, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    parts = urlsplit(base)
    account = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    headers = {"Authorization": "Basic " + b64encode(account.encode()).decode(), "Content-Type": "application/json"}
    address = f"{parts.scheme}://{parts.hostname}:{parts.port or 15672}{path}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, headers, method=method)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
        return json.loads(answer.read() or b"null")
