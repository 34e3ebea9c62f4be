"""What the service could not handle, for officers to settle."""

from chassis import parked
from chassis.entrypoints import rpc
from contracts.newsletter.parked import (
    DiscardNewsletterParked,
    GetNewsletterParked,
    ListNewsletterParked,
    ReplayNewsletterParked,
    ReplaySeveralNewsletterParked,
)


class ParkedEntrypoints:
    """The service's own parking lot."""

    @rpc(ListNewsletterParked)
    def list_newsletter_parked(self, tx, request):
        return parked.list_page(tx, request)

    @rpc(GetNewsletterParked)
    def get_newsletter_parked(self, tx, request):
        return parked.show(tx, request["parked_id"])

    @rpc(ReplayNewsletterParked)
    def replay_newsletter_parked(self, tx, request):
        return parked.replay(tx, request["parked_id"])

    @rpc(ReplaySeveralNewsletterParked)
    def replay_several_newsletter_parked(self, tx, request):
        return parked.replay_several(tx, request)

    @rpc(DiscardNewsletterParked)
    def discard_newsletter_parked(self, tx, request):
        return parked.discard(tx, request["parked_id"], request["reason"])
