"""The panels from outside."""

from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.panel import GetPanel, GetReviewQueue
from services.registry.panel import usecases


class PanelEntrypoints:
    """What waits for institutions and officers."""

    @rpc(GetPanel)
    def get_panel(self, tx: Tx, request: Any) -> Any:
        return usecases.get_panel(tx, request["institution_id"], now=utcnow())

    @rpc(GetReviewQueue)
    def get_review_queue(self, tx: Tx, request: Any) -> Any:
        return usecases.get_review_queue(tx)
