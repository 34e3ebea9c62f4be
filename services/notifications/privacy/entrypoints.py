"""Erasures that the registry tells of, and what officers ask for."""

from chassis.entrypoints import event as event_
from chassis.entrypoints import rpc
from contracts.notifications.privacy import ExportRecipient
from contracts.registry.privacy import PersonErased
from services.notifications.privacy import usecases


class PrivacyEntrypoints:
    """What is held about people, and those who are to be forgotten."""

    @event_(PersonErased)
    def on_person_erased(self, tx, event):
        usecases.erase_person(tx, event["email"], event["ids"])

    @rpc(ExportRecipient)
    def export_recipient(self, tx, request):
        return usecases.export_person(tx, request["email"], request["ids"])
