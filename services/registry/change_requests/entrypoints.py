"""Change requests from outside, and their end by the clock."""

from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import rpc, timer
from chassis.tx import Tx
from contracts.registry.change_requests import (
    AcceptChange,
    DeclineChange,
    GetChangeRequest,
    ListChangeRequests,
    ProposeChange,
)
from services.registry.change_requests import repository, usecases


class ChangeRequestEntrypoints:
    """Corrections that anyone proposes."""

    @rpc(ProposeChange)
    def propose_change(self, tx: Tx, request: Any) -> Any:
        return usecases.propose_change(tx, request, now=utcnow(), new_id=uuid4())

    @rpc(ListChangeRequests)
    def list_change_requests(self, tx: Tx, request: Any) -> Any:
        return usecases.list_requests(tx, request)

    @rpc(GetChangeRequest)
    def get_change_request(self, tx: Tx, request: Any) -> Any:
        return repository.get_request(tx, request["change_request_id"])

    @rpc(AcceptChange)
    def accept_change(self, tx: Tx, request: Any) -> Any:
        return usecases.accept_change(tx, request["change_request_id"], request["note"], now=utcnow())

    @rpc(DeclineChange)
    def decline_change(self, tx: Tx, request: Any) -> Any:
        return usecases.decline_change(tx, request["change_request_id"], request["reason"], now=utcnow())

    @timer(seconds=600)
    def expire_change_requests(self, tx: Tx) -> bool:
        return usecases.expire_due(tx, now=utcnow())
