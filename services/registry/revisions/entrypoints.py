"""Pending revisions from outside."""

from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.opportunities import ReviseOpportunity
from contracts.registry.revisions import (
    ApproveRevision,
    DiscardRevision,
    ExtendDeadline,
    ReturnRevision,
    SubmitRevision,
)
from services.registry.revisions import usecases


class RevisionEntrypoints:
    """Changes of opportunities, public ones' too."""

    @rpc(ReviseOpportunity)
    def revise_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.revise_opportunity(tx, request, now=utcnow(), new_id=uuid4())

    @rpc(SubmitRevision)
    def submit_revision(self, tx: Tx, request: Any) -> Any:
        return usecases.submit_revision(tx, request["opportunity_id"], now=utcnow())

    @rpc(ApproveRevision)
    def approve_revision(self, tx: Tx, request: Any) -> Any:
        return usecases.approve_revision(tx, request["opportunity_id"], request["version"], now=utcnow())

    @rpc(ReturnRevision)
    def return_revision(self, tx: Tx, request: Any) -> Any:
        return usecases.return_revision(tx, request["opportunity_id"], request["comments"], now=utcnow())

    @rpc(DiscardRevision)
    def discard_revision(self, tx: Tx, request: Any) -> Any:
        return usecases.discard_revision(tx, request["opportunity_id"], now=utcnow())

    @rpc(ExtendDeadline)
    def extend_deadline(self, tx: Tx, request: Any) -> Any:
        return usecases.extend_deadline(tx, request, now=utcnow(), new_id=uuid4())
