"""What people are told about opportunities."""

from chassis.entrypoints import event as event_
from contracts.registry.interests import InterestAnswered, InterestForwarded
from contracts.registry.opportunity_events import (
    OpportunityAmended,
    OpportunityApproved,
    OpportunityCancelled,
    OpportunityClosingSoon,
    OpportunityPublished,
    OpportunityReturned,
    OpportunitySubmitted,
    OpportunitySuspended,
)
from services.notifications.opportunities import usecases


class OpportunityEntrypoints:
    """Mails to the accounts of the institution that owns an opportunity, to its contact and to those who apply."""

    @event_(OpportunitySubmitted)
    def on_opportunity_submitted(self, tx, event):
        usecases.tell_owners(tx, OpportunitySubmitted.key(), event)

    @event_(OpportunityReturned)
    def on_opportunity_returned(self, tx, event):
        usecases.tell_of_return(tx, OpportunityReturned.key(), event)

    @event_(OpportunityApproved)
    def on_opportunity_approved(self, tx, event):
        usecases.tell_owners(tx, OpportunityApproved.key(), event)

    @event_(OpportunityPublished)
    def on_opportunity_published(self, tx, event):
        usecases.tell_owners(tx, OpportunityPublished.key(), event)

    @event_(OpportunityClosingSoon)
    def on_opportunity_closing_soon(self, tx, event):
        usecases.tell_owners(tx, OpportunityClosingSoon.key(), event)

    @event_(OpportunitySuspended)
    def on_opportunity_suspended(self, tx, event):
        usecases.tell_owners(tx, OpportunitySuspended.key(), event)

    @event_(OpportunityAmended)
    def on_opportunity_amended(self, tx, event):
        usecases.tell_of_change(tx, OpportunityAmended.key(), event)

    @event_(OpportunityCancelled)
    def on_opportunity_cancelled(self, tx, event):
        usecases.tell_everybody(tx, OpportunityCancelled.key(), event)

    @event_(InterestForwarded)
    def on_interest_forwarded(self, tx, event):
        usecases.forward(tx, InterestForwarded.key(), event)

    @event_(InterestAnswered)
    def on_interest_answered(self, tx, event):
        usecases.answer(tx, InterestAnswered.key(), event)
