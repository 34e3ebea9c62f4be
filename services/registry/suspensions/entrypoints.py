"""Suspensions from outside."""

from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.opportunities import RestoreOpportunity, SuspendOpportunity
from services.registry.suspensions import usecases


class SuspensionEntrypoints:
    """Opportunities that officers hide and show again."""

    @rpc(SuspendOpportunity)
    def suspend_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.suspend_opportunity(tx, request["opportunity_id"], request["reason"], now=utcnow())

    @rpc(RestoreOpportunity)
    def restore_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.restore_opportunity(tx, request["opportunity_id"], now=utcnow())
