"""The events that make news."""

from functools import partial
from uuid import UUID

from chassis.clock import utcnow
from chassis.entrypoints import event
from contracts.base import Event
from contracts.registry.applications import InstitutionApplied
from contracts.registry.institutions import (
    InstitutionMerged,
    InstitutionRegistered,
    InstitutionStatusChanged,
    InstitutionUpdated,
)  # fmt: skip
from contracts.registry.opportunity_events import (
    OpportunityAmended,
    OpportunityCancelled,
    OpportunityClosed,
    OpportunityPublished,
    OpportunityRestored,
    OpportunitySuspended,
    OpportunityWithdrawn,
)  # fmt: skip
from contracts.scheduling.activity_events import (
    ActivityAnnounced,
    ActivityCancelled,
    ActivityCompleted,
    ActivityReported,
    ActivityRescheduled,
    ActivityStarted,
    ActivityUpdated,
)
from contracts.scheduling.outcomes import OutcomeRecorded
from services.newsletter.candidates import usecases
from services.newsletter.candidates.domain import Arrived


def take(kind: str, contract: type[Event], tx, received) -> None:
    """Hand the event to the candidate it is about."""
    now, source_id = utcnow(), UUID(str(received[f"{kind}_id"]))
    part = str(received.get("outcome_id") or "")
    # An event from outside may say no time, or one without a zone.
    at = received.time if received.time and received.time.tzinfo else now
    plain = contract.write(received)
    arrived = Arrived(kind, source_id, contract.key(), received.id, at, received.sequence, plain, part)
    usecases.take_event(tx, arrived, now)


activity, opportunity, institution = (partial(take, kind) for kind in ("activity", "opportunity", "institution"))


class CandidateEntrypoints:
    """What other services tell."""

    @event(ActivityAnnounced)
    def on_activity_announced(self, tx, received):
        activity(ActivityAnnounced, tx, received)

    @event(ActivityUpdated)
    def on_activity_updated(self, tx, received):
        activity(ActivityUpdated, tx, received)

    @event(ActivityRescheduled)
    def on_activity_rescheduled(self, tx, received):
        activity(ActivityRescheduled, tx, received)

    @event(ActivityCancelled)
    def on_activity_cancelled(self, tx, received):
        activity(ActivityCancelled, tx, received)

    @event(ActivityStarted)
    def on_activity_started(self, tx, received):
        activity(ActivityStarted, tx, received)

    @event(ActivityCompleted)
    def on_activity_completed(self, tx, received):
        activity(ActivityCompleted, tx, received)

    @event(ActivityReported)
    def on_activity_reported(self, tx, received):
        activity(ActivityReported, tx, received)

    @event(OutcomeRecorded)
    def on_outcome_recorded(self, tx, received):
        activity(OutcomeRecorded, tx, received)

    @event(OpportunityPublished)
    def on_opportunity_published(self, tx, received):
        opportunity(OpportunityPublished, tx, received)

    @event(OpportunityAmended)
    def on_opportunity_amended(self, tx, received):
        opportunity(OpportunityAmended, tx, received)

    @event(OpportunitySuspended)
    def on_opportunity_suspended(self, tx, received):
        opportunity(OpportunitySuspended, tx, received)

    @event(OpportunityRestored)
    def on_opportunity_restored(self, tx, received):
        opportunity(OpportunityRestored, tx, received)

    @event(OpportunityClosed)
    def on_opportunity_closed(self, tx, received):
        opportunity(OpportunityClosed, tx, received)

    @event(OpportunityCancelled)
    def on_opportunity_cancelled(self, tx, received):
        opportunity(OpportunityCancelled, tx, received)

    @event(OpportunityWithdrawn)
    def on_opportunity_withdrawn(self, tx, received):
        opportunity(OpportunityWithdrawn, tx, received)

    @event(InstitutionApplied)
    def on_institution_applied(self, tx, received):
        institution(InstitutionApplied, tx, received)

    @event(InstitutionRegistered)
    def on_institution_registered(self, tx, received):
        institution(InstitutionRegistered, tx, received)

    @event(InstitutionUpdated)
    def on_institution_updated(self, tx, received):
        institution(InstitutionUpdated, tx, received)

    @event(InstitutionStatusChanged)
    def on_institution_status_changed(self, tx, received):
        institution(InstitutionStatusChanged, tx, received)

    @event(InstitutionMerged)
    def on_institution_merged(self, tx, received):
        institution(InstitutionMerged, tx, received)
