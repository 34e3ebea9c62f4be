"""Publishes the outbox: one leader per service, confirms in flight, each row marked after its own confirm."""

import random
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import eventlet
import psycopg2
from nameko.extensions import SharedExtension

from chassis import health, log, telemetry
from chassis.bell import Bell
from chassis.consumer import Consumer
from chassis.database import pool_of
from chassis.outbound import NOT_YET_HEARD, Outbox, message_of
from chassis.pool import Unanswered
from chassis.publisher import CONFIRMED, LOST, UNROUTABLE, Disconnected, Publisher
from chassis.topology import declare_outbox, never_made
from chassis.window import Flight, Window

logger = log.logger(__name__)

BATCH = 500
WINDOW = 2 * BATCH  # unconfirmed at once
POLL_SECONDS = 1.0
STANDBY_SECONDS = 0.5
CONFIRM_SECONDS = 5.0
PATIENCE_SECONDS = 5.0  # without a broker; then another replica may try
FAIRNESS = 50  # rows published before other greenlets have a turn
MARK_SECONDS = 0.02  # a mark waits so long for a look that it can travel with
# After a look that found n rows the next one waits n times this, so that under load each look finds more.
GATHER_SECONDS, LONGEST_GATHER = 0.001, 0.01


class Relay(SharedExtension):
    """Runs in every replica; the one that holds the lock publishes, the others wait to take over."""

    consumer = Consumer()

    _publisher: Publisher

    def __init__(self) -> None:
        super().__init__()
        self._stopping = False
        self._resting = False
        self._bell = Bell()
        self._window = Window(WINDOW, self._bell.ring)
        self._greenlet = None
        self._look, self._more = True, False
        self._looked_at = self._gather = 0.0
        self._held_back = False

    def start(self) -> None:
        pool = pool_of(self.container)
        if self._greenlet is not None or pool is None:
            return
        self.service, config = self.container.service_name, self.container.config
        self._publisher = Publisher(
            config["settings"].amqp_url, f"{self.service} relay", config["settings"].amqp_heartbeat,
            declare=lambda channel: declare_outbox(channel, self.service),
        )  # fmt: skip
        self._publisher.link.never_made = never_made(self.service)
        self.container.spawn_managed_thread(self._publisher.link.run, identifier="relay link")
        self._greenlet = self.container.spawn_managed_thread(self._run, identifier="relay")
        pool.on_emitted = self.wake

    def wake(self) -> None:
        """A transaction of this process wrote to the outbox."""
        self._look = True
        self._bell.ring()

    def stop(self) -> None:
        self._stopping = True
        if self._greenlet is not None:
            if self._resting and not self._window.busy:
                self._greenlet.kill()
            else:
                self._bell.ring()
                self._greenlet.wait()
            self._publisher.link.close()

    def _run(self) -> None:
        while not self._stopping:
            try:
                with Outbox(self.container.config["settings"].database_url, f"{self.service} relay") as box:
                    self._serve(box)
            except (psycopg2.Error, Unanswered) as problem:
                logger.info("relay has no database", problem=type(problem).__name__)
                health.report("relay", False, "no database", needed=False)
            except Exception as problem:  # noqa: BLE001 - the relay outlives its own bugs
                logger.error("relay failed", exc_info=problem)
            self._rest(random.uniform(0.4, 0.8))  # noqa: S311 - jitter

    def _serve(self, box: Outbox) -> None:
        self._stand_by(box)
        self._look, last_good = True, time.monotonic()
        while not self._stopping and time.monotonic() - last_good < PATIENCE_SECONDS:
            if self._can_publish():
                last_good = time.monotonic()
                self._turn(box)
                self._wait(box)
            else:
                health.report("relay", False, "no broker", needed=False)
                self._mark(box)
        self._land(box)

    def _stand_by(self, box: Outbox) -> None:
        """Until this one leads; what is written here meanwhile, the leader elsewhere is told."""
        while not self._stopping and not box.lead():
            health.report("relay", True, "standby", needed=False)
            tried = time.monotonic()
            while (left := tried + STANDBY_SECONDS - time.monotonic()) > 0 and not self._stopping:
                if self._sleep(partial(self._bell.wait, left)):
                    box.hint()
                    self._rest(LONGEST_GATHER)

    def _can_publish(self) -> bool:
        # Not before our own handlers' queues are bound: on a fresh broker they would miss what left before.
        if not self._publisher.link.ready and not self._publisher.link.wait_ready(POLL_SECONDS):
            return False
        if not self.consumer.ready:
            self._rest(0.05)
        return self.consumer.ready

    def _turn(self, box: Outbox) -> None:
        """Mark what landed, and where it is time look what waits and let it leave; both are one round trip."""
        if self._window.flying > CONFIRM_SECONDS:
            self._give_up()
        room = min(BATCH, self._window.room)
        wanted = room > 0 and (self._look or (self._more and room * 2 >= BATCH))
        if not wanted:
            self._mark(box)
            return
        self._look, self._looked_at = False, time.monotonic()
        away = self._window.away  # with what is marked now, which is gone or has to wait
        rows = box.look(room, away, *self._marks())
        self._more = len(rows) >= room
        self._gather = 0.0 if self._more else min(len(rows) * GATHER_SECONDS, LONGEST_GATHER)
        if not rows:
            self._well()
        self._publish(rows)

    def _wait(self, box: Outbox) -> None:
        """Until there is something to do."""
        if self._gather:
            gather, self._gather = self._gather, 0.0
            self._rest(gather)
        if not self._look:
            poll = self._looked_at + POLL_SECONDS - time.monotonic()
            heard = self._sleep(partial(box.wait, self._bell, min(poll, MARK_SECONDS) if self._window.busy else poll))
            self._look |= heard or time.monotonic() - self._looked_at >= POLL_SECONDS

    def _publish(self, rows: list[dict[str, Any]]) -> None:
        with eventlet.Timeout(CONFIRM_SECONDS, False):
            try:
                for first in range(0, len(rows), FAIRNESS):
                    self._publisher.send_all(
                        (message_of(row, self.service), self._window.begin(row["id"], row["exchange"]))
                        for row in rows[first : first + FAIRNESS]
                    )
                    eventlet.sleep(0)
            except Disconnected:
                self._look = True
            return
        self._give_up()

    def _give_up(self) -> None:
        """Drop the line: which confirm belongs to which message is not sure any more (rel:P6)."""
        self._held_back = self._publisher.link.blocked_since is not None
        self._publisher.link.drop()
        self._window.lose()

    def _land(self, box: Outbox) -> None:
        """Wait for what is on its way and mark it, so that a stop repeats nothing."""
        end = time.monotonic() + CONFIRM_SECONDS
        while self._window.room < WINDOW and time.monotonic() < end:
            self._bell.wait(MARK_SECONDS)
        self._mark(box)

    def _mark(self, box: Outbox) -> None:
        if self._window.landed:
            box.mark(*self._marks())

    def _marks(self) -> tuple[list[int], dict[int, str]]:
        """What was confirmed, and what befell the others."""
        fates = {flight.row_id: self._judged(flight, fate) for flight, fate in self._window.take().items()}
        if fates:
            self._report(Counter(fates.values()))
        failed = {row: fate for row, fate in fates.items() if fate != CONFIRMED}
        return [row for row in fates if row not in failed], failed

    def _judged(self, flight: Flight, fate: str) -> str:
        """A public event need not be heard, but whoever starts together with us is given time to bind its queues."""
        if fate != UNROUTABLE or not flight.exchange.endswith(".events"):
            return fate
        patience = self.container.config["settings"].unheard_seconds
        return CONFIRMED if time.monotonic() - self._publisher.link.ready_since >= patience else NOT_YET_HEARD

    def _report(self, fates: Counter[str]) -> None:
        telemetry.RELAYED.labels(self.service, "sent").inc(fates[CONFIRMED])
        wrong = set(fates) - {CONFIRMED, NOT_YET_HEARD}
        for fate in wrong:
            telemetry.RELAYED.labels(self.service, fate).inc(fates[fate])
            logger.warning("events did not leave", outcome=fate, count=fates[fate])
        told = {"blocked by the broker" if fate == LOST and self._held_back else fate for fate in wrong}
        health.report("relay", not wrong, ", ".join(sorted(told)) or "leader", needed=False)
        self._look |= LOST in wrong

    def _well(self) -> None:
        health.report("relay", True, "leader", needed=False)

    def _rest(self, seconds: float) -> None:
        self._sleep(partial(eventlet.sleep, seconds))

    def _sleep(self, asleep: Callable[[], Any]) -> Any:
        """A stop need not wait for what sleeps."""
        self._resting = True
        try:
            return asleep()
        finally:
            self._resting = False
