"""What is done with people."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts import paging
from contracts.base import OFFICER
from contracts.registry.people import PersonRecord, PersonRegistered
from services.registry.people import repository

FIELDS = tuple(PersonRecord().fields)


def register_person(tx: Tx, facts: dict[str, Any], new_id: UUID) -> dict[str, Any]:
    """Enter a person or bring the record up to date; the same facts again change nothing."""
    person_id = facts["person_id"] or new_id
    record = {field: facts[field] for field in FIELDS}
    known = repository.lock_person(tx, person_id)
    if known and {field: known[field] for field in FIELDS} == record:
        return known
    person = {**record, "person_id": person_id, "version": known["version"] + 1 if known else 1}
    repository.save_person(tx, person)
    changed = [field for field in FIELDS if not known or known[field] != record[field]]
    tx.audit("register_person", f"person/{person_id}", fields=changed, version=person["version"])
    tx.emit(PersonRegistered, person)
    return person


def get_person(tx: Tx, person_id: UUID) -> dict[str, Any]:
    """The person; the address for officers only."""
    person = repository.get_person(tx, person_id)
    return person if tx.actor.role == OFFICER else {**person, "email": None}


def list_people(tx: Tx, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of people by name; refuses a cursor that is not ours."""
    rows = repository.list_people(tx, paging.key_of(cursor, str, UUID), limit)
    return paging.page(rows, limit, "sort_name", "person_id")


def follow_merger(tx: Tx, from_id: UUID, into_id: UUID) -> int:
    """Let the people of an institution belong to the one it was merged into."""
    return repository.move_people(tx, from_id, into_id)
