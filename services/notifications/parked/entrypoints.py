"""What the service could not handle, for officers to settle."""

from chassis import parked
from chassis.entrypoints import rpc
from contracts.notifications.parked import (
    DiscardNotificationsParked,
    GetNotificationsParked,
    ListNotificationsParked,
    ReplayNotificationsParked,
    ReplaySeveralNotificationsParked,
)


class ParkedEntrypoints:
    """The service's own parking lot."""

    @rpc(ListNotificationsParked)
    def list_notifications_parked(self, tx, request):
        return parked.list_page(tx, request)

    @rpc(GetNotificationsParked)
    def get_notifications_parked(self, tx, request):
        return parked.show(tx, request["parked_id"])

    @rpc(ReplayNotificationsParked)
    def replay_notifications_parked(self, tx, request):
        return parked.replay(tx, request["parked_id"])

    @rpc(ReplaySeveralNotificationsParked)
    def replay_several_notifications_parked(self, tx, request):
        return parked.replay_several(tx, request)

    @rpc(DiscardNotificationsParked)
    def discard_notifications_parked(self, tx, request):
        return parked.discard(tx, request["parked_id"], request["reason"])
