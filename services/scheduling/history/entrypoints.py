"""What the service published, for those who subscribe late."""

from chassis import feed
from chassis.entrypoints import rpc
from contracts.scheduling.history import ListSchedulingEvents


class HistoryEntrypoints:
    """The feed over the service's own outbox."""

    @rpc(ListSchedulingEvents)
    def list_scheduling_events(self, tx, request):
        return feed.read(tx, ListSchedulingEvents.service(), **request)
