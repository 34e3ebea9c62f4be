"""Fills one handler's queue from another service's history, so that a handler that is new knows what happened before."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import amqp

from chassis.outbound import ROW, message_of
from chassis.publisher import NotConfirmed
from chassis.tx import Tx

AT_ONCE = 500
IDS_AT_ONCE = 5000
CONFIRM_SECONDS = 30

# By id, not by transaction: this is the order within an aggregate. What is not sent yet comes by the relay itself.
PAGE = f"""{ROW}
where id > %(after)s and id <= %(upto)s and exchange = any(%(exchanges)s) and routing_key = %(key)s
  and not exists (select 1 from unsent where unsent.id = outbox.id) and (%(days)s::int is null or created_at > now() - %(days)s * interval '1 day')
order by id
"""


@dataclass(frozen=True)
class Handler:
    """A handler's queue and what its name tells: whose event it takes, and which."""

    queue: str
    source: str
    key: str

    @classmethod
    def of(cls, queue: str) -> "Handler":
        """From `evt-<source>-<key>--<service>.<method>`; raises ValueError."""
        said = re.fullmatch(r"evt-([a-z_]+)-([a-z0-9_.]+)--[a-z_]+\.[a-z0-9_]+", queue)
        if said is None:
            raise ValueError(f"{queue} is not the queue of an event's handler")
        return cls(queue, said[1], said[2])


def history(tx: Tx, handler: Handler, days: int | None) -> Iterator[list[dict[str, Any]]]:
    """The sent events of the handler's kind, at most so many days old, in order, some at a time."""
    tx.run("set local statement_timeout = 0")
    exchanges = [f"{handler.source}.events", f"{handler.source}.internal"]
    newest = tx.one("select coalesce(max(id), 0) as id from outbox")
    assert newest is not None
    for after in range(0, newest["id"], IDS_AT_ONCE):
        upto = min(after + IDS_AT_ONCE, newest["id"])
        rows = tx.all(PAGE, after=after, upto=upto, exchanges=exchanges, key=handler.key, days=days)
        for start in range(0, len(rows), AT_ONCE):
            yield rows[start : start + AT_ONCE]


class Filling:
    """Puts events into one queue under their own ids, past every exchange."""

    def __init__(self, channel: amqp.Channel, handler: Handler) -> None:
        self._channel, self._handler = channel, handler
        self._tag, self._waiting, self._refused = 0, set[int](), False
        channel.confirm_select()
        channel.events["basic_ack"].add(self._acked)
        for event in ("basic_nack", "basic_return"):
            channel.events[event].add(self._not_taken)

    def put(self, rows: list[dict[str, Any]]) -> None:
        """Return when the broker has confirmed all of them; raises `NotConfirmed`."""
        for row in rows:
            outgoing = replace(message_of(row, self._handler.source), exchange="", routing_key=self._handler.queue)
            message = amqp.basic_message.Message(outgoing.body, **outgoing.properties)
            self._tag += 1
            self._waiting.add(self._tag)
            self._channel.basic_publish(message, outgoing.exchange, outgoing.routing_key, mandatory=True)
        while self._waiting and not self._refused:
            self._channel.connection.drain_events(timeout=CONFIRM_SECONDS)
        if self._refused:
            raise NotConfirmed(f"{self._handler.queue} does not take it; `declare` makes the queues of a service")

    def _acked(self, tag: int, multiple: bool) -> None:
        self._waiting = {one for one in self._waiting if one > tag} if multiple else self._waiting - {tag}

    def _not_taken(self, *_what: object) -> None:
        self._refused = True
