"""Status and merging from outside."""

from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.institutions import ChangeInstitutionStatus, MergeInstitutions
from services.registry.lifecycle import usecases


class LifecycleEntrypoints:
    """What becomes of institutions."""

    @rpc(ChangeInstitutionStatus)
    def change_institution_status(self, tx: Tx, request: Any) -> Any:
        return usecases.change_institution_status(tx, request, now=utcnow())

    @rpc(MergeInstitutions)
    def merge_institutions(self, tx: Tx, request: Any) -> Any:
        wanted = request["from_id"], request["into_id"], request["reason"]
        return usecases.merge_institutions(tx, *wanted, now=utcnow())
