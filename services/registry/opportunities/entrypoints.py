"""Opportunities from outside."""

from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import rpc, timer
from chassis.tx import Tx
from contracts.registry.opportunities import (
    ApproveOpportunity,
    ArchiveOpportunity,
    CancelOpportunity,
    DraftOpportunity,
    GetOpportunity,
    PublishOpportunity,
    ReturnOpportunity,
    SubmitOpportunity,
    WithdrawOpportunity,
)
from services.registry.opportunities import usecases


class OpportunityEntrypoints:
    """Trainings that institutions offer."""

    @rpc(DraftOpportunity)
    def draft_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.draft_opportunity(tx, request, now=utcnow(), new_id=uuid4())

    @rpc(SubmitOpportunity)
    def submit_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.submit_opportunity(tx, request["opportunity_id"], now=utcnow())

    @rpc(ReturnOpportunity)
    def return_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.return_opportunity(tx, request["opportunity_id"], request["comments"], now=utcnow())

    @rpc(ApproveOpportunity)
    def approve_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.approve_opportunity(tx, request["opportunity_id"], request["force_reason"], now=utcnow())

    @rpc(PublishOpportunity)
    def publish_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.publish_opportunity(tx, request["opportunity_id"], request["publish_at"], now=utcnow())

    @rpc(CancelOpportunity)
    def cancel_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.cancel_opportunity(tx, request["opportunity_id"], request["reason"], now=utcnow())

    @rpc(WithdrawOpportunity)
    def withdraw_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.withdraw_opportunity(tx, request["opportunity_id"], now=utcnow())

    @rpc(GetOpportunity)
    def get_opportunity(self, tx: Tx, request: Any) -> Any:
        wanted = request["opportunity_id"], request["slug"], request["count_view"]
        return usecases.get_opportunity(tx, *wanted, now=utcnow())

    @rpc(ArchiveOpportunity)
    def archive_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.archive_opportunity(tx, request["opportunity_id"], now=utcnow())

    @timer(seconds=30)
    def go_on_with_due_opportunities(self, tx: Tx) -> bool:
        return usecases.go_on_with_due(tx, now=utcnow())
