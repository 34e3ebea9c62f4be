"""Publishes the outbox: one leader per service, confirms in flight, each row marked after its own confirm."""

import random
import time
from functools import partial

import eventlet
import psycopg2
from eventlet.event import Event
from nameko.extensions import SharedExtension

from chassis import health, log, telemetry
from chassis.consumer import Consumer
from chassis.database import pool_of
from chassis.outbound import NOT_YET_HEARD, Outbox, message_of
from chassis.pool import Unanswered
from chassis.publisher import CONFIRMED, LOST, UNROUTABLE, Disconnected, Publisher
from chassis.topology import declare_outbox

logger = log.logger(__name__)

BATCH = 500
POLL_SECONDS = 1.0
STANDBY_SECONDS = 0.5
CONFIRM_SECONDS = 5.0
PATIENCE_SECONDS = 5.0  # without a broker; then another replica may try
FAIRNESS = 50  # rows published before other greenlets have a turn


class Relay(SharedExtension):
    """Runs in every replica; the one that holds the lock publishes, the others wait to take over."""

    consumer = Consumer()

    _publisher: Publisher

    def __init__(self) -> None:
        super().__init__()
        self._stopping = False
        self._resting = False
        self._held_back = False
        self._greenlet = None

    def start(self) -> None:
        if self._greenlet is not None or pool_of(self.container) is None:
            return
        self.service, config = self.container.service_name, self.container.config
        self._publisher = Publisher(
            config["settings"].amqp_url, f"{self.service} relay", config["settings"].amqp_heartbeat,
            declare=lambda channel: declare_outbox(channel, self.service),
        )  # fmt: skip
        self.container.spawn_managed_thread(self._publisher.link.run, identifier="relay link")
        self._greenlet = self.container.spawn_managed_thread(self._run, identifier="relay")

    def stop(self) -> None:
        self._stopping = True
        if self._greenlet is not None:
            if self._resting:
                self._greenlet.kill()
            else:
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
        while not self._stopping and not box.lead():
            health.report("relay", True, "standby", needed=False)
            self._rest(STANDBY_SECONDS)
        last_good = time.monotonic()
        while not self._stopping and time.monotonic() - last_good < PATIENCE_SECONDS:
            if not self._can_publish():
                health.report("relay", False, "no broker", needed=False)
                continue
            last_good = time.monotonic()
            done = self._round(box)
            if done < BATCH:
                self._resting = True
                try:
                    box.wait(POLL_SECONDS)
                finally:
                    self._resting = False

    def _can_publish(self) -> bool:
        # Not before our own handlers' queues are bound: on a fresh broker they would miss what left before.
        if not self._publisher.link.wait_ready(POLL_SECONDS):
            return False
        if not self.consumer.ready:
            self._rest(0.05)
        return self.consumer.ready

    def _round(self, box: Outbox) -> int:
        """Publish one batch and mark what was confirmed; answers how many left."""
        rows = box.unsent(BATCH)
        if not rows:
            health.report("relay", True, "leader", needed=False)
            return 0
        fates = self._judged(rows, self._publish(rows))
        sent = [row for row, fate in fates.items() if fate == CONFIRMED]
        box.mark(sent, {row: fate for row, fate in fates.items() if fate != CONFIRMED})
        telemetry.RELAYED.labels(self.service, "sent").inc(len(sent))
        self._report(fates)
        return len(sent)

    def _judged(self, rows: list[dict], fates: dict[int, str]) -> dict[int, str]:
        """A public event need not be heard, but whoever starts together with us is given time to bind its queues."""
        patience = self.container.config["settings"].unheard_seconds
        gone = time.monotonic() - self._publisher.link.ready_since >= patience
        for row in rows:
            if fates[row["id"]] == UNROUTABLE and row["exchange"].endswith(".events"):
                fates[row["id"]] = CONFIRMED if gone else NOT_YET_HEARD
        return fates

    def _publish(self, rows: list[dict]) -> dict[int, str]:
        fates: dict[int, str] = {}
        finished = Event()

        def settled(row_id: int, fate: str) -> None:
            fates[row_id] = fate
            if len(fates) == len(rows) and not finished.ready():
                finished.send()

        with eventlet.Timeout(CONFIRM_SECONDS, False):
            try:
                for first in range(0, len(rows), FAIRNESS):
                    self._publisher.send_all(
                        (message_of(row, self.service), partial(settled, row["id"]))
                        for row in rows[first : first + FAIRNESS]
                    )
                    eventlet.sleep(0)
                finished.wait()
            except Disconnected:
                pass
        if len(fates) < len(rows):
            self._held_back = self._publisher.link.blocked_since is not None
            # Which confirm belongs to which message is not sure any more (rel:P6).
            self._publisher.link.drop()
        return {row["id"]: fates.get(row["id"], LOST) for row in rows}

    def _report(self, fates: dict[int, str]) -> None:
        wrong = {fate for fate in fates.values() if fate not in (CONFIRMED, NOT_YET_HEARD)}
        for fate in wrong:
            count = sum(1 for one in fates.values() if one == fate)
            telemetry.RELAYED.labels(self.service, fate).inc(count)
            logger.warning("events did not leave", outcome=fate, count=count)
        told = {"blocked by the broker" if fate == LOST and self._held_back else fate for fate in wrong}
        health.report("relay", not wrong, ", ".join(sorted(told)) or "leader", needed=False)
        if LOST in wrong:
            self._rest(0.1)

    def _rest(self, seconds: float) -> None:
        self._resting = True
        try:
            eventlet.sleep(seconds)
        finally:
            self._resting = False
