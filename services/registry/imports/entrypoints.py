"""Imports from outside."""

from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.institutions import ImportInstitutions
from services.registry.imports import usecases


class ImportEntrypoints:
    """Records of registries elsewhere."""

    @rpc(ImportInstitutions)
    def import_institutions(self, tx: Tx, request: Any) -> Any:
        return usecases.import_institutions(tx, request["rows"], request["dry_run"], now=utcnow(), new_id=uuid4)
