"""Institutions from outside."""

from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.institutions import GetInstitution, RegisterInstitution
from services.registry.institutions import usecases


class InstitutionEntrypoints:
    """The records of the directory."""

    @rpc(GetInstitution)
    def get_institution(self, tx: Tx, request: Any) -> Any:
        return usecases.get_institution(tx, request["institution_id"], request["slug"])

    @rpc(RegisterInstitution)
    def register_institution(self, tx: Tx, request: Any) -> Any:
        return usecases.register_institution(tx, request, now=utcnow(), new_id=uuid4())
