"""What the service could not handle, for officers to settle."""

from chassis import parked
from chassis.entrypoints import rpc
from contracts.registry.parked import (
    DiscardRegistryParked,
    GetRegistryParked,
    ListRegistryParked,
    ReplayRegistryParked,
    ReplaySeveralRegistryParked,
)


class ParkedEntrypoints:
    """The service's own parking lot."""

    @rpc(ListRegistryParked)
    def list_registry_parked(self, tx, request):
        return parked.list_page(tx, request)

    @rpc(GetRegistryParked)
    def get_registry_parked(self, tx, request):
        return parked.show(tx, request["parked_id"])

    @rpc(ReplayRegistryParked)
    def replay_registry_parked(self, tx, request):
        return parked.replay(tx, request["parked_id"])

    @rpc(ReplaySeveralRegistryParked)
    def replay_several_registry_parked(self, tx, request):
        return parked.replay_several(tx, request)

    @rpc(DiscardRegistryParked)
    def discard_registry_parked(self, tx, request):
        return parked.discard(tx, request["parked_id"], request["reason"])
