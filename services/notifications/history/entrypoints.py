"""What the service published, for those who subscribe late."""

from chassis import feed
from chassis.entrypoints import rpc
from contracts.notifications.history import ListNotificationsEvents


class HistoryEntrypoints:
    """The feed over the service's own outbox."""

    @rpc(ListNotificationsEvents)
    def list_notifications_events(self, tx, request):
        return feed.read(tx, ListNotificationsEvents.service(), **request)
