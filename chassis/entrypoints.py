"""What a service may be entered by: `rpc`, `event`, `timer`, `worker`."""

from collections.abc import Callable
from typing import Any

from chassis.events import EventHandler
from chassis.rpc import RpcHandler
from chassis.timers import timer, worker
from chassis.work import entrypoint
from contracts.base import Event, Request

__all__ = ["event", "rpc", "timer", "worker"]

Method = Callable[..., Any]


def rpc(contract: type[Request], first: str | None = None) -> Callable[[Method], Method]:
    """The method answers this request: `def <snake of contract>(self, tx, request)`, committed before the answer leaves.

    `first` names a method that gets the request, once its bearer is admitted and unless it was answered already, while
    no transaction is open; what it answers is `request.found`.
    """
    return lambda method: entrypoint(RpcHandler(contract, first), method)


def event(contract: type[Event]) -> Callable[[Method], Method]:
    """The method handles this event once: `def on_<key>(self, tx, event)`, committed before the ack."""
    return lambda method: entrypoint(EventHandler(contract), method)
