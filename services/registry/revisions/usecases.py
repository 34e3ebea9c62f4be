"""What is done with pending revisions: the public keeps the old version until somebody else approves the new one."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.base import OFFICER
from contracts.problems import problem
from contracts.refusals import Invalid, NotReady, StaleVersion, TooLate
from contracts.registry.opportunity_events import OpportunityReturned
from contracts.registry.revisions import RevisedRecord
from services.registry.opportunities import usecases as opportunities
from services.registry.pending import usecases as pending

Card = dict[str, Any]


def revise_opportunity(tx: Tx, facts: Card, *, now: datetime, new_id: UUID) -> Card:
    """Change a draft, or what is proposed for a published one, at the version read."""
    card = opportunities.lock_own(tx, facts["opportunity_id"], facts["version"])
    opportunities.machine(card).step("revise")
    record = {field: facts[field] for field in opportunities.RECORD}
    if card["status"] == "draft":
        return opportunities.revise_draft(tx, card, record, facts.get("checked", ()), now=now)
    changes = _proposed(card, record)
    waiting = pending.pending_of(tx, [card]).get(card["opportunity_id"])
    if changes == (_news(waiting) if waiting else {}):
        return opportunities.shown(tx, card, now)
    opportunities.check_record(tx, record, card, now=now)
    pending.propose(tx, card, changes, now=now, new_id=new_id)
    return _noted(tx, card, "revise", {"proposed": changes}, now)


def submit_revision(tx: Tx, opportunity_id: UUID, *, now: datetime) -> Card:
    """Hand the pending revision to the reviewers."""
    card = opportunities.lock_own(tx, opportunity_id)
    found = pending.get_pending(tx, opportunity_id)
    pending.machine(found).step("submit")
    record = _merged(card, found["changes"])
    if not _proposed(card, record):
        raise NotReady("The pending revision changes nothing.", missing=["changes"])
    if now >= opportunities.instants(record)["closes_at"]:
        raise NotReady(problems=[problem("deadline", "in_the_past", "The deadline must lie ahead.")])
    pending.move(tx, found, "submit", {"submitted_at": now, "comments": []})
    return _noted(tx, card, "submit", {}, now)


def approve_revision(tx: Tx, opportunity_id: UUID, version: int | None, *, now: datetime) -> Card:
    """Make it public, as somebody who is neither an author nor of the institution; refuses `TooLate` after its deadline."""
    card = opportunities.lock_own(tx, opportunity_id)
    if version is not None and card["version"] != version:
        raise StaleVersion(version=card["version"])
    found = _reviewed(tx, card, "approve")
    record = _merged(card, found["changes"])
    closes_at = opportunities.instants(record)["closes_at"]
    if now >= closes_at:
        raise TooLate(deadline=closes_at.isoformat())
    changes, _ = pending.compare(card, record)
    saved = opportunities.amend(tx, card, record, found["authors"], now=now)
    pending.move(tx, found, "approve", {"revision": saved["revision"], "changes": changes, "settled_at": now})
    return opportunities.shown(tx, saved, now)


def return_revision(tx: Tx, opportunity_id: UUID, comments: list[dict[str, str]], *, now: datetime) -> Card:
    """Give it back to its authors with comments on fields; the public version stands."""
    card = opportunities.lock_own(tx, opportunity_id)
    found = _reviewed(tx, card, "return")
    pending.move(tx, found, "return", {"comments": comments, "submitted_at": None})
    return _returned(tx, card, "return", comments, now)


def discard_revision(tx: Tx, opportunity_id: UUID, *, now: datetime) -> Card:
    """Drop it; the public version stands."""
    card = opportunities.lock_own(tx, opportunity_id)
    pending.move(tx, pending.get_pending(tx, opportunity_id), "discard", {"settled_at": now})
    return _returned(tx, card, "discard", [], now)


def extend_deadline(tx: Tx, facts: Card, *, now: datetime, new_id: UUID) -> Card:
    """Move the deadline: an officer's word holds at once, an institution's goes to the reviewers."""
    card = opportunities.lock_own(tx, facts["opportunity_id"], facts["version"])
    opportunities.machine(card).step("extend")
    record = _with_deadline(card, facts["deadline"], now)
    changes = _proposed(card, record)
    if not changes:
        return opportunities.shown(tx, card, now)
    if tx.actor.role == OFFICER:
        saved = opportunities.amend(tx, card, record, now=now)
        old_new, _ = pending.compare(card, record)
        pending.keep_approved(tx, saved, old_new, now=now, new_id=new_id)
        return opportunities.shown(tx, saved, now)
    pending.refuse_while_pending(tx, card["opportunity_id"])
    proposed = pending.propose(tx, card, changes, now=now, new_id=new_id)
    pending.move(tx, proposed, "submit", {"submitted_at": now})
    return _noted(tx, card, "extend", {"proposed": changes}, now)


def _with_deadline(card: Card, deadline: date, now: datetime) -> Card:
    record = {**{field: card[field] for field in opportunities.RECORD}, "deadline": deadline}
    if deadline > card["start_date"]:
        raise Invalid([problem("deadline", "deadline_after_start", "Not after the start.")])
    if now >= opportunities.instants(record)["closes_at"]:
        raise Invalid([problem("deadline", "in_the_past", "The deadline must lie ahead.")])
    return record


def _reviewed(tx: Tx, card: Card, command: str) -> Card:
    found = pending.get_pending(tx, card["opportunity_id"])
    pending.machine(found).step(command)
    if command == "approve" and card["status"] != "closed":
        opportunities.machine(card).step("revise")
    opportunities.reviewer(tx.actor).refuse_own(found["authors"], card["institution_id"])
    return found


def _proposed(card: Card, record: Card) -> Card:
    return _news({"changes": pending.compare(card, record)[0]})


def _news(revision: Card) -> Card:
    return {name: new for name, (_, new) in revision["changes"].items()}


def _merged(card: Card, changes: Card) -> Card:
    # Refused as `Invalid` where it does not fit any more with what changed in public since.
    return RevisedRecord.read({**pending.plain(card), **changes})


def _noted(tx: Tx, card: Card, command: str, more: Card, now: datetime) -> Card:
    tx.audit(f"{command}_revision", opportunities.subject_of(card), **more)
    return opportunities.touched(tx, card, now=now)


def _returned(tx: Tx, card: Card, command: str, comments: list[dict[str, str]], now: datetime) -> Card:
    shown = _noted(tx, card, command, {}, now)
    tx.emit(OpportunityReturned, {**shown, "comments": comments, "pending_revision": card["revision"] + 1})
    return shown
