"""Applications for opportunities from outside."""

from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import rpc, timer
from chassis.tx import Tx
from contracts.registry.interests import AnswerInterest, ApplyForOpportunity, ListInterests
from services.registry.interests import usecases


class InterestEntrypoints:
    """Who wants to take part."""

    @rpc(ApplyForOpportunity)
    def apply_for_opportunity(self, tx: Tx, request: Any) -> Any:
        return usecases.apply_for_opportunity(tx, request, now=utcnow(), new_id=uuid4())

    @rpc(ListInterests)
    def list_interests(self, tx: Tx, request: Any) -> Any:
        return usecases.list_interests(tx, request)

    @rpc(AnswerInterest)
    def answer_interest(self, tx: Tx, request: Any) -> Any:
        wanted = request["interest_id"], request["outcome"], request["note"]
        return usecases.answer_interest(tx, *wanted, now=utcnow())

    @timer(seconds=3600)
    def forget_old_interests(self, tx: Tx) -> None:
        usecases.forget_old(tx, now=utcnow())
