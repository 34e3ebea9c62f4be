"""Names and arguments of every queue and exchange, only here, as both sides of a queue must declare the same."""

from dataclasses import dataclass

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


def declare_topic(channel: amqp.Channel, exchange: str) -> None:
    """A durable topic exchange."""
    channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)


def parked_queue(service: str) -> Queue:
    """Where the broker puts what a service's queues gave up on; without limits, as nothing comes after it."""
    return Queue(f"parked.{service}", {"x-queue-type": "quorum", "x-delivery-limit": NO_LIMIT})


def event_queue(service: str, event: type[Event], method: str) -> Queue:
    """nameko's name for the handler's queue; keeps its messages through crashes and gives up on those that kill."""
    name = f"evt-{event.service()}-{event.key()}--{service}.{method}"
    return Queue(name, _kept(service) | {"x-delivery-limit": DELIVERY_LIMIT})


def bind_event(channel: amqp.Channel, queue: Queue, event: type[Event]) -> None:
    """Let the event come to the queue, by exactly its key."""
    declare_topic(channel, event.exchange())
    channel.queue_bind(queue.name, event.exchange(), event.key())


def rpc_queue(service: str) -> Queue:
    """nameko's name for the requests of a service; classic, as a request lives no longer than its caller waits."""
    limits = {"x-max-length": RPC_QUEUE_LENGTH, "x-overflow": "reject-publish", "x-message-ttl": RPC_LIFE_MS}
    return Queue(f"rpc-{service}", {"x-queue-type": "classic"} | limits)


def retry_exchange(service: str) -> str:
    """Where failed events wait: a copy finds its delay by header and its way back by routing key."""
    return f"retry.{service}"


def declare_retries(channel: amqp.Channel, service: str, delays: list[float]) -> None:
    """One queue per delay, as a message's own expiry is only looked at at the head of its queue."""
    exchange = retry_exchange(service)
    channel.exchange_declare(exchange, "headers", durable=True, auto_delete=False)
    for delay in delays:
        milliseconds = int(delay * 1000)
        queue = Queue(f"retry.{service}.{milliseconds}", _dead_letters("") | {"x-queue-type": "quorum"})
        queue.declare(channel)
        channel.queue_bind(queue.name, exchange, "", arguments={"x-match": "all", "retry-after": milliseconds})


def declare_outbox(channel: amqp.Channel, service: str) -> None:
    """The exchanges a service publishes to."""
    declare_topic(channel, f"{service}.internal")
    declare_topic(channel, f"{service}.events")


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
