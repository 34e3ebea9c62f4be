"""What the registry tells."""

from typing import Any

from chassis.entrypoints import event
from chassis.tx import Tx
from contracts.registry.institutions import (
    InstitutionMerged,
    InstitutionRegistered,
    InstitutionStatusChanged,
    InstitutionUpdated,
)  # fmt: skip
from contracts.registry.member_states import MemberStateRecorded
from contracts.registry.people import PersonRegistered
from contracts.registry.projects import ProjectRegistered
from services.scheduling.directory import repository, usecases


class DirectoryEntrypoints:
    """Copies of the registry's facts, kept by its events."""

    @event(InstitutionRegistered)
    def on_institution_registered(self, tx: Tx, event: Any) -> None:
        usecases.follow_institution(tx, event, event.sequence)

    @event(InstitutionUpdated)
    def on_institution_updated(self, tx: Tx, event: Any) -> None:
        usecases.follow_institution(tx, event, event.sequence)

    @event(InstitutionStatusChanged)
    def on_institution_status_changed(self, tx: Tx, event: Any) -> None:
        usecases.follow_institution(tx, event, event.sequence)

    @event(InstitutionMerged)
    def on_institution_merged(self, tx: Tx, event: Any) -> None:
        usecases.follow_merger(tx, event, event.sequence)

    @event(PersonRegistered)
    def on_person_registered(self, tx: Tx, event: Any) -> None:
        repository.save_person(tx, event, event.sequence)

    @event(ProjectRegistered)
    def on_project_registered(self, tx: Tx, event: Any) -> None:
        repository.save_project(tx, event, event.sequence)

    @event(MemberStateRecorded)
    def on_member_state_recorded(self, tx: Tx, event: Any) -> None:
        repository.save_member_state(tx, event, event.sequence)
