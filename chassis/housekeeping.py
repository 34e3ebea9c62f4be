"""Drops what nobody will ask for again, a little at a time, on every replica."""

from collections.abc import Callable

import eventlet

from chassis import health, idempotency, inbox, log
from chassis.pool import Pool, is_outage
from chassis.tx import Tx

EVERY_SECONDS = 300
AT_ONCE = 1000

logger = log.logger(__name__)

CHORES: tuple[Callable[[Tx], int], ...] = (idempotency.forget, inbox.purge)


def keep(pool: Pool) -> None:
    """Sweep and rest, for ever."""
    while not health.stopping():
        eventlet.sleep(EVERY_SECONDS)
        for chore in CHORES:
            sweep(pool, chore)


def sweep(pool: Pool, chore: Callable[[Tx], int]) -> None:
    """Do a chore until little is left of it; each piece is a transaction of its own."""
    done = AT_ONCE
    try:
        while done >= AT_ONCE:
            with pool.transaction() as tx:
                done = chore(tx)
    except Exception as problem:  # noqa: BLE001 - the next sweep tries again
        if not is_outage(problem):
            logger.error("housekeeping failed", exc_info=problem)
