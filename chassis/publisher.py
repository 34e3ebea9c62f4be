"""Messages published on one channel with confirms in flight; each message's fate is told by its own tag."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import amqp
import eventlet
from eventlet.event import Event
from eventlet.semaphore import Semaphore

from chassis.broker import HEARTBEAT_SECONDS, Disconnected, Link

log = logging.getLogger("chassis.publisher")

CONFIRMED, NACKED, UNROUTABLE, LOST = "confirmed", "nacked", "unroutable", "lost"
Settled = Callable[[str], None]


class NotConfirmed(Exception):
    """The broker did not take the message: nacked, unroutable, lost, or no answer in time."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message and where it goes; `message_id` tells it apart when the broker returns it."""

    exchange: str
    routing_key: str
    body: bytes
    properties: dict
    mandatory: bool = True


class Publisher:
    """A link of its own with one channel in confirm mode; on any doubt the whole channel is thrown away (rel:P6)."""

    def __init__(self, url: str, name: str, heartbeat: float = HEARTBEAT_SECONDS, declare: Callable | None = None):
        self.link = Link(url, name, on_open=self._opened, on_lost=self._lost, heartbeat=heartbeat)
        self._declare = declare or (lambda channel: None)
        self._channel: amqp.Channel | None = None
        self._tag = 0
        self._waiting: dict[int, tuple[str, Settled]] = {}
        self._returned: set[str] = set()
        self._writing = Semaphore()

    def send(self, outgoing: Outgoing, settled: Settled) -> None:
        """Write it and return at once; `settled(fate)` comes later, exactly once; raises `Disconnected`."""
        self.send_all([(outgoing, settled)])

    def send_all(self, messages: Iterable[tuple[Outgoing, Settled]]) -> None:
        """As `send`, for many that leave in one piece."""
        with self._writing:
            channel = self._channel
            if channel is None or not self.link.ready:
                raise Disconnected(self.link.name)
            try:
                # Not Channel.basic_publish: that one reads from the socket, which only the link's reader may do.
                writer = channel.connection.frame_writer
                with writer.together():
                    for outgoing, settled in messages:
                        self._tag += 1
                        self._waiting[self._tag] = (outgoing.properties.get("message_id", ""), settled)
                        writer.publish(
                            channel.channel_id, outgoing.exchange, outgoing.routing_key, outgoing.mandatory,
                            (outgoing.properties, outgoing.body),
                        )  # fmt: skip
            except Exception as problem:
                log.info("%s: could not publish: %s", self.link.name, type(problem).__name__)
                self.link.drop()  # half a frame may be out; `settled` hears of it from on_lost

    def confirm(self, outgoing: Outgoing, seconds: float = 10.0) -> None:
        """Publish and wait for the broker's confirm; raises `NotConfirmed` or `Disconnected`."""
        fate = Event()
        self.send(outgoing, fate.send)
        try:
            with eventlet.Timeout(seconds):
                outcome = fate.wait()
        except eventlet.Timeout:
            self.link.drop()
            raise NotConfirmed("no answer in time") from None
        if outcome != CONFIRMED:
            raise NotConfirmed(outcome)

    def _opened(self, connection: amqp.Connection) -> None:
        channel = connection.channel()
        self._declare(channel)
        channel.confirm_select()
        channel.events["basic_ack"].add(lambda tag, multiple: self._settle(tag, multiple, CONFIRMED))
        channel.events["basic_nack"].add(lambda tag, multiple: self._settle(tag, multiple, NACKED))
        channel.events["basic_return"].add(self._on_return)
        self._tag, self._channel = 0, channel

    def _on_return(self, problem: object, exchange: str, routing_key: str, message: amqp.basic_message.Message) -> None:
        self._returned.add(message.properties.get("message_id", ""))

    def _settle(self, tag: int, multiple: bool, outcome: str) -> None:
        tags = [tag]
        if multiple:
            tags = []
            for waiting in self._waiting:  # ascending, as they were sent
                if waiting > tag:
                    break
                tags.append(waiting)
        for one in tags:
            message_id, settled = self._waiting.pop(one, ("", None))
            if settled is not None:
                settled(UNROUTABLE if outcome == CONFIRMED and message_id in self._returned else outcome)
                self._returned.discard(message_id)

    def _lost(self) -> None:
        self._channel = None
        waiting, self._waiting = self._waiting, {}
        self._returned.clear()
        for _, settled in waiting.values():
            settled(LOST)
