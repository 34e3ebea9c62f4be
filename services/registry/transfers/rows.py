"""What one row of an imported table does: the same use cases as by hand."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.problems import problem
from contracts.refusals import Invalid, Refusal
from contracts.registry.institutions import InstitutionView, RegisterInstitution, ReviseInstitution
from contracts.registry.opportunities import DraftOpportunity, OpportunityView, ReviseOpportunity
from services.registry.institutions import usecases as institutions
from services.registry.opportunities import usecases as opportunities
from services.registry.revisions import usecases as revisions
from services.registry.transfers import repository
from services.registry.transfers.batches import BATCHES
from services.registry.transfers.domain import Problems

Record = dict[str, Any]
Taker = Callable[[Tx, Record, datetime, UUID], str]


def keys_of(record: Record) -> list[str]:
    """What no two rows of a file may share: the whole row, the record's id, its external ids."""
    text = json.dumps(record, sort_keys=True, default=str)
    keys = [f"row {hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()}"]
    own = (
        record.get("opportunity_id")
        if "opportunity_id" in record or "title" in record
        else record.get("institution_id")
    )
    if own:
        keys.append(f"id {str(own).lower()}")
    ids = record.get("external_ids")
    for one in ids if isinstance(ids, list) else []:
        if isinstance(one, dict):
            keys.append(f"{one.get('scheme')} {one.get('value')}".lower())
    return [printable(key) for key in keys]


def take_all(
    tx: Tx, kind: str, records: list[Record], now: datetime, new_id: Callable[[], UUID]
) -> list[tuple[str, Problems]]:
    """What became of each record, as `take` says it: many at once first, then the others alone."""
    done = BATCHES[kind](tx, dict(enumerate(records)), now, new_id)
    return [done.get(at) or take(tx, kind, record, now, new_id()) for at, record in enumerate(records)]


def take(tx: Tx, kind: str, record: Record, now: datetime, new_id: UUID) -> tuple[str, Problems]:
    """What became of the record (added, revised, unchanged, refused) and what is wrong with it; refused leaves nothing."""
    try:
        with tx.savepoint():
            return TAKERS[kind](tx, record, now, new_id), []
    except Invalid as refusal:
        return "refused", refusal.problems
    except Refusal as refusal:
        facts = {name: said for name, said in refusal.facts.items() if name in ("held_by", "version", "candidates")}
        told = f"{refusal.detail} {json.dumps(facts, ensure_ascii=False, default=str) if facts else ''}".strip()
        return "refused", [problem("", refusal.code, told)]


def take_institution(tx: Tx, record: Record, now: datetime, new_id: UUID) -> str:
    """Register the institution, or let the fields given replace those of the one that has this id or external id."""
    known_id = _meant(tx, record)
    fields = {field: value for field, value in record.items() if field not in ("version", "status", "slug")}
    if known_id is None:
        facts = RegisterInstitution.read({field: value for field, value in fields.items() if value is not None})
        institutions.register_institution(tx, facts, now=now, new_id=new_id)
        return "added"
    old = institutions.lock_institution(tx, known_id)
    _refuse_steps(old, record)
    fields.pop("force_reason", None)
    current = InstitutionView.write({**old, "relations": []})
    kept = {field: current[field] for field in institutions.RECORD}
    version = record.get("version") or old["version"]
    facts = ReviseInstitution.read({**kept, **fields, "institution_id": str(known_id), "version": version})
    new = institutions.revise_institution(tx, facts, now=now)
    return "unchanged" if new["version"] == old["version"] else "revised"


def _meant(tx: Tx, record: Record) -> UUID | None:
    institution_id = _id_in(record, "institution_id")
    if not institution_id and not record.get("external_ids"):
        return None
    read = RegisterInstitution.read(
        {"names": {"en": "-"}, "types": ["other"], "external_ids": record.get("external_ids") or []}
    )
    plain = institutions.plain_ids(read["external_ids"])
    schemes, values = [one["scheme"] for one in plain], [one["value"] for one in plain]
    return repository.find_institution(tx, institution_id, schemes, values)


def take_opportunity(tx: Tx, record: Record, now: datetime, new_id: UUID) -> str:
    """Draft the opportunity, or let the fields given replace those of the one with this id; a published one is revised for review."""
    opportunity_id = _id_in(record, "opportunity_id")
    told = ("version", "status", "slug", "institution_names", "country", "opportunity_id")
    fields = {field: value for field, value in record.items() if field not in told}
    if opportunity_id is None:
        facts = DraftOpportunity.read({field: value for field, value in fields.items() if value is not None})
        opportunities.draft_opportunity(tx, facts, now=now, new_id=new_id)
        return "added"
    card = opportunities.find_card(tx, opportunity_id, lock=True)
    if card is None or card["deleted_at"]:  # a table brings nothing back
        raise Invalid(
            [problem("opportunity_id", "unknown_opportunity", "No such opportunity; leave it blank for a new one.")]
        )
    _refuse_steps({**card, "institution_id": str(card["institution_id"])}, record, ("status", "slug", "institution_id"))
    fields.pop("institution_id", None)
    current = OpportunityView.write(opportunities.shown(tx, card, now))
    kept = {field: current[field] for field in opportunities.RECORD}
    ids = {"opportunity_id": str(opportunity_id), "version": record.get("version") or card["version"]}
    facts = ReviseOpportunity.read({**kept, **fields, **ids})
    if facts["version"] == card["version"] and all(facts[field] == card[field] for field in opportunities.RECORD):
        return "unchanged"
    revisions.revise_opportunity(tx, facts, now=now, new_id=new_id)
    return "revised"


def _id_in(record: Record, field: str) -> UUID | None:
    given = record.get(field)
    try:
        return UUID(given) if given else None
    except (ValueError, AttributeError, TypeError):
        raise Invalid([problem(field, "wrong_type", "Not a UUID.")]) from None


def _refuse_steps(old: Record, record: Record, fixed: tuple[str, ...] = ("status", "slug")) -> None:
    wrong = [
        problem(field, "not_imported", f"It is {old[field]}; a table does not change that.")
        for field in fixed
        if record.get(field) not in (None, old[field])
    ]
    if wrong:
        raise Invalid(wrong)


def printable(text: str) -> str:
    """The text as the database can keep it."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "�")[:500]


TAKERS: dict[str, Taker] = {"institutions": take_institution, "opportunities": take_opportunity}
