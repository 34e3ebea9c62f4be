"""Deleting institutions that were entered by mistake, and recovering them; others hear of it as of a change of status."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts import paging
from contracts.refusals import Conflict, StaleVersion
from contracts.registry.institution_deletions import IdTakenMeanwhile, InstitutionInUse
from contracts.registry.institutions import AlreadyMerged
from services.registry.deleted import usecases as deleted
from services.registry.deletions import domain, repository
from services.registry.institutions import usecases as institutions
from services.registry.lifecycle import usecases as lifecycle

Institution = dict[str, Any]


def delete_institution(tx: Tx, institution_id: UUID, version: int, reason: str, *, now: datetime) -> Institution:
    """Close one on which nothing hangs and free its external ids; refuses `InstitutionInUse`, ended ones, `StaleVersion`."""
    if deleted.find_deleted(tx, institution_id):
        return institutions.get_card(tx, institution_id)
    old = institutions.lock_at_version(tx, institution_id, version)
    domain.refuse_ended(old["status"])
    hanging = repository.list_hanging(tx, institution_id)
    if hanging:
        raise InstitutionInUse(because=hanging)
    deleted.add_deleted(tx, old, now)
    tx.audit("delete_institution", f"institution/{institution_id}", reason=reason)
    return _moved(tx, old, [], "closed", reason, now=now)


def recover_institution(tx: Tx, institution_id: UUID, version: int | None = None, *, now: datetime) -> Institution:
    """Bring a deleted one back as it was; refuses `IdTakenMeanwhile`, `AlreadyMerged`, `StaleVersion`."""
    old = institutions.lock_institution(tx, institution_id)
    known = deleted.find_deleted(tx, institution_id)
    if known is None:
        return institutions.get_card(tx, institution_id)
    if old["status"] == "merged":
        raise AlreadyMerged(institution_id=str(old["merged_into"]))
    if version not in (None, old["version"]):
        raise StaleVersion(version=old["version"])
    deleted.remove_deleted(tx, institution_id)
    tx.audit("recover_institution", f"institution/{institution_id}")
    own = [*known["external_ids"], *(one for one in old["external_ids"] if one not in known["external_ids"])]
    try:
        return _moved(tx, old, own, known["status_before"], "Recovered.", now=now)
    except Conflict as taken:
        if "held_by" not in taken.facts:
            raise
        raise IdTakenMeanwhile(held_by=taken.facts["held_by"]) from taken


def list_deleted(tx: Tx, request: dict[str, Any]) -> dict[str, Any]:
    """A page of the deleted institutions, the latest first."""
    key = paging.key_of(request["cursor"], datetime, UUID)
    rows = deleted.list_deleted(tx, key, request["limit"])
    return paging.page(rows, request["limit"], "deleted_at", "institution_id")


def _moved(
    tx: Tx, old: Institution, external_ids: list[dict[str, str]], status: str, reason: str, *, now: datetime
) -> Institution:
    record = {field: old[field] for field in institutions.RECORD} | {"external_ids": external_ids}
    institutions.follow_source(tx, old, record, status, [], reason)
    lifecycle.follow_status(tx, old["institution_id"], status, now=now)
    return institutions.get_card(tx, old["institution_id"])
