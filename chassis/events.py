"""`@event(EventClass)`: the entrypoint that takes what is in its own queue and handles it in batches."""

from functools import partial

import amqp
from eventlet.event import Event as Signal
from nameko.extensions import Entrypoint

from chassis import topology
from chassis.consumer import Consumer, Intake
from chassis.database import pool_of
from chassis.deliveries import Delivery
from chassis.handling import Handling, Method
from chassis.line import Line
from chassis.mover import Mover
from chassis.outlet import Outlet
from chassis.relay import Relay
from chassis.work import Work, spawn
from contracts.base import Event

BATCH = 100  # in one transaction
PREFETCH = 2 * BATCH  # the next batch arrives while one is handled


class EventHandler(Entrypoint):
    """Consumes one type of event; the method gets an open transaction and the event, and commits by returning."""

    consumer = Consumer()
    outlet = Outlet()
    mover = Mover()
    relay = Relay()

    def __init__(self, event: type[Event], **options) -> None:
        super().__init__(**options)
        self.event = event
        self._line = Line(self._hand_over, BATCH)
        self._greenlet = None

    def setup(self) -> None:
        queue = topology.event_queue(self.container.service_name, self.event, self.method_name)
        self._intake = Intake(queue, self._bind, self._line.take, PREFETCH, self._line.lost)
        self.consumer.add(self._intake)

    def start(self) -> None:
        service, queue = self.container.service_name, self._intake.queue.name
        pool = pool_of(self.container)
        assert pool is not None, "an event handler needs `db = Database()` on the service"
        self._handling = Handling(service, self.method_name, queue, self.event, pool, self.outlet)
        self._greenlet = self.container.spawn_managed_thread(self._line.run, identifier=queue)

    def stop(self) -> None:
        self.consumer.cancel(self._intake)
        self._line.stop()
        if self._greenlet is not None:
            self._greenlet.wait()

    def _bind(self, channel: amqp.Channel) -> None:
        topology.bind_event(channel, self._intake.queue, self.event, self.container.service_name)

    def _hand_over(self, batch: list[Delivery]) -> list[Delivery]:
        done = Signal()
        if not spawn(self, Work(partial(self._work, batch, done))):
            return batch
        return done.wait()

    def _work(self, batch: list[Delivery], done: Signal, method: Method) -> None:
        left = batch
        try:
            left = self._handling.run(batch, method)
        finally:
            done.send(left)
