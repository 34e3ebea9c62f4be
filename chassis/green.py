"""How psycopg2 waits under eventlet: the other greenlets run meanwhile, and a server that falls silent is given up."""

from typing import Any

import psycopg2
import psycopg2.extensions
from eventlet import patcher
from eventlet.hubs import trampoline

from chassis.pool import STATEMENT_SECONDS, Unanswered

# Longer than the server's own limit, which is the one that should end a slow statement.
SILENCE_SECONDS = STATEMENT_SECONDS + 5


def install() -> None:
    """Make every connection of this process wait so; raises where the process is not patched."""
    if not patcher.is_monkey_patched("socket"):
        raise RuntimeError("queries would stop every greenlet: start with `python -m chassis run`")
    psycopg2.extensions.set_wait_callback(_wait)


def _wait(connection: Any) -> None:
    try:
        while (state := connection.poll()) != psycopg2.extensions.POLL_OK:
            reading = state == psycopg2.extensions.POLL_READ
            trampoline(
                connection.fileno(),
                read=reading,
                write=not reading,
                timeout=SILENCE_SECONDS,
                timeout_exc=Unanswered(f"silent for {SILENCE_SECONDS} s"),
            )
    finally:
        # The traceback of whoever is killed while connecting would keep its half-open socket, and the server's place.
        del connection
