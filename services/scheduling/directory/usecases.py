"""Keeping the copies, and questions to them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.problems import problem
from services.scheduling.directory import repository


def follow_institution(tx: Tx, facts: dict[str, Any], sequence: int) -> None:
    """Keep the institution's newest facts."""
    repository.save_institution(tx, facts, sequence)


def follow_merger(tx: Tx, facts: dict[str, Any], sequence: int) -> None:
    """Keep the facts and let activities and nominations name the institution that stands for both."""
    repository.save_institution(tx, facts, sequence)
    repository.repoint_institution(tx, facts["institution_id"], facts["into_id"])


def problems_with_organisers(tx: Tx, organisers: list[dict[str, Any]]) -> list[dict[str, str]]:
    """One problem for every organiser that is unknown, merged or closed."""
    known = repository.share_institutions(tx, [organiser["institution_id"] for organiser in organisers])
    problems = []
    for place, organiser in enumerate(organisers):
        found = known.get(organiser["institution_id"])
        code = _barred(found)
        if code:
            problems.append(problem(f"organisers.{place}.institution_id", code, _SENTENCES[code]))
    return problems


_SENTENCES = {
    "unknown_institution": "No institution is known under this id.",
    "merged_institution": "This institution was merged into another.",
    "closed_institution": "This institution is closed.",
}


def _barred(institution: dict[str, Any] | None) -> str:
    if institution is None:
        return "unknown_institution"
    if institution["merged_into"] or institution["status"] == "merged":
        return "merged_institution"
    return "closed_institution" if institution["status"] == "closed" else ""


def problems_with_project(tx: Tx, project_id: UUID | None) -> list[dict[str, str]]:
    """A problem where the project is not known."""
    if project_id is None or repository.is_project_known(tx, project_id):
        return []
    return [problem("project_id", "unknown_project", "No project is known under this id.")]


def unknown_people(tx: Tx, person_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these persons that nobody knows."""
    wanted = set(person_ids)
    return wanted - repository.list_known_people(tx, list(wanted))


def is_member_state(tx: Tx, code: str) -> bool:
    """Whether the country is a member state."""
    return repository.is_member_state(tx, code)


def find_institution(tx: Tx, institution_id: UUID) -> dict[str, Any] | None:
    """What is known of the institution, None where nothing is."""
    return repository.share_institutions(tx, [institution_id]).get(institution_id)
