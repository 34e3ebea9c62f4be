"""Deletions from outside."""

from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.deletions import DeleteOpportunity, RecoverOpportunity
from services.registry.deletions import usecases


class DeletionEntrypoints:
    """Opportunities that are deleted and recovered."""

    @rpc(DeleteOpportunity)
    def delete_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.delete_opportunity(tx, request["opportunity_id"], request["version"], now=utcnow())

    @rpc(RecoverOpportunity)
    def recover_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.recover_opportunity(tx, request["opportunity_id"], request["version"], now=utcnow())
