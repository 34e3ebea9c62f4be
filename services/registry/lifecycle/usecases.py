"""Steps of an institution that accounts, opportunities, people and projects follow."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from services.registry.accounts import usecases as accounts
from services.registry.change_requests import usecases as change_requests
from services.registry.institutions import usecases as institutions
from services.registry.opportunities import usecases as opportunities
from services.registry.people import usecases as people
from services.registry.projects import usecases as projects
from services.registry.suspensions import usecases as suspensions

CLOSED_TO_ITS_PEOPLE = frozenset({"inactive", "closed"})


def change_institution_status(tx: Tx, facts: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """Move it along its life cycle; its opportunities are suspended or restored, sessions of a disabled one end."""
    institution_id, status = facts["institution_id"], facts["status"]
    institutions.lock_at_version(tx, institution_id, facts["version"])
    changed = institutions.change_status(tx, institution_id, status, facts["reason"])
    follow_status(tx, institution_id, status, now=now)
    return changed


def follow_status(tx: Tx, institution_id: UUID, status: str, *, now: datetime) -> None:
    """Its opportunities are suspended or restored, sessions of a disabled one end."""
    suspensions.follow_institution_status(tx, institution_id, status, now=now)
    if status in CLOSED_TO_ITS_PEOPLE:
        accounts.end_sessions_of_institution(tx, institution_id, now=now)


def merge_institutions(tx: Tx, from_id: UUID, into_id: UUID, reason: str, *, now: datetime) -> dict[str, Any]:
    """Let one institution stand for both; whatever belonged to the one belongs to the other and follows its status."""
    into = institutions.become_part_of(tx, from_id, into_id, reason)
    accounts.follow_merger(tx, from_id, into_id, now=now)
    for noun in (opportunities, people, projects, change_requests):
        noun.follow_merger(tx, from_id, into_id)
    follow_status(tx, into_id, into["status"], now=now)
    return into
