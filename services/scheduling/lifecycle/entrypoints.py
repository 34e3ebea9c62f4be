"""The steps of an activity from outside, and by the clock."""

from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc, timer
from chassis.tx import Tx
from contracts.scheduling.activities import (
    AnnounceActivity,
    CancelActivity,
    CloseNominations,
    RescheduleActivity,
    StartActivity,
)
from services.scheduling.lifecycle import usecases

AT_ONCE = 20


class LifecycleEntrypoints:
    """Activities on their way from announced to under way."""

    @rpc(AnnounceActivity)
    def announce_activity(self, tx: Tx, request: Any) -> Any:
        return usecases.announce_activity(tx, request["activity_id"], now=utcnow())

    @rpc(CloseNominations)
    def close_nominations(self, tx: Tx, request: Any) -> Any:
        return usecases.close_nominations(tx, request["activity_id"], request["reason"], now=utcnow())

    @rpc(RescheduleActivity)
    def reschedule_activity(self, tx: Tx, request: Any) -> Any:
        return usecases.reschedule_activity(tx, request, now=utcnow())

    @rpc(CancelActivity)
    def cancel_activity(self, tx: Tx, request: Any) -> Any:
        return usecases.cancel_activity(tx, request["activity_id"], request["reason"])

    @rpc(StartActivity)
    def start_activity(self, tx: Tx, request: Any) -> Any:
        return usecases.start_activity(tx, request["activity_id"])

    @timer(seconds=15)
    def close_due_nominations(self, tx: Tx) -> bool:
        return usecases.close_due_nominations(tx, AT_ONCE, now=utcnow())

    @timer(seconds=15)
    def start_due_activities(self, tx: Tx) -> bool:
        return usecases.start_due_activities(tx, AT_ONCE, now=utcnow())
