"""Deliveries of one queue handled: inbox and effect in one transaction, then the ack; a failure harms only itself."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import eventlet
import psycopg2.errors

from chassis import health, inbox, log, parking, retry, telemetry
from chassis.deliveries import Delivery, Envelope, Unreadable, envelope_of
from chassis.outlet import Disconnected, NotConfirmed, Outlet
from chassis.pool import Pool, is_collision, is_outage
from chassis.tx import Tx
from contracts.base import Event
from contracts.refusals import Invalid, Refusal, Unavailable

logger = log.logger(__name__)

DEATHS_BEFORE_CARE = 2
Method = Callable[[Tx, Any], Any]


class Received(dict):
    """The facts of an event, and as attributes what its envelope says."""

    def __init__(self, facts: dict[str, Any], envelope: Envelope) -> None:
        super().__init__(facts)
        self.id: UUID = envelope.id
        self.type, self.subject, self.sequence = envelope.type, envelope.subject, envelope.sequence
        self.time = _time(envelope.time)
        self.correlation_id, self.causation_id = envelope.correlation_id, envelope.causation_id
        self.traceparent = envelope.traceparent


class Arrived(NamedTuple):
    """A delivery that could be read."""

    delivery: Delivery
    event: Received


@dataclass(frozen=True)
class Handling:
    """The handler of one queue and what it needs; it runs in one worker at a time, so the queue's order is kept."""

    service: str
    name: str
    queue: str
    event: type[Event]
    pool: Pool
    outlet: Outlet

    def run(self, deliveries: list[Delivery], method: Method) -> list[Delivery]:
        """Handle and settle them in order; answers those left for later, because the database is away."""
        left = list(deliveries)
        try:
            if any(delivery.died_with >= DEATHS_BEFORE_CARE for delivery in left):
                for delivery in deliveries:
                    self._with_care(delivery, method)
                    left.remove(delivery)
                return left
            arrived = [found for found in map(self._read_or_park, deliveries) if found]
            self._together(arrived, method)
            return []
        except Exception as problem:  # noqa: BLE001 - decided here: an outage waits, anything else is our own bug
            if not is_outage(problem):
                logger.error("could not settle", queue=self.queue, exc_info=problem)
            return [delivery for delivery in left if delivery.alive and not delivery.settled]

    def _read_or_park(self, delivery: Delivery) -> Arrived | None:
        try:
            envelope = envelope_of(delivery)
            return Arrived(delivery, Received(self.event.read(delivery.data()), envelope))
        except Unreadable as problem:
            self._park(delivery, problem.reason, problem.error)
        except Invalid as problem:
            self._park(delivery, "invalid", "; ".join(f"{one['field']}: {one['code']}" for one in problem.problems))
        return None

    def _together(self, arrived: list[Arrived], method: Method) -> None:
        """All in one transaction; if that fails each in its own, so that only the guilty one is kept back."""
        if not arrived:
            return
        try:
            with telemetry.measured(self.service, self.name):
                handled = self._transaction(arrived, method)
        except Exception as problem:
            if is_outage(problem):
                raise
            if len(arrived) == 1 and not is_collision(problem):
                self._failed(arrived[0].delivery, problem)
                return
            for one in arrived:
                self._alone(one, method)
            return
        arrived[-1].delivery.ack(multiple=True)
        for one in arrived:
            one.delivery.settled = True
        self._count("done", handled)
        self._count("duplicate", len(arrived) - handled)

    def _alone(self, one: Arrived, method: Method, tries: int = 3) -> None:
        for attempt in range(tries):
            try:
                with telemetry.measured(self.service, self.name):
                    handled = self._transaction([one], method)
            except Exception as problem:
                if is_outage(problem):
                    raise
                if is_collision(problem) and attempt < tries - 1:
                    eventlet.sleep(0.05 * (attempt + 1))
                    continue
                self._failed(one.delivery, problem)
            else:
                one.delivery.ack()
                self._count("done" if handled else "duplicate")
            return

    def _transaction(self, arrived: list[Arrived], method: Method) -> int:
        """How many were new. First as if all were, which they nearly always are and which costs a round trip less."""
        if not any(one.delivery.redelivered for one in arrived):
            try:
                return self._all_new(arrived, method)
            except psycopg2.errors.UniqueViolation as violation:
                if violation.diag.constraint_name != inbox.KNOWN:
                    raise
        return self._only_new(arrived, method)

    def _all_new(self, arrived: list[Arrived], method: Method) -> int:
        with self.pool.transaction() as tx:
            inbox.claim_new(tx, self.name, [one.event.id for one in arrived])
            for one in arrived:
                self._call(tx, one.event, method)
        return len(arrived)

    def _only_new(self, arrived: list[Arrived], method: Method) -> int:
        with self.pool.transaction() as tx:
            fresh = inbox.claim(tx, self.name, [one.event.id for one in arrived])
            handled = len(fresh)
            for one in arrived:
                if one.event.id in fresh:
                    fresh.discard(one.event.id)
                    self._call(tx, one.event, method)
        return handled

    def _call(self, tx: Tx, event: Received, method: Method) -> None:
        tx.correlation_id = event.correlation_id or str(event.id)
        tx.causation_id, tx.traceparent = str(event.id), event.traceparent
        with log.bound(entrypoint=self.name, correlation_id=tx.correlation_id, event_id=event.id):
            method(tx, event)

    def _with_care(self, delivery: Delivery, method: Method) -> None:
        """A process died while this was in hand: say first that it begins, so that the one that kills is found."""
        arrived = self._read_or_park(delivery)
        if arrived is None:
            return
        with self.pool.transaction() as tx:
            tries = inbox.begin_trial(tx, self.name, arrived.event.id)
        if tries > inbox.TRIALS:
            self._park(delivery, "kills_the_process", f"begun {tries - 1} times")
        else:
            self._alone(arrived, method)
        with self.pool.transaction() as tx:
            inbox.end_trial(tx, self.name, arrived.event.id)

    def _failed(self, delivery: Delivery, problem: Exception) -> None:
        if isinstance(problem, Refusal) and not isinstance(problem, Unavailable):
            self._park(delivery, "refused", f"{problem.code}: {problem.detail}")
            return
        attempt = retry.attempts_before(delivery) + 1
        logger.error("handler failed", queue=self.queue, attempt=attempt, exc_info=problem)
        copy = retry.again(self.service, self.queue, delivery, self.outlet.delays)
        if copy is None:
            where = traceback.extract_tb(problem.__traceback__)[-1]
            error = f"{type(problem).__name__} at {where.filename.rsplit('/', 1)[-1]}:{where.lineno}"
            self._park(delivery, "failed", f"{error} after {attempt} attempts: {log.scrubbed(str(problem))[:500]}")
            return
        while delivery.alive and not health.stopping():
            try:
                self.outlet.publisher.confirm(copy)
            except (NotConfirmed, Disconnected) as wrong:
                logger.warning("cannot put aside for later", queue=self.queue, problem=str(wrong))
                eventlet.sleep(1)
                continue
            delivery.ack()
            self._count("retried")
            return

    def _park(self, delivery: Delivery, reason: str, error: str = "") -> None:
        with self.pool.transaction() as tx:
            parking.park(tx, self.queue, delivery, reason, error)
        kind = str(delivery.properties.get("content_type"))[:80]
        logger.warning("parked", queue=self.queue, reason=reason, content_type=kind, size=len(delivery.body))
        delivery.ack()
        self._count("parked")

    def _count(self, outcome: str, times: int = 1) -> None:
        if times:
            telemetry.CONSUMED.labels(self.service, self.name, outcome).inc(times)


def _time(said: str) -> datetime | None:
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        return None
