"""What institutions are told about their opportunities."""

from chassis.entrypoints import event as event_
from contracts.registry.opportunity_events import OpportunityPublished, OpportunityReturned, OpportunitySubmitted
from services.notifications.opportunities import usecases


class OpportunityEntrypoints:
    """Mails to the accounts of the institution that owns an opportunity."""

    @event_(OpportunitySubmitted)
    def on_opportunity_submitted(self, tx, event):
        usecases.tell_owners(tx, OpportunitySubmitted.key(), event)

    @event_(OpportunityReturned)
    def on_opportunity_returned(self, tx, event):
        usecases.tell_owners(tx, OpportunityReturned.key(), event)

    @event_(OpportunityPublished)
    def on_opportunity_published(self, tx, event):
        usecases.tell_owners(tx, OpportunityPublished.key(), event)
