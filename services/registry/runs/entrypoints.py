"""Further runs of a course from outside."""

from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.modules import ListModules
from contracts.registry.opportunities import CopyOpportunity
from services.registry.runs import usecases


class RunEntrypoints:
    """Courses that are held again."""

    @rpc(CopyOpportunity)
    def copy_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.copy_opportunity(tx, request["opportunity_id"], request["years"], now=utcnow(), new_id=uuid4())

    @rpc(ListModules)
    def list_modules(self, tx: Tx, request: Any) -> Any:
        return usecases.list_modules(tx, request)
