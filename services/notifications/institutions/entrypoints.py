"""What institutions and focal points are told about a record."""

from chassis.entrypoints import event as event_
from contracts.registry.confirmations import InstitutionConfirmationDue, InstitutionUnconfirmed
from services.notifications.institutions import usecases


class InstitutionEntrypoints:
    """Mails about records that must be confirmed."""

    @event_(InstitutionConfirmationDue)
    def on_institution_confirmation_due(self, tx, event):
        usecases.ask_owners(tx, InstitutionConfirmationDue.key(), event)

    @event_(InstitutionUnconfirmed)
    def on_institution_unconfirmed(self, tx, event):
        usecases.tell_of_unconfirmed(tx, InstitutionUnconfirmed.key(), event)
