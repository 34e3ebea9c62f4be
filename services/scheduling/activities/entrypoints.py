"""Activities from outside: drafting to approval, and reading."""

from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.scheduling.activities import (
    ApproveActivity,
    DraftActivity,
    GetActivity,
    ListActivities,
    ProposeActivity,
    ReturnActivity,
    ReviseActivity,
)
from services.scheduling.activities import usecases


class ActivityEntrypoints:
    """The records of activities."""

    @rpc(DraftActivity)
    def draft_activity(self, tx: Tx, request: Any) -> Any:
        return usecases.draft_activity(tx, request, request["activity_id"] or uuid4(), now=utcnow())

    @rpc(ReviseActivity)
    def revise_activity(self, tx: Tx, request: Any) -> Any:
        return usecases.revise_activity(tx, request, now=utcnow())

    @rpc(ProposeActivity)
    def propose_activity(self, tx: Tx, request: Any) -> Any:
        return usecases.propose_activity(tx, request["activity_id"], now=utcnow())

    @rpc(ReturnActivity)
    def return_activity(self, tx: Tx, request: Any) -> Any:
        return usecases.return_activity(tx, request["activity_id"], request["reason"])

    @rpc(ApproveActivity)
    def approve_activity(self, tx: Tx, request: Any) -> Any:
        return usecases.approve_activity(tx, request["activity_id"], now=utcnow())

    @rpc(GetActivity)
    def get_activity(self, tx: Tx, request: Any) -> Any:
        return usecases.get_activity(tx, request["activity_id"], request["slug"])

    @rpc(ListActivities)
    def list_activities(self, tx: Tx, request: Any) -> Any:
        return usecases.list_activities(tx, request)
