"""What is done with projects."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts import paging
from contracts.registry.projects import ProjectRecord, ProjectRegistered
from services.registry.projects import repository

FIELDS = tuple(ProjectRecord().fields)


def register_project(tx: Tx, facts: dict[str, Any], new_id: UUID) -> dict[str, Any]:
    """Enter a project or bring it up to date; the same facts again change nothing."""
    project_id = facts["project_id"] or new_id
    record = {field: facts[field] for field in FIELDS}
    known = repository.lock_project(tx, project_id)
    if known and {field: known[field] for field in FIELDS} == record:
        return known
    project = {**record, "project_id": project_id, "version": known["version"] + 1 if known else 1}
    repository.save_project(tx, project)
    changed = [field for field in FIELDS if not known or known[field] != record[field]]
    tx.audit("register_project", f"project/{project_id}", fields=changed, version=project["version"])
    tx.emit(ProjectRegistered, {**project, "parties": [_plain(party) for party in project["parties"]]})
    return project


def list_projects(tx: Tx, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of projects, newest start first; refuses a cursor that is not ours."""
    rows = repository.list_projects(tx, paging.key_of(cursor, str, UUID), limit)
    return paging.page(rows, limit, "starts", "project_id")


def follow_merger(tx: Tx, from_id: UUID, into_id: UUID) -> int:
    """Let the institution merged into stand for the other in every project."""
    return repository.move_parties(tx, from_id, into_id)


def _plain(party: dict[str, Any]) -> dict[str, str]:
    return {"institution_id": str(party["institution_id"]), "role": party["role"]}
