"""Names and arguments of every queue and exchange, only here, as both sides of a queue must declare the same."""

from dataclasses import dataclass
from typing import NamedTuple
from weakref import WeakKeyDictionary

import amqp

from contracts.base import Event

RPC_EXCHANGE = "nameko-rpc"
DELIVERY_LIMIT = 20  # neighbours in a crashing process count too (rel:C13)
NO_LIMIT = 1_000_000  # 4.0 has 20 unless told, 3.10 does not take -1
RPC_QUEUE_LENGTH = 10_000
RPC_LIFE_MS = 60_000  # for callers that set no expiry of their own


@dataclass(frozen=True)
class Queue:
    """A durable queue; a mismatch with the broker's makes the service refuse to start."""

    name: str
    arguments: dict

    def declare(self, channel: amqp.Channel) -> None:
        """Make it on the broker, or prove that it is the same."""
        channel.queue_declare(self.name, durable=True, auto_delete=False, arguments=self.arguments)


class Binding(NamedTuple):
    """What comes to the exchange with this key goes to the queue."""

    queue: str
    exchange: str
    routing_key: str


_known: WeakKeyDictionary[amqp.Connection, set[str]] = WeakKeyDictionary()


def declare_exchange(channel: amqp.Channel, exchange: str, kind: str = "topic") -> None:
    """Have a durable exchange: one that is there is only looked at, as declaring needs the right to delete it (rel:3.5)."""
    known = _known.setdefault(channel.connection, set())
    if exchange in known:
        return
    probe = channel.connection.channel()
    try:
        probe.exchange_declare(exchange, kind, passive=True)
        probe.close()
    except amqp.NotFound:
        channel.exchange_declare(exchange, kind, durable=True, auto_delete=False)
    known.add(exchange)


def parked_queue(service: str) -> Queue:
    """Where the broker puts what a service's queues gave up on; without limits, as nothing comes after it."""
    return Queue(f"parked.{service}", {"x-queue-type": "quorum", "x-delivery-limit": NO_LIMIT})


def event_queue(service: str, event: type[Event], method: str) -> Queue:
    """nameko's name for the handler's queue; keeps its messages through crashes and gives up on those that kill."""
    name = f"evt-{event.service()}-{event.key()}--{service}.{method}"
    return Queue(name, _kept(service) | {"x-delivery-limit": DELIVERY_LIMIT})


def bind_event(channel: amqp.Channel, queue: Queue, event: type[Event], service: str) -> None:
    """Let the event come to the queue, by exactly its key, and what was put aside come back to it."""
    declare_exchange(channel, event.exchange())
    channel.queue_bind(queue.name, event.exchange(), event.key())
    declare_exchange(channel, back_exchange(service), "direct")
    channel.queue_bind(queue.name, back_exchange(service), queue.name)


def rpc_queue(service: str, kind: str = "classic") -> Queue:
    """nameko's name for the requests of a service; classic, as they live no longer than their callers wait.

    In a cluster a classic queue is away with its node, and nobody can declare it meanwhile: there it is a quorum queue.
    """
    limits = {"x-max-length": RPC_QUEUE_LENGTH, "x-overflow": "reject-publish", "x-message-ttl": RPC_LIFE_MS}
    return Queue(f"rpc-{service}", {"x-queue-type": kind} | limits)


def bind_requests(channel: amqp.Channel, service: str) -> None:
    """Let every request of the service come to its queue."""
    declare_exchange(channel, RPC_EXCHANGE)
    channel.queue_bind(rpc_queue(service).name, RPC_EXCHANGE, f"{service}.*")


def back_exchange(service: str) -> str:
    """The way back to the service's own queues, by name: past it, a service could write to everybody's."""
    return f"back.{service}"


def never_made(service: str) -> Binding:
    """A binding that no service makes and each may take away."""
    return Binding(parked_queue(service).name, back_exchange(service), "never")


def retry_exchange(service: str) -> str:
    """Where failed events wait: a copy finds its delay by header and its way back by routing key."""
    return f"retry.{service}"


def declare_retries(channel: amqp.Channel, service: str, delays: list[float]) -> None:
    """One queue per delay, as a message's own expiry is only looked at at the head of its queue."""
    exchange = retry_exchange(service)
    declare_exchange(channel, exchange, "headers")
    declare_exchange(channel, back_exchange(service), "direct")
    for delay in delays:
        milliseconds = int(delay * 1000)
        arguments = _dead_letters(back_exchange(service)) | {"x-queue-type": "quorum"}
        queue = Queue(f"later.{service}.{milliseconds}", arguments)
        queue.declare(channel)
        channel.queue_bind(queue.name, exchange, "", arguments={"x-match": "all", "retry-after": milliseconds})


def declare_outbox(channel: amqp.Channel, service: str) -> None:
    """The exchanges a service publishes to."""
    declare_exchange(channel, f"{service}.internal")
    declare_exchange(channel, f"{service}.events")
    declare_exchange(channel, back_exchange(service), "direct")


def _kept(service: str) -> dict:
    return {"x-queue-type": "quorum"} | _dead_letters("", parked_queue(service).name)


def _dead_letters(exchange: str, routing_key: str | None = None) -> dict:
    # At-least-once is only given with reject-publish (rel:C14).
    arguments = {
        "x-dead-letter-exchange": exchange,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }
    return arguments if routing_key is None else arguments | {"x-dead-letter-routing-key": routing_key}
