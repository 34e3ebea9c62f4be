"""What the service published, for those who subscribe late."""

from chassis import feed
from chassis.entrypoints import rpc
from contracts.newsletter.history import ListNewsletterEvents


class HistoryEntrypoints:
    """The feed over the service's own outbox."""

    @rpc(ListNewsletterEvents)
    def list_newsletter_events(self, tx, request):
        return feed.read(tx, ListNewsletterEvents.service(), **request)
