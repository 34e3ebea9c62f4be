"""The queue `rpc-<service>`: every request ends in an answer or, where nobody could hear one, in the parking lot."""

from collections import deque
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import amqp
from eventlet.event import Event
from nameko.extensions import SharedExtension

from chassis import log, parking, replies, topology
from chassis.consumer import Consumer, Intake
from chassis.database import pool_of
from chassis.deliveries import Delivery, Unreadable, text
from chassis.outlet import Disconnected, Outgoing, Outlet
from contracts.refusals import Invalid, Unavailable

logger = log.logger(__name__)

REPLY_PATIENCE = 2.0

Run = Callable[[Delivery, dict[str, Any], Callable[[dict], None]], bool]


class Requests(SharedExtension):
    """Takes requests and starts a worker for each; the container's pool bounds how many run at once."""

    consumer = Consumer()
    outlet = Outlet()

    def __init__(self) -> None:
        super().__init__()
        self._methods: dict[str, Run] = {}
        self._waiting: deque[Delivery] = deque()
        self._arrived = Event()
        self._in_flight = 0
        self._idle = Event()
        self._stopping = False
        self._greenlet = None

    def add(self, method: str, run: Run) -> None:
        """Requests for this method are run so."""
        self._methods[method] = run

    def setup(self) -> None:
        kind = self.container.config["settings"].rpc_queue_type
        queue = topology.rpc_queue(self.container.service_name, kind)
        # Not more than can be worked on: whoever has no worker free leaves the request to another replica.
        self._intake = Intake(queue, self._bind, self._take, self.container.max_workers, self._waiting.clear)
        self.consumer.add(self._intake)

    def start(self) -> None:
        self._greenlet = self.container.spawn_managed_thread(self._run, identifier="requests")

    def finish(self) -> None:
        """Take no more, and return when all that came are answered; called once per method."""
        self._stopping = True
        self.consumer.cancel(self._intake)
        self._wake()
        if self._greenlet is not None:
            self._greenlet.wait()
        while self._in_flight:
            self._idle.wait()

    def stop(self) -> None:
        self.finish()

    def _bind(self, channel: amqp.Channel) -> None:
        topology.bind_requests(channel, self.container.service_name)

    def _take(self, delivery: Delivery) -> None:
        self._waiting.append(delivery)
        self._wake()

    def _wake(self) -> None:
        if not self._arrived.ready():
            self._arrived.send()

    def _run(self) -> None:
        while self._waiting or not self._stopping:
            if self._waiting:
                self._begin(self._waiting.popleft())
            else:
                self._arrived = Event()
                self._arrived.wait()

    def _begin(self, delivery: Delivery) -> None:
        self._in_flight += 1
        if not text(delivery.properties.get("reply_to")):
            self.container.spawn_managed_thread(lambda: self._put_aside(delivery, "no_reply_to"), identifier="park")
            return

        def answer(said: dict) -> None:
            self._answer(delivery, said)

        run, kwargs = self._wanted(delivery)
        if run is None:
            answer(kwargs)
        elif not run(delivery, kwargs, answer):
            self._ended()

    def _wanted(self, delivery: Delivery) -> tuple[Run | None, dict[str, Any]]:
        """What to run with which arguments, or None and the answer that refuses it."""
        if delivery.redelivered:
            # It was begun: whether it took effect is not known, so only the caller may decide to ask again.
            return None, replies.refused(Unavailable("It may have been done; ask again with the same key."))
        method = delivery.routing_key.rpartition(".")[2]
        run = self._methods.get(method)
        if run is None:
            return None, replies.unknown_method(method[:100])
        try:
            body = delivery.data()
        except Unreadable as problem:
            return None, replies.refused(_invalid(problem.reason))
        if not isinstance(body, dict) or not isinstance(body.get("kwargs", {}), dict):
            return None, replies.refused(_invalid("not_an_object"))
        if body.get("args"):
            return None, replies.refused(_invalid("positional"))
        return run, body.get("kwargs", {})

    def _answer(self, delivery: Delivery, said: dict) -> None:
        properties = {"content_type": "application/json", "content_encoding": "utf-8", "delivery_mode": 1}
        if correlation_id := text(delivery.properties.get("correlation_id")):
            properties["correlation_id"] = correlation_id
        reply_to = text(delivery.properties.get("reply_to"))
        reply = Outgoing(topology.RPC_EXCHANGE, reply_to, _body(said), properties, mandatory=False)
        try:
            self.outlet.publisher.link.wait_ready(REPLY_PATIENCE)
            self.outlet.publisher.send(reply, lambda fate: None)
        except Disconnected:
            logger.warning("an answer was lost: no broker")
        except Exception as problem:  # noqa: BLE001 - the caller times out, this process lives
            logger.error("an answer was lost", exc_info=problem)
        delivery.ack()
        self._ended()

    def _put_aside(self, delivery: Delivery, reason: str) -> None:
        pool = pool_of(self.container)
        try:
            assert pool is not None
            with pool.transaction() as tx:
                parking.park(tx, self._intake.queue.name, delivery, reason)
        except Exception as problem:  # noqa: BLE001 - nobody waits for it; the log is all that is left
            logger.error("could not park a request", reason=reason, exc_info=problem)
        logger.warning("parked", queue=self._intake.queue.name, reason=reason, size=len(delivery.body))
        delivery.ack()
        self._ended()

    def _ended(self) -> None:
        self._in_flight -= 1
        if self._in_flight == 0:
            idle, self._idle = self._idle, Event()
            idle.send()


def _body(said: dict) -> bytes:
    try:
        return replies.encode(said)
    except (ValueError, TypeError) as problem:
        incident = uuid4().hex[:12]
        logger.error("an answer cannot be written", incident=incident, exc_info=problem)
        return replies.encode(replies.failed(incident))


def _invalid(code: str) -> Invalid:
    return Invalid([{"field": "", "code": code, "message": "The request cannot be read."}])
