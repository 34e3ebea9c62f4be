"""Erasures that the registry tells of."""

from chassis.entrypoints import event as event_
from contracts.registry.privacy import PersonErased
from services.newsletter.privacy import usecases


class PrivacyEntrypoints:
    """People who are to be forgotten."""

    @event_(PersonErased)
    def on_person_erased(self, tx, event):
        usecases.erase_person(tx, event["email"], event["ids"])
