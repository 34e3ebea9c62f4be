"""Drops what nobody will ask for again, a little at a time, on every replica."""

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

import eventlet

from chassis import audit, health, idempotency, inbox, log, outbox, outdated, parking
from chassis.pool import Pool, is_outage
from chassis.tx import Tx

EVERY_SECONDS = 300
AT_ONCE = 1000

logger = log.logger(__name__)

Chore = Callable[[Tx], int]


def chores(settings: SimpleNamespace) -> tuple[Chore, ...]:
    """What there is to drop, each at most `AT_ONCE` rows at a time, and audit rows to seal."""
    return (
        idempotency.forget,
        partial(inbox.purge, days=settings.inbox_days),
        partial(inbox.purge_trials, days=settings.inbox_days),
        partial(outbox.purge, days=settings.outbox_days),
        partial(parking.purge, days=settings.parked_days),
        audit.seal,
        outdated.purge_ended,
        outdated.purge_rights,
    )


def keep(pool: Pool, settings: SimpleNamespace) -> None:
    """Sweep and rest, for ever."""
    while not health.stopping():
        eventlet.sleep(EVERY_SECONDS)
        for chore in chores(settings):
            sweep(pool, chore)


def sweep(pool: Pool, chore: Chore) -> None:
    """Do a chore until little is left of it; each piece is a transaction of its own."""
    done = AT_ONCE
    try:
        while done >= AT_ONCE:
            with pool.transaction() as tx:
                done = chore(tx)
            eventlet.sleep(0)
    except Exception as problem:  # noqa: BLE001 - the next sweep tries again
        if not is_outage(problem):
            logger.error("housekeeping failed", exc_info=problem)
