"""Every service's user may touch its own queues and exchanges, hear what it subscribes and ask what it asks, nothing else."""

import io
import json
import re
import secrets
import uuid
from contextlib import redirect_stdout
from urllib.parse import urlsplit, urlunsplit

import amqp
import pytest

from chassis import operators, privileges
from chassis import streams as streams_of
from chassis.asker import reply_queue
from chassis.broker import connection_to
from chassis.commands import main
from chassis.topology import RPC_EXCHANGE, event_queue, never_made
from contracts.base import REQUESTS
from deploy.catalogue import load_contracts
from deploy.requirements import SERVICES
from services.gateway.routes import ROUTES

REFUSED = amqp.AccessRefused
load_contracts()


def commanded(command, service, **environment):
    """What `python -m chassis <command> <service>` prints in that environment."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(said):
        for name, value in environment.items():
            patched.setenv(name, value)
        assert main([command, service]) == 0
    return said.getvalue()


@pytest.fixture(scope="module")
def house(broker):
    """A virtual host where every service is prepared as any deployment does it: `house[service]` is its address."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    admin = broker.add_vhost(name)
    parts = urlsplit(admin)
    urls = {}
    for service in SERVICES:
        account = f"{service}-{uuid.uuid4().hex[:8]}:{secrets.token_hex(8)}"
        urls[service] = urlunsplit(parts._replace(netloc=f"{account}@{parts.hostname}:{parts.port}"))
        environment = {"AMQP_URL": urls[service], "AMQP_ADMIN_URL": admin, "AMQP_MANAGEMENT_URL": broker.management_url,
                       "STREAM_DAYS": "1", "STREAM_MEGABYTES": "10"}  # fmt: skip
        for command in ("declare", "grant"):
            commanded(command, service, **environment)
    yield urls | {"admin": admin}
    broker.remove_vhost(name)
    for service in SERVICES:
        privileges._call(broker.management_url, "DELETE", f"/api/users/{urlsplit(urls[service]).username}")


@pytest.fixture(scope="module")
def granted():
    """What each service is granted, as the command prints it."""
    return {service: json.loads(commanded("grant", service)) for service in SERVICES}


@pytest.fixture(scope="module")
def resources(house):
    """The names of every queue and exchange that the services have, by service."""
    found = {}
    for service in SERVICES:
        names = [event_queue(service, event, name).name for event, name in operators.handled(service)]
        found[service] = names + ([f"parked.{service}", f"rpc-{service}"] if service != "gateway" else [])
    return found


lines = {}


@pytest.fixture(scope="module", autouse=True)
def _hang_up():
    yield
    for line in lines.values():
        line.collect()
    lines.clear()


def refused(url, act):
    """Whether the broker refuses what `act(channel)` does there."""
    if url not in lines:
        lines[url] = connection_to(url, 0)
    channel = lines[url].channel()
    channel.confirm_select()
    try:
        act(channel)
    except REFUSED:
        return True
    channel.close()
    return False


def publish(exchange, key):
    def act(channel):
        channel.basic_publish(amqp.basic_message.Message(b"{}", content_type="application/json"), exchange, key)
        channel.wait([(60, 80), (60, 120)], timeout=60)

    return act


@pytest.mark.parametrize("service", SERVICES)
def test_it_may_ask_its_node_to_take_a_binding_away_that_never_was(house, service):
    def ask(channel):
        if service == "gateway":
            reply_to = reply_queue(channel, lambda message: None)
            channel.queue_unbind(f"rpc.reply-{reply_to}", RPC_EXCHANGE, str(uuid.uuid4()))
        else:
            channel.queue_unbind(*never_made(service))

    assert not refused(house[service], ask)


@pytest.mark.parametrize("service", SERVICES)
def test_a_foreign_queue_can_be_neither_read_nor_deleted_nor_filled(house, resources, service):
    let_in = []
    for other in SERVICES:
        for queue in resources[other] if other != service else ():
            acts = {
                "get": lambda channel, queue=queue: channel.basic_get(queue),
                "consume": lambda channel, queue=queue: channel.basic_consume(queue),
                "purge": lambda channel, queue=queue: channel.queue_purge(queue),
                "delete": lambda channel, queue=queue: channel.queue_delete(queue),
                "bind": lambda channel, queue=queue: channel.queue_bind(queue, "nameko-rpc", "x.y"),
            }
            chosen = acts if queue.startswith(("rpc-", "parked.")) else {"get": acts["get"], "delete": acts["delete"]}
            let_in += [(what, queue) for what, act in chosen.items() if not refused(house[service], act)]
    assert let_in == []


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_reads_or_changes_a_stream_not_even_its_own(house, service):
    streams = [streams_of.stream_name(other) for other in SERVICES if other != "gateway"]
    acts = {
        "consume": lambda channel, name: channel.basic_consume(name, arguments={"x-stream-offset": "first"}),
        "delete": lambda channel, name: channel.queue_delete(name),
        "unbind": lambda channel, name: channel.queue_unbind(name, name.replace(".stream", ".events"), "#"),
        "declare": lambda channel, name: channel.queue_declare(
            name, durable=True, arguments={"x-queue-type": "stream"}
        ),
    }

    def let_in(name, act):
        return not refused(house[service], lambda channel: (channel.basic_qos(0, 1, False), act(channel, name)))

    assert [(what, name) for name in streams for what, act in acts.items() if let_in(name, act)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_no_queue_hands_on_to_an_exchange_of_others(house, service):
    others = [other for other in SERVICES if other not in (service, "gateway")]
    targets = ["", *(f"{kind}.{other}" for other in others for kind in ("back", "retry"))]
    targets += [f"{other}.{kind}" for other in others for kind in ("events", "internal")]
    own = f"evt-x-y.z--{service}.on_y"

    def handing_on(target):
        arguments = {"x-dead-letter-exchange": target, "x-dead-letter-routing-key": "parked.registry"}
        return lambda channel: channel.queue_declare(own, arguments=arguments)

    assert [target for target in targets if not refused(house[service], handing_on(target))] == []


def test_guest_is_refused(house):
    parts = urlsplit(house["admin"])

    with pytest.raises(REFUSED):
        connection_to(urlunsplit(parts._replace(netloc=f"guest:guest@{parts.hostname}:{parts.port}")), 0)


def test_the_gateway_may_ask_whatever_it_has_a_route_for(granted):
    asks = re.compile(granted["gateway"]["topics"]["nameko-rpc"][0])

    addresses = {f"{route.contract.service()}.{route.contract.method()}" for route in ROUTES}
    assert [address for address in sorted(addresses) if not asks.fullmatch(address)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_nobody_writes_past_the_exchanges_or_to_those_of_others(house, resources, service):
    others = [other for other in SERVICES if other != service]
    tried = [("", resources[other][0]) for other in others if resources[other]]
    tried += [(f"{other}.{kind}", "a.b") for other in others for kind in ("events", "internal") if other != "gateway"]
    tried += [
        (f"{kind}.{other}", resources[other][0]) for other in others if resources[other] for kind in ("back", "retry")
    ]

    assert [one for one in tried if not refused(house[service], publish(*one))] == []


@pytest.mark.parametrize("service", SERVICES)
def test_no_exchange_can_be_made_or_deleted(house, service):
    exchanges = ["nameko-rpc", "registry.events", "scheduling.internal", f"{service}.events", f"back.{service}", "own"]
    acts = [lambda channel, name=name: channel.exchange_delete(name) for name in exchanges]
    acts.append(lambda channel: channel.exchange_declare("fresh", "topic"))
    acts.append(lambda channel: channel.queue_declare("fresh"))
    acts.append(lambda channel: channel.queue_declare(f"evt-x-y.z--{service}.on_y", arguments={
        "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "parked.registry"}))  # fmt: skip

    assert [number for number, act in enumerate(acts) if not refused(house[service], act)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_requests_are_asked_only_where_the_code_asks_them(house, granted, service):
    asks = granted[service]["topics"]["nameko-rpc"][0]
    wrong = []
    for address in REQUESTS:
        may = address.replace(".", "\\.") in asks.replace("\\_", "_")
        if refused(house[service], publish("nameko-rpc", address)) is may:
            wrong.append(address)
    assert wrong == []
    assert service == "gateway" or "\\." not in asks  # only the gateway asks


@pytest.mark.parametrize("service", [name for name in SERVICES if name != "gateway"])
def test_a_service_hears_only_what_it_subscribes_and_takes_only_its_own_requests(house, resources, service):
    mine = resources[service][0]
    tried = [("registry.internal", "#"), ("registry.events", "#"), ("scheduling.internal", "*.*"), ("nameko-rpc", "#")]
    tried += [("nameko-rpc", f"{other}.*") for other in SERVICES if other != service]

    let_in = [
        one for one in tried if not refused(house[service], lambda channel, one=one: channel.queue_bind(mine, *one))
    ]

    assert let_in == []


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_service_needs_it_may(house, service):
    reply = str(uuid.uuid4())
    allowed = [publish("nameko-rpc", reply)]
    if service == "gateway":
        allowed.append(lambda channel: channel.queue_declare(f"rpc.reply-{reply}", exclusive=True, auto_delete=True))
    else:
        allowed += [publish(f"{service}.events", "a.b"), publish(f"{service}.internal", "a.b"),
                    publish(f"back.{service}", "x"), publish(f"retry.{service}", "x"),
                    lambda channel: channel.basic_get(f"rpc-{service}"),
                    lambda channel: channel.queue_bind(f"rpc-{service}", "nameko-rpc", f"{service}.*")]  # fmt: skip

    assert [number for number, act in enumerate(allowed) if refused(house[service], act)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_administers(house, broker, service):
    user = privileges._call(broker.management_url, "GET", f"/api/users/{urlsplit(house[service]).username}")

    assert user["tags"] in ("", [])


def test_a_definition_is_whole_expressions(granted):
    patterns = [one[kind] for one in granted.values() for kind in ("configure", "write", "read")]
    patterns += [pattern for one in granted.values() for pair in one["topics"].values() for pattern in pair]

    assert [pattern for pattern in patterns if not (pattern.startswith("^") and pattern.endswith("$"))] == []
