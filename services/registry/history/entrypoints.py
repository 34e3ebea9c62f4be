"""What the service published, for those who subscribe late."""

from chassis import feed
from chassis.entrypoints import rpc
from contracts.registry.history import ListRegistryEvents


class HistoryEntrypoints:
    """The feed over the service's own outbox."""

    @rpc(ListRegistryEvents)
    def list_registry_events(self, tx, request):
        return feed.read(tx, ListRegistryEvents.service(), **request)
