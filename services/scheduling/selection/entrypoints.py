"""Selections from outside."""

from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.scheduling.nominations import PublishSelection
from services.scheduling.selection import usecases


class SelectionEntrypoints:
    """Who gets a seat."""

    @rpc(PublishSelection)
    def publish_selection(self, tx: Tx, request: Any) -> Any:
        return usecases.publish_selection(tx, request, now=utcnow())
