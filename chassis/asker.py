"""Asking other services: `ask = Asker()` in a service, `AskerClient(url)` anywhere else; every call has a deadline."""

import time
from typing import Any
from uuid import uuid4

import amqp
import eventlet
from eventlet.event import Event
from nameko.extensions import DependencyProvider

from chassis import health, log, replies
from chassis.broker import HEARTBEAT_SECONDS, connection_to
from chassis.publisher import CONFIRMED, Disconnected, Outgoing, Publisher
from chassis.topology import RPC_EXCHANGE, Binding, declare_exchange
from contracts.base import Request
from contracts.refusals import Unavailable

DEADLINE_SECONDS = 5.0
CONNECT_PATIENCE = 1.0


def request_message(contract: type[Request], fields: Any, reply_to: str, timeout: float, **extras: Any) -> Outgoing:
    """The request on the nameko protocol; it expires when its caller stops waiting, so it never runs late (rel:R2)."""
    envelope = {f"_{name}": value for name, value in extras.items() if value is not None}
    request_id = str(uuid4())
    properties = {
        "content_type": "application/json",
        "content_encoding": "utf-8",
        "delivery_mode": 1,
        "reply_to": reply_to,
        "correlation_id": request_id,
        "message_id": request_id,
        "expiration": str(max(1, int(timeout * 1000))),
    }
    body = replies.encode({"args": [], "kwargs": {**dict(fields), **envelope}})
    return Outgoing(RPC_EXCHANGE, f"{contract.service()}.{contract.method()}", body, properties)


def reply_queue(channel: amqp.Channel, heard: Any) -> str:
    """A queue of this connection alone, bound as nameko binds its own; answers its routing key."""
    declare_exchange(channel, RPC_EXCHANGE)
    reply_to = str(uuid4())
    queue = f"rpc.reply-{reply_to}"
    channel.queue_declare(queue, exclusive=True, auto_delete=True, arguments={"x-queue-type": "classic"})
    channel.queue_bind(queue, RPC_EXCHANGE, reply_to)
    channel.basic_consume(queue, no_ack=True, callback=heard)
    return reply_to


class Asking:
    """One connection and reply queue for any number of greenlets; needs a patched process."""

    def __init__(self, amqp_url: str, name: str = "asker", heartbeat: float = HEARTBEAT_SECONDS) -> None:
        self._publisher = Publisher(amqp_url, name, heartbeat, declare=self._declare)
        self.link = self._publisher.link
        self.pending: dict[str, Event] = {}
        self._reply_to = ""

    def __call__(
        self,
        contract: type[Request],
        fields: Any,
        token: str | None = None,
        idempotency_key: str | None = None,
        language: str | None = None,
        timeout: float = DEADLINE_SECONDS,
    ) -> Any:
        """The view as plain JSON data; raises the refusal as its own class, `Unavailable` or `Internal`."""
        began = time.monotonic()
        if not self.link.wait_ready(min(timeout, CONNECT_PATIENCE)):
            raise Unavailable(retry_after=2)
        correlation_id = log.facts().get("correlation_id")
        message = request_message(
            contract, fields, self._reply_to, timeout, token=token, idempotency_key=idempotency_key,
            language=language, correlation_id=correlation_id,
        )  # fmt: skip
        return replies.result_of(self._exchange(message, timeout - (time.monotonic() - began)))

    def _exchange(self, message: Outgoing, seconds: float) -> bytes:
        request_id = message.properties["correlation_id"]
        heard = self.pending[request_id] = Event()

        def settled(fate: str) -> None:
            if fate != CONFIRMED and not heard.ready():
                heard.send(None)

        reply = None
        try:
            with eventlet.Timeout(max(seconds, 0.001), False):
                self._publisher.send(message, settled)
                reply = heard.wait()
        except Disconnected:
            pass
        finally:
            self.pending.pop(request_id, None)
        if reply is None:
            raise Unavailable(retry_after=2)
        return reply

    def _declare(self, channel: amqp.Channel) -> None:
        listening = channel.connection.channel()
        listening.auto_decode = False
        self._reply_to = reply_queue(listening, self._heard)
        self.link.never_made = Binding(f"rpc.reply-{self._reply_to}", RPC_EXCHANGE, str(uuid4()))

    def _heard(self, message: amqp.basic_message.Message) -> None:
        heard = self.pending.get(str(message.properties.get("correlation_id")))
        if heard is not None and not heard.ready():
            heard.send(message.body if isinstance(message.body, bytes) else str(message.body).encode())


class Asker(DependencyProvider):
    """`self.ask(Contract, fields, token=…, idempotency_key=…, language=…, timeout=5)` in a worker."""

    asking: Asking

    def setup(self) -> None:
        config = self.container.config
        heartbeat = config["settings"].amqp_heartbeat
        self.asking = Asking(config["settings"].amqp_url, f"{self.container.service_name} asker", heartbeat)
        self.asking.link.on_state = lambda ready: health.report("asker", ready, "" if ready else "no broker")

    def start(self) -> None:
        self.container.spawn_managed_thread(self.asking.link.run, identifier="asker")

    def stop(self) -> None:
        self.asking.link.close()

    def get_dependency(self, worker_ctx: Any) -> Asking:
        return self.asking


class AskerClient:
    """For scripts and tests: one blocking call at a time, no event loop needed."""

    def __init__(self, amqp_url: str) -> None:
        self._url = amqp_url
        self._connection: amqp.Connection | None = None
        self._replies: dict[str, bytes] = {}
        self._returned = False

    def ask(
        self,
        contract: type[Request],
        fields: Any,
        token: str | None = None,
        idempotency_key: str | None = None,
        language: str | None = None,
        timeout: float = DEADLINE_SECONDS,
    ) -> Any:
        """As `Asking` does."""
        try:
            self._connect()
            message = request_message(
                contract, fields, self._reply_to, timeout, token=token, idempotency_key=idempotency_key,
                language=language,
            )  # fmt: skip
            reply = self._exchange(message, time.monotonic() + timeout)
            if reply is None and not self._returned:
                self.close()  # of several nodes this may be one that does not reach the others
        except (OSError, amqp.exceptions.AMQPError):
            self.close()
            reply = None
        if reply is None:
            raise Unavailable(retry_after=2)
        return replies.result_of(reply)

    def close(self) -> None:
        """Let the connection go."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.collect()

    def __enter__(self) -> "AskerClient":
        return self

    def __exit__(self, *_problem: object) -> None:
        self.close()

    def _connect(self) -> None:
        if self._connection is None:
            self._connection = connection_to(self._url, 0, "asker client")
            self._channel = self._connection.channel()
            self._channel.auto_decode = False
            self._channel.events["basic_return"].add(self._on_return)
            self._reply_to = reply_queue(self._channel, self._heard)

    def _exchange(self, message: Outgoing, deadline: float) -> bytes | None:
        assert self._connection is not None
        self._returned = False
        outgoing = amqp.basic_message.Message(message.body, **message.properties)
        self._channel.basic_publish(outgoing, message.exchange, message.routing_key, mandatory=True)
        request_id = message.properties["correlation_id"]
        while request_id not in self._replies and not self._returned:
            try:
                self._connection.drain_events(timeout=max(deadline - time.monotonic(), 0.001))
            except TimeoutError:
                return None
        reply = self._replies.pop(request_id, None)
        self._replies.clear()
        return reply

    def _on_return(self, *_message: object) -> None:
        self._returned = True

    def _heard(self, message: amqp.basic_message.Message) -> None:
        self._replies[str(message.properties.get("correlation_id"))] = bytes(message.body)
