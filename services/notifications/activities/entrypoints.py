"""Every event of an activity brings its whole card; two of them concern every participant."""

from chassis.entrypoints import event as event_
from contracts.scheduling.activity_events import (
    ActivityAnnounced,
    ActivityApproved,
    ActivityCancelled,
    ActivityCompleted,
    ActivityProposed,
    ActivityReported,
    ActivityRescheduled,
    ActivityStarted,
    ActivityUpdated,
)
from services.notifications.activities import repository, usecases


class ActivityEntrypoints:
    """Local copies of activities."""

    @event_(ActivityProposed)
    def on_activity_proposed(self, tx, event):
        repository.save_activity(tx, event, event.sequence)

    @event_(ActivityApproved)
    def on_activity_approved(self, tx, event):
        repository.save_activity(tx, event, event.sequence)

    @event_(ActivityAnnounced)
    def on_activity_announced(self, tx, event):
        repository.save_activity(tx, event, event.sequence)

    @event_(ActivityUpdated)
    def on_activity_updated(self, tx, event):
        repository.save_activity(tx, event, event.sequence)

    @event_(ActivityStarted)
    def on_activity_started(self, tx, event):
        repository.save_activity(tx, event, event.sequence)

    @event_(ActivityCompleted)
    def on_activity_completed(self, tx, event):
        repository.save_activity(tx, event, event.sequence)

    @event_(ActivityReported)
    def on_activity_reported(self, tx, event):
        repository.save_activity(tx, event, event.sequence)

    @event_(ActivityRescheduled)
    def on_activity_rescheduled(self, tx, event):
        usecases.announce(tx, ActivityRescheduled.key(), event)

    @event_(ActivityCancelled)
    def on_activity_cancelled(self, tx, event):
        usecases.announce(tx, ActivityCancelled.key(), event)
