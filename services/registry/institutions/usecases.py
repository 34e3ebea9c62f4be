"""What is done with institutions one at a time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Actor, Tx
from contracts.base import INSTITUTION, OFFICER
from contracts.problems import problem
from contracts.refusals import Conflict, Duplicate, Invalid, InvalidTransition, NotFound, StaleVersion
from contracts.registry.institutions import (
    AlreadyMerged,
    ConfirmationNeeded,
    InstitutionMerged,
    InstitutionRecord,
    InstitutionRegistered,
    InstitutionStatusChanged,
    InstitutionUpdated,
)
from services.registry.deleted import usecases as deleted
from services.registry.duplicates import usecases as duplicates
from services.registry.institutions import domain, repository
from services.registry.reference import usecases as reference
from services.registry.relations import usecases as relations
from services.registry.rights import usecases as rights
from services.registry.translations import usecases as translations

RECORD = tuple(InstitutionRecord().fields)
# A record without its required fields, as a registration that says nothing of the others.
BLANK: dict[str, Any] = {
    "international": False, "description": {}, "contact": None,
    **{field: [] for field in ("other_names", "domains", "topics", "languages", "capabilities", "external_ids", "links", "sites")},
    **domain.LATER,
}  # fmt: skip
SEEN = frozenset({"active", "unconfirmed"})  # by everybody, the latter with a badge
NEW = {
    "merged_into": None, "version": 1, "confirmed_at": None, "confirmation_due_at": None, "missed_confirmations": 0,
    "freshness": 100,
}  # fmt: skip
Institution = dict[str, Any]
holders_of = repository.holders_of
lock_institution = repository.lock_institution
# Dear to work out: whoever stores many does it before others have to wait for him.
found_by = repository.found_by


def register_institution(tx: Tx, facts: dict[str, Any], *, now: datetime, new_id: UUID) -> Institution:
    """Enter an institution; the same facts under the same id again change nothing, other facts are `Duplicate`."""
    institution_id = facts["institution_id"] or new_id
    record = check_record(facts, now)
    digest = domain.digest_of({**domain.said(record), "relations": facts["relations"]})
    registered = repository.find_registration(tx, institution_id)
    if registered == digest:
        return get_institution(tx, institution_id, None)
    if registered:
        raise Duplicate(institution_id=str(institution_id))
    _refuse_ended_terms(tx, record, {})
    if not facts["force_reason"]:
        refuse_lookalikes(tx, record)
    new = {**record, "institution_id": institution_id, "status": facts["status"], "registered_digest": digest}
    return add_institution(tx, new, facts["relations"], facts["force_reason"])


def add_institution(tx: Tx, new: Institution, ties: list[dict[str, Any]], why: str | None) -> Institution:
    """Store a checked institution under a free id, tell everybody; refuses taken external ids and false relations."""
    institution = {**new, **NEW, "slug": repository.add_institution(tx, new)}
    translations.note_change(tx, translations.INSTITUTION, {}, institution)
    if ties:
        relations.replace_relations(tx, institution["institution_id"], ties)
    tx.audit("register_institution", _subject(institution), names=new["names"], status=new["status"], force_reason=why)
    tx.emit(InstitutionRegistered, institution)
    return _with_relations(tx, institution) if ties else {**institution, "relations": []}


def add_institutions(tx: Tx, new: list[Institution], why: str | None) -> None:
    """Store checked institutions under free ids in few statements, tell everybody; refuses taken external ids."""
    slugs = repository.add_institutions(tx, new)
    added = [{**one, **NEW, "slug": slug} for one, slug in zip(new, slugs, strict=True)]
    said = [(_subject(one), {"names": one["names"], "status": one["status"], "force_reason": why}) for one in added]
    tx.audit_all("register_institution", said)
    for one in added:
        tx.emit(InstitutionRegistered, one)


def check_record(facts: dict[str, Any], now: datetime) -> domain.Record:
    """The record in the facts, checked; refuses `Invalid` with all problems."""
    return domain.checked({field: facts[field] for field in RECORD}, now)


def plain_ids(external_ids: list[dict[str, str]]) -> list[dict[str, str]]:
    """External ids in the form in which they are kept."""
    return [domain.plain_id(found) for found in external_ids]


def without_ids_of_others(
    tx: Tx, record: domain.Record, institution_id: UUID | None
) -> tuple[domain.Record, list[str]]:
    """The record without external ids that another institution holds, and which those are."""
    holders = repository.holders_of(tx, record["external_ids"])
    taken = {key for key, holder in holders.items() if holder != institution_id}
    kept = [found for found in record["external_ids"] if (found["scheme"], found["value"]) not in taken]
    return {**record, "external_ids": kept}, [f"{scheme}:{value}" for scheme, value in sorted(taken)]


def without_taken_ids(tx: Tx, records: list[domain.Record]) -> tuple[list[domain.Record], list[list[str]]]:
    """New records without external ids that an institution or an earlier one of them holds, and which those are."""
    taken = set(repository.holders_of(tx, [found for record in records for found in record["external_ids"]]))
    free, elsewhere = [], []
    for record in records:
        mine = [(found["scheme"], found["value"]) for found in record["external_ids"]]
        kept = [{"scheme": scheme, "value": value} for scheme, value in mine if (scheme, value) not in taken]
        elsewhere.append([f"{scheme}:{value}" for scheme, value in mine if (scheme, value) in taken])
        free.append({**record, "external_ids": kept})
        taken.update(mine)
    return free, elsewhere


def revise_institution(tx: Tx, facts: dict[str, Any], *, now: datetime) -> Institution:
    """Replace the record at the version read; what is the same already changes nothing."""
    rights.refuse_changes(tx, facts["institution_id"])
    old = lock_at_version(tx, facts["institution_id"], facts["version"])
    record = check_record(domain.completed(facts, old), now)
    _refuse_ended_terms(tx, record, old)
    ties = facts["relations"]
    relations.refuse_claims(tx, old["institution_id"], ties or [])
    retied = ties is not None and relations.replace_relations(tx, old["institution_id"], ties)
    return _with_relations(tx, save_record(tx, old, record, ["relations"] if retied else []))


def save_record(tx: Tx, old: Institution, record: domain.Record, changed: list[str]) -> Institution:
    """Write a checked record over a locked one and tell what changed, nothing where nothing did."""
    changed = [*domain.changed_fields({field: old[field] for field in RECORD}, record), *changed]
    if not changed:
        return old
    new = {**old, **record, "version": old["version"] + 1}
    new["slug"] = repository.save_institution(tx, new)
    translations.note_change(tx, translations.INSTITUTION, old, new)
    public = {field: [old.get(field), new.get(field)] for field in changed if field != "contact"}
    tx.audit("revise_institution", _subject(new), version=new["version"], fields=changed, old_new=public)
    tx.emit(InstitutionUpdated, {**new, "changed_fields": changed, "material": bool(domain.MATERIAL & set(changed))})
    return new


def follow_source(
    tx: Tx, old: Institution, record: domain.Record, status: str, changed: list[str], reason: str
) -> Institution:
    """Write what a registry elsewhere says over a locked one, whatever step of its life that is: one version, one event."""
    if status == old["status"]:
        return save_record(tx, old, record, changed)
    changed = [*domain.changed_fields({field: old[field] for field in RECORD}, record), *changed]
    new = {**old, **record, "status": status, "version": old["version"] + 1}
    new["slug"] = repository.save_institution(tx, new)
    translations.note_change(tx, translations.INSTITUTION, old, new)
    old_new = {field: [old.get(field), new.get(field)] for field in ("status", *changed) if field != "contact"}
    tx.audit("change_institution_status", _subject(new), old_new=old_new, reason=reason)
    told = {"previous_status": old["status"], "reason": reason, "changed_fields": changed}
    tx.emit(InstitutionStatusChanged, {**new, **told})
    return new


def change_status(tx: Tx, institution_id: UUID, to: str, reason: str, version: int | None = None) -> Institution:
    """Move it along its life cycle; refuses `InvalidTransition`, and `StaleVersion` where a version is given."""
    old = repository.lock_institution(tx, institution_id)
    _refuse_stale(old, version)
    new = {**old, "status": domain.move(old["status"], to), "version": old["version"] + 1}
    repository.save_institution(tx, new)
    tx.audit("change_institution_status", _subject(new), old_new={"status": [old["status"], to]}, reason=reason)
    tx.emit(InstitutionStatusChanged, {**new, "previous_status": old["status"], "reason": reason})
    return _with_relations(tx, new)


def become_part_of(tx: Tx, from_id: UUID, into_id: UUID, reason: str) -> Institution:
    """Let one institution stand for both and answer it; refuses itself, merged ones (`AlreadyMerged`), a deleted one to stay."""
    if from_id == into_id:
        raise Conflict("An institution is not merged into itself.")
    # In one order whoever asks, so that two mergers the other way round do not wait for each other for ever.
    locked = {one: repository.lock_institution(tx, one) for one in sorted((from_id, into_id))}
    for found in locked.values():
        if found["status"] == "merged":
            raise AlreadyMerged(institution_id=str(found["merged_into"]))
    deleted.refuse_deleted(tx, into_id)
    old = locked[from_id]
    new = {**old, "status": "merged", "merged_into": into_id, "version": old["version"] + 1}
    repository.save_institution(tx, new)
    repository.redirect_merged(tx, from_id, into_id)
    repository.move_external_ids(tx, from_id, into_id)
    relations.follow_merger(tx, from_id, into_id)
    repository.raise_version(tx, into_id)
    tx.audit(
        "merge_institutions", _subject(old), old_new={"status": [old["status"], "merged"]}, into=into_id, reason=reason
    )
    tx.emit(InstitutionMerged, {**new, "into_id": into_id, "reason": reason})
    return _with_relations(tx, repository.lock_institution(tx, into_id))


def get_institution(tx: Tx, institution_id: UUID | None, slug: str | None) -> Institution:
    """The institution as the actor may see it, a merged one's target; refuses `NotFound`."""
    if (institution_id is None) == (slug is None):
        raise Invalid([problem("institution_id", "one_of", "Give the id or the slug.")])
    if institution_id is not None:
        found = repository.find_institution(tx, institution_id)
    else:
        found = repository.find_institution_by_slug(tx, str(slug))
    if found is None:
        raise NotFound
    insider = rights.speaks_for(tx, found["institution_id"])
    if not (insider or found["status"] in SEEN):
        raise NotFound
    found = _with_relations(tx, found)
    return found if insider else shown(found, tx.actor)


def get_card(tx: Tx, institution_id: UUID) -> Institution:
    """This institution as the actor may see it, whatever its status, after a change of it."""
    found = _with_relations(tx, repository.lock_institution(tx, institution_id))
    return found if rights.speaks_for(tx, institution_id) else shown(found, tx.actor)


def shown(institution: Institution, actor: Actor) -> Institution:
    """The institution without a contact that is not public, except to officers and itself."""
    contact = institution["contact"]
    if not contact or contact["public"] or _is_insider(actor, institution):
        return institution
    return {**institution, "contact": None}


def get_open(tx: Tx, institution_id: UUID) -> Institution:
    """The institution, or the one it was merged into, whose people may work; refuses `NotFound` and ended ones."""
    found = repository.find_institution(tx, institution_id)
    if found is None:
        raise NotFound
    if found["status"] in ("inactive", "closed"):
        raise InvalidTransition("The institution is not active any more.", **{"from": found["status"], "allowed": []})
    return found


def get_active(tx: Tx, institution_id: UUID) -> Institution:
    """An active institution to build on; refuses `NotFound` and `InvalidTransition` for any other status."""
    found = repository.find_institution(tx, institution_id)
    if found is None:
        raise NotFound
    if found["status"] != "active":
        raise InvalidTransition("The institution is not active.", **{"from": found["status"], "allowed": []})
    return found


def lock_at_version(tx: Tx, institution_id: UUID, version: int) -> Institution:
    """The institution for a change at this version; refuses `AlreadyMerged`, `InstitutionIsDeleted` and `StaleVersion`."""
    found = repository.lock_institution(tx, institution_id)
    if found["status"] == "merged":
        raise AlreadyMerged(institution_id=str(found["merged_into"]))
    if found["status"] == "closed":  # as every deleted one is
        deleted.refuse_deleted(tx, institution_id)
    _refuse_stale(found, version)
    return found


def refuse_lookalikes(tx: Tx, record: domain.Record) -> None:
    """Passes a record unlike every other; refuses `ConfirmationNeeded` with the candidates, most alike first."""
    alike = [one for one in duplicates.find_lookalikes(tx, record, 10) if one["decisive"]]
    if alike:
        told = [{**one, "institution_id": str(one["institution_id"]), "same": one["reasons"]} for one in alike]
        raise ConfirmationNeeded(candidates=told)


def _with_relations(tx: Tx, institution: Institution) -> Institution:
    return {**institution, "relations": relations.list_relations(tx, institution["institution_id"])}


def _is_insider(actor: Actor, institution: Institution) -> bool:
    own = actor.role == INSTITUTION and actor.institution_id == institution["institution_id"]
    return own or actor.role in (OFFICER, "service")


def _refuse_ended_terms(tx: Tx, record: domain.Record, old: Institution) -> None:
    for field, vocabulary in (("types", "institution_types"), ("topics", "topics")):
        before = old.get(field, [])
        if not set(record[field]) <= set(before):
            reference.check_terms(tx, vocabulary, record[field], kept=before, field=field)
    reference.check_fields(tx, record["fields_of_training"], kept=old.get("fields_of_training", []))


def _refuse_stale(found: Institution, version: int | None) -> None:
    if version is not None and found["version"] != version:
        raise StaleVersion(version=found["version"])


def _subject(institution: Institution) -> str:
    return f"institution/{institution['institution_id']}"
