"""Institutions from outside."""

from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.institution_cards import in_view
from contracts.registry.institutions import GetInstitution, RegisterInstitution
from services.registry.institutions import usecases
from services.registry.views import usecases as views


class InstitutionEntrypoints:
    """The records of the directory."""

    @rpc(GetInstitution)
    def get_institution(self, tx: Tx, request: Any) -> Any:
        wanted = request["institution_id"], request["slug"]
        with views.counting(tx, views.INSTITUTION, request, now=utcnow()) as seen:
            return in_view(request["view"], seen(usecases.get_institution(tx, *wanted)))

    @rpc(RegisterInstitution)
    def register_institution(self, tx: Tx, request: Any) -> Any:
        return usecases.register_institution(tx, request, now=utcnow(), new_id=uuid4())
