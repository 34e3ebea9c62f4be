"""What the service could not handle, for officers to settle."""

from chassis import parked
from chassis.entrypoints import rpc
from contracts.scheduling.parked import (
    DiscardSchedulingParked,
    GetSchedulingParked,
    ListSchedulingParked,
    ReplaySchedulingParked,
    ReplaySeveralSchedulingParked,
)


class ParkedEntrypoints:
    """The service's own parking lot."""

    @rpc(ListSchedulingParked)
    def list_scheduling_parked(self, tx, request):
        return parked.list_page(tx, request)

    @rpc(GetSchedulingParked)
    def get_scheduling_parked(self, tx, request):
        return parked.show(tx, request["parked_id"])

    @rpc(ReplaySchedulingParked)
    def replay_scheduling_parked(self, tx, request):
        return parked.replay(tx, request["parked_id"])

    @rpc(ReplaySeveralSchedulingParked)
    def replay_several_scheduling_parked(self, tx, request):
        return parked.replay_several(tx, request)

    @rpc(DiscardSchedulingParked)
    def discard_scheduling_parked(self, tx, request):
        return parked.discard(tx, request["parked_id"], request["reason"])
