"""The one connection of a service that consumes all its queues, each on its own channel with its own prefetch."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import amqp
from amqp import spec
from nameko.extensions import SharedExtension

from chassis import health
from chassis.broker import Link
from chassis.deliveries import Delivery
from chassis.topology import Queue, never_made

log = logging.getLogger("chassis.consumer")


@dataclass(eq=False)
class Intake:
    """One queue: `bind(channel)` ties it to its exchange, `take(delivery)` is called by the reader and must not wait."""

    queue: Queue
    bind: Callable[[amqp.Channel], None]
    take: Callable[[Delivery], None]
    prefetch: int
    lost: Callable[[], None] = lambda: None
    channel: amqp.Channel | None = None
    cancelled: bool = False


class Consumer(SharedExtension):
    """Consumes every queue of the service; ready means that the broker answered each consume."""

    def __init__(self) -> None:
        super().__init__()
        self.intakes: list[Intake] = []
        self._link: Link | None = None

    @property
    def ready(self) -> bool:
        """Whether every queue is really being consumed now."""
        return not self.intakes or (self._link is not None and self._link.ready)

    @property
    def blocked_since(self) -> float | None:
        """Since when (monotonic) the broker holds this connection back, if it does."""
        return self._link.blocked_since if self._link else None

    def add(self, intake: Intake) -> None:
        """Consume this queue too; before `start` only."""
        self.intakes.append(intake)

    def start(self) -> None:
        if self.intakes and self._link is None:
            config = self.container.config
            self._link = Link(
                config["settings"].amqp_url, f"{self.container.service_name} consumer",
                on_open=self._opened, on_lost=self._lost, heartbeat=config["settings"].amqp_heartbeat,
            )  # fmt: skip
            self._link.never_made = never_made(self.container.service_name)
            self._link.on_state = lambda ready: health.report("consumer", ready, "" if ready else "no broker")
            self._link.on_state(False)
            self.container.spawn_managed_thread(self._link.run, identifier="consumer")

    def cancel(self, intake: Intake) -> None:
        """Let no more of this queue come; what came and is not begun goes back when the connection closes."""
        intake.cancelled = True
        channel = intake.channel
        if channel is not None and channel.connection is not None:
            try:
                channel.send_method(spec.Basic.Cancel, "sb", (intake.queue.name[:255], True))
            except Exception as problem:
                log.info("could not cancel %s: %s", intake.queue.name, type(problem).__name__)

    def stop(self) -> None:
        if self._link is not None:
            self._link.close()

    def _opened(self, connection: amqp.Connection) -> None:
        for intake in self.intakes:
            intake.channel = connection.channel()
            intake.channel.auto_decode = False
            intake.queue.declare(intake.channel)
            intake.bind(intake.channel)
        for intake in self.intakes:
            if not intake.cancelled:
                self._consume(intake)

    def _consume(self, intake: Intake) -> None:
        channel = intake.channel
        assert channel is not None

        def arrived(arguments: bytes, properties: dict, body: bytes) -> None:
            if not intake.cancelled:
                intake.take(Delivery.arrived(channel, arguments, properties, body))

        channel.connection.on_inbound_frame.delivers[channel.channel_id] = arrived
        channel.basic_qos(0, intake.prefetch, False)
        channel.basic_consume(intake.queue.name, consumer_tag=intake.queue.name[:255], callback=lambda message: None)

    def _lost(self) -> None:
        for intake in self.intakes:
            intake.channel = None
            intake.lost()
