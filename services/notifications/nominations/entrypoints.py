"""Every event of a nomination brings its whole card."""

from chassis.entrypoints import event as event_
from contracts.scheduling.nominations import (
    NominationAbsent,
    NominationAttended,
    NominationConfirmed,
    NominationDeclined,
    NominationEnded,
    NominationNotSelected,
    NominationOfferExpired,
    NominationPromoted,
    NominationReserved,
    NominationSelected,
    NominationWithdrawn,
)  # fmt: skip
from services.notifications.nominations import usecases


class NominationEntrypoints:
    """Local copies of nominations and their mails."""

    @event_(NominationSelected)
    def on_nomination_selected(self, tx, event):
        usecases.record(tx, NominationSelected.key(), event)

    @event_(NominationReserved)
    def on_nomination_reserved(self, tx, event):
        usecases.record(tx, NominationReserved.key(), event)

    @event_(NominationNotSelected)
    def on_nomination_not_selected(self, tx, event):
        usecases.record(tx, NominationNotSelected.key(), event)

    @event_(NominationPromoted)
    def on_nomination_promoted(self, tx, event):
        usecases.record(tx, NominationPromoted.key(), event)

    @event_(NominationConfirmed)
    def on_nomination_confirmed(self, tx, event):
        usecases.record(tx, NominationConfirmed.key(), event)

    @event_(NominationDeclined)
    def on_nomination_declined(self, tx, event):
        usecases.record(tx, NominationDeclined.key(), event)

    @event_(NominationOfferExpired)
    def on_nomination_offer_expired(self, tx, event):
        usecases.record(tx, NominationOfferExpired.key(), event)

    @event_(NominationWithdrawn)
    def on_nomination_withdrawn(self, tx, event):
        usecases.record(tx, NominationWithdrawn.key(), event)

    @event_(NominationAttended)
    def on_nomination_attended(self, tx, event):
        usecases.record(tx, NominationAttended.key(), event)

    @event_(NominationAbsent)
    def on_nomination_absent(self, tx, event):
        usecases.record(tx, NominationAbsent.key(), event)

    @event_(NominationEnded)
    def on_nomination_ended(self, tx, event):
        usecases.record(tx, NominationEnded.key(), event)
