"""Ends and outcomes from outside."""

from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.scheduling.activities import CompleteActivity
from contracts.scheduling.outcomes import FileOutcomes, GetOutcomes
from services.scheduling.outcomes import usecases


class OutcomeEntrypoints:
    """How activities ended and what came of them."""

    @rpc(CompleteActivity)
    def complete_activity(self, tx: Tx, request: Any) -> Any:
        return usecases.complete_activity(tx, request, now=utcnow())

    @rpc(FileOutcomes)
    def file_outcomes(self, tx: Tx, request: Any) -> Any:
        return usecases.file_outcomes(tx, request)

    @rpc(GetOutcomes)
    def get_outcomes(self, tx: Tx, request: Any) -> Any:
        return usecases.get_outcomes(tx, request["activity_id"])
