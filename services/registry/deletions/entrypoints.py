"""Deletions from outside."""

from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.deletions import DeleteOpportunity, RecoverOpportunity
from contracts.registry.institution_deletions import DeleteInstitution, ListDeletedInstitutions, RecoverInstitution
from services.registry.deletions import institutions, usecases


class DeletionEntrypoints:
    """Opportunities and institutions that are deleted and recovered."""

    @rpc(DeleteOpportunity)
    def delete_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.delete_opportunity(tx, request["opportunity_id"], request["version"], now=utcnow())

    @rpc(RecoverOpportunity)
    def recover_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.recover_opportunity(tx, request["opportunity_id"], request["version"], now=utcnow())

    @rpc(DeleteInstitution)
    def delete_institution(self, tx: Tx, request: Any) -> Any:
        asked = request["institution_id"], request["version"], request["reason"]
        return institutions.delete_institution(tx, *asked, now=utcnow())

    @rpc(RecoverInstitution)
    def recover_institution(self, tx: Tx, request: Any) -> Any:
        return institutions.recover_institution(tx, request["institution_id"], request["version"], now=utcnow())

    @rpc(ListDeletedInstitutions)
    def list_deleted_institutions(self, tx: Tx, request: Any) -> Any:
        return institutions.list_deleted(tx, request)
