"""The one connection of a service that publishes answers and copies for retry."""

from nameko.extensions import SharedExtension

from chassis import health
from chassis.broker import Disconnected
from chassis.publisher import NotConfirmed, Outgoing, Publisher
from chassis.topology import declare_retries, never_made, parked_queue

__all__ = ["Disconnected", "NotConfirmed", "Outgoing", "Outlet"]


class Outlet(SharedExtension):
    """Publishes beside the consumer, as a broker in need holds publishers back and must not hold back acks."""

    publisher: Publisher

    @property
    def delays(self) -> list[float]:
        """The seconds before each repetition of an event that failed."""
        return list(self.container.config["settings"].retry_delays)

    @property
    def ready(self) -> bool:
        """Whether it can publish now."""
        return self.publisher.link.ready

    def setup(self) -> None:
        config, service = self.container.config, self.container.service_name

        def declare(channel):
            parked_queue(service).declare(channel)
            declare_retries(channel, service, self.delays)

        heartbeat = config["settings"].amqp_heartbeat
        self.publisher = Publisher(config["settings"].amqp_url, f"{service} outlet", heartbeat, declare)
        self.publisher.link.never_made = never_made(service)

    def start(self) -> None:
        self.publisher.link.on_state = lambda ready: health.report("outlet", ready, "" if ready else "no broker")
        self.publisher.link.on_state(False)
        self.container.spawn_managed_thread(self.publisher.link.run, identifier="outlet")

    def stop(self) -> None:
        self.publisher.link.close()
