"""The audit trail from outside."""

from typing import Any

from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.audit import ListAudit
from services.registry.audit import usecases


class AuditEntrypoints:
    """Who changed what."""

    @rpc(ListAudit)
    def list_audit(self, tx: Tx, request: Any) -> Any:
        about = (request["subject_kind"], request["subject_id"])
        return usecases.list_audit(tx, *about, request["cursor"], request["limit"], request["sort"])
