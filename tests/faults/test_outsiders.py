"""Row P8: other systems at our broker, let in as docs/operations.md says."""

import secrets
import uuid
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import amqp
import pytest

from chassis.broker import connection_to
from chassis.privileges import _call
from deploy.local.department import NO_PROXY
from tests.conftest import ROOT

MANUAL = (ROOT / "docs" / "operations.md").read_text()
QUEUE, LENGTH = "outside.alumni", 10


class Outsider:
    """A user made the documented way, with one queue that it may read."""

    def __init__(self, management, vhost_url):
        self.management, parts = management, urlsplit(vhost_url)
        self.vhost, self.name, password = parts.path[1:], f"outside-{uuid.uuid4().hex[:8]}", secrets.token_hex(8)
        self.url = urlunsplit(parts._replace(netloc=f"{self.name}:{password}@{parts.hostname}:{parts.port}"))
        self.put(f"users/{self.name}", {"password": password, "tags": ""})
        self.put(f"user-limits/{self.name}/max-connections", {"value": 2})
        self.put(f"user-limits/{self.name}/max-channels", {"value": 20})
        arguments = {"x-queue-type": "classic", "x-max-length": LENGTH, "x-overflow": "drop-head"}
        self.put(f"queues/{self.vhost}/{QUEUE}", {"durable": True, "arguments": arguments})
        self.post(f"bindings/{self.vhost}/e/little.events/q/{QUEUE}", {"routing_key": "note.written"})
        rights = {"configure": "^$", "write": "^$", "read": "^outside\\.alumni$"}
        self.put(f"permissions/{self.vhost}/{self.name}", rights)

    def put(self, path, body):
        _call(self.management, "PUT", f"/api/{quote(path)}", body)

    def post(self, path, body):
        _call(self.management, "POST", f"/api/{quote(path)}", body)

    def remove(self):
        _call(self.management, "DELETE", f"/api/users/{self.name}")


@pytest.fixture
def outsider(little, broker):
    little.start()
    made = Outsider(broker.management_url, little.vhost)
    yield made
    made.remove()


def test_p8_an_outsider_may_read_its_queue_and_nothing_else(little, outsider):
    mine = "evt-little-note.written--little.on_note_written"
    forbidden = {
        "a queue": lambda channel: channel.queue_declare("own", arguments={"x-overflow": "reject-publish"}),
        "a queue of the server's naming": lambda channel: channel.queue_declare("", exclusive=True),
        "an exchange": lambda channel: channel.exchange_declare("own", "topic"),
        "a binding": lambda channel: channel.queue_bind(QUEUE, "little.events", "#"),
        "an unbinding": lambda channel: channel.queue_unbind(mine, "little.events", "note.written"),
        "its queue's end": lambda channel: channel.queue_delete(QUEUE),
        "our queue's end": lambda channel: channel.queue_delete(mine),
        "our events": lambda channel: channel.basic_get(mine),
        "our requests": lambda channel: channel.basic_get("rpc-little"),
        "an event of ours": lambda channel: published(channel, "little.events"),
        "a request": lambda channel: published(channel, "nameko-rpc"),
        "a message to a queue": lambda channel: published(channel, ""),
    }
    with connection_to(outsider.url, 0) as connection:
        assert [what for what, act in forbidden.items() if not refused(connection, act)] == []
        little.emit("hello")
        reading = connection.channel()
        little.wait(lambda: reading.basic_get(QUEUE, no_ack=True), "it hears what it may")


def test_p8_an_outsider_has_two_connections_and_no_more(outsider):
    lines = [connection_to(outsider.url, 0) for _ in range(2)]

    with pytest.raises((amqp.exceptions.AMQPError, OSError)):
        connection_to(outsider.url, 0).channel()

    for line in lines:
        line.close()


def test_p8_a_full_queue_of_an_outsider_leaves_our_confirms_as_they_are(little, outsider):
    for number in range(200):
        little.emit(f"nobody reads them outside {number}")

    little.wait_effects(200)
    little.wait(lambda: little.count("unsent") == 0, "all sent")
    relayed = [line for line in metrics_of(little) if line.startswith("relayed_events_total{")]
    assert relayed == ['relayed_events_total{outcome="sent",service="little"} 200.0']
    little.wait(lambda: little.depth(QUEUE) == LENGTH, "only the newest are kept")
    assert (little.count("effects"), little.count("parked")) == (200, 0)


def test_p8_what_operators_are_told_to_do_is_what_was_done_here():
    steps = Path(__file__).read_text()
    for word in ("max-connections", "max-channels", '"x-overflow": "drop-head"', '"configure": "^$"', "x-max-length"):
        assert word in steps
        assert word in MANUAL


def metrics_of(little):
    """The lines of its only process."""
    with NO_PROXY.open(f"http://127.0.0.1:{little.processes[0].ops_port}/metrics") as answer:
        return answer.read().decode().splitlines()


def published(channel, exchange):
    channel.confirm_select()
    channel.basic_publish(amqp.basic_message.Message(b"{}", content_type="application/json"), exchange, "note.written")
    channel.wait([(60, 80), (60, 120)], timeout=60)


def refused(connection, act):
    try:
        act(connection.channel())
    except amqp.AccessRefused:
        return True
    return False
