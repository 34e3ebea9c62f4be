"""Opportunities from outside."""

from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import rpc, timer
from chassis.tx import Tx
from contracts.registry.opportunities import (
    ApproveOpportunity,
    CancelOpportunity,
    DraftOpportunity,
    GetOpportunity,
    ListOpportunities,
    PublishOpportunity,
    ReturnOpportunity,
    ReviseOpportunity,
    SubmitOpportunity,
    WithdrawOpportunity,
)
from services.registry.opportunities import usecases


class OpportunityEntrypoints:
    """Trainings that institutions offer."""

    @rpc(DraftOpportunity)
    def draft_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.draft_opportunity(tx, request, now=utcnow(), new_id=uuid4())

    @rpc(ReviseOpportunity)
    def revise_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.revise_opportunity(tx, request, now=utcnow())

    @rpc(SubmitOpportunity)
    def submit_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.submit_opportunity(tx, request["opportunity_id"], now=utcnow())

    @rpc(ReturnOpportunity)
    def return_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.return_opportunity(tx, request["opportunity_id"], request["comments"], now=utcnow())

    @rpc(ApproveOpportunity)
    def approve_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.approve_opportunity(tx, request["opportunity_id"], now=utcnow())

    @rpc(PublishOpportunity)
    def publish_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.publish_opportunity(tx, request["opportunity_id"], now=utcnow())

    @rpc(CancelOpportunity)
    def cancel_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.cancel_opportunity(tx, request["opportunity_id"], request["reason"], now=utcnow())

    @rpc(WithdrawOpportunity)
    def withdraw_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.withdraw_opportunity(tx, request["opportunity_id"], now=utcnow())

    @rpc(GetOpportunity)
    def get_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.get_opportunity(tx, request["opportunity_id"], request["slug"], now=utcnow())

    @rpc(ListOpportunities)
    def list_opportunities(self, tx: Tx, request: Any) -> Any:
        return usecases.list_opportunities(tx, request, now=utcnow())

    @timer(seconds=30)
    def go_on_with_due_opportunities(self, tx: Tx) -> bool:
        return usecases.go_on_with_due(tx, now=utcnow())
