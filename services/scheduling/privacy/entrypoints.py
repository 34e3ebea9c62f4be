"""Erasures that the registry tells of, and what officers ask for."""

from chassis.entrypoints import event as event_
from chassis.entrypoints import rpc
from contracts.registry.privacy import PersonErased
from contracts.scheduling.privacy import ExportNominee
from services.scheduling.privacy import usecases


class PrivacyEntrypoints:
    """What is held about people, and those who are to be forgotten."""

    @event_(PersonErased)
    def on_person_erased(self, tx, event):
        usecases.erase_person(tx, event["email"], event["ids"])

    @rpc(ExportNominee)
    def export_nominee(self, tx, request):
        return usecases.export_person(tx, request["email"], request["ids"])
