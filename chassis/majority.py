"""Whether the node of a connection still reaches most of its cluster: a node that does not may go on beating."""

import time

import amqp
from amqp import spec

from chassis.topology import Binding


class CutOff(Exception):
    """The node answers, but nothing that most nodes have to agree to."""


class Majority:
    """Asks the node to take a binding away that never was, which is a change of metadata; every half of a heartbeat.

    With Khepri, the store of RabbitMQ from 4.2 on, a node without a majority keeps its clients, and takes and brings nothing.
    """

    def __init__(self, channel: amqp.Channel, never_made: Binding, heartbeat: float) -> None:
        self._channel, self._never_made, self._heartbeat = channel, never_made, heartbeat
        self._asked, self._waits = time.monotonic(), False

    def look(self, held_back: bool) -> None:
        """Ask where it is time, without waiting; raises `CutOff` when no answer came within a heartbeat.

        `held_back`: the broker does not read from this connection now, which says nothing of its node.
        """
        now = time.monotonic()
        if held_back:
            self._asked = now
        elif self._waits and now - self._asked > self._heartbeat:
            raise CutOff
        elif not self._waits and now - self._asked > self._heartbeat / 2:
            self._asked, self._waits = now, True
            # Not Channel.queue_unbind: that one reads from the socket, which only the link's reader may do.
            self._channel._pending[spec.Queue.UnbindOk] = self._answered
            self._channel.send_method(spec.Queue.Unbind, "BsssF", (0, *self._never_made, {}))

    def _answered(self, *_said: object) -> None:
        self._waits = False
