"""Moves what the broker gave up on from the queue `parked.<service>` into the table `parked`."""

from nameko.extensions import SharedExtension

from chassis import log, parking, topology
from chassis.consumer import Consumer, Intake
from chassis.database import pool_of
from chassis.deliveries import Delivery
from chassis.line import Line
from chassis.pool import is_outage

logger = log.logger(__name__)

PREFETCH = 50


class Mover(SharedExtension):
    """One per service with a database."""

    consumer = Consumer()

    def __init__(self) -> None:
        super().__init__()
        self._line = Line(self._move, PREFETCH)
        self._greenlet = None

    def setup(self) -> None:
        queue = topology.parked_queue(self.container.service_name)
        self._intake = Intake(queue, lambda channel: None, self._line.take, PREFETCH, self._line.lost)
        self.consumer.add(self._intake)

    def start(self) -> None:
        self._pool = pool_of(self.container)
        self._greenlet = self.container.spawn_managed_thread(self._line.run, identifier="parked")

    def stop(self) -> None:
        self.consumer.cancel(self._intake)
        self._line.stop()
        if self._greenlet is not None:
            self._greenlet.wait()

    def _move(self, batch: list[Delivery]) -> list[Delivery]:
        try:
            assert self._pool is not None
            with self._pool.transaction() as tx:
                for delivery in batch:
                    queue, reason = parking.given_up_by_broker(delivery)
                    parking.park(tx, queue, delivery, reason, "given up by the broker")
        except Exception as problem:  # noqa: BLE001 - kept in the queue, whatever it is
            if not is_outage(problem):
                logger.error("could not move to the parking lot", exc_info=problem)
            return batch
        batch[-1].ack(multiple=True)
        for delivery in batch:
            delivery.settled = True
        logger.warning("parked by the broker", count=len(batch))
        return []
