"""Asking institutions whether their record is right, and what becomes of those that do not answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.base import INSTITUTION, PUBLIC
from contracts.links import CONFIRMATION
from contracts.refusals import InvalidTransition, LinkInvalid, Unauthenticated
from contracts.registry.confirmations import InstitutionConfirmationDue, InstitutionConfirmed, InstitutionUnconfirmed
from contracts.registry.institutions import AlreadyMerged
from services.registry.confirmations import repository
from services.registry.confirmations.domain import Cycle
from services.registry.institutions import usecases as institutions
from services.registry.lifecycle import usecases as lifecycle
from services.registry.rights import usecases as rights

AT_ONCE = 50
ASKED = frozenset({"active", "unconfirmed"})
Institution = dict[str, Any]


def confirm_institution(tx: Tx, asked: dict[str, Any], secret: str, *, now: datetime) -> Institution:
    """Note that the record is right; an unconfirmed institution is active again with its opportunities; again is fine."""
    institution_id, signature = asked["institution_id"], asked["signature"]
    if signature:
        _check_link(repository.find_cycle(tx, institution_id), institution_id, signature, secret)
    elif tx.actor.role == PUBLIC:
        raise Unauthenticated
    else:
        rights.refuse_changes(tx, institution_id)
    institution = institutions.lock_institution(tx, institution_id)
    _refuse_ended(institution)
    _confirm(tx, institution, now)
    return institutions.get_card(tx, institution_id)


def revise_institution(tx: Tx, facts: dict[str, Any], *, now: datetime) -> Institution:
    """Replace the record at the version read; what its own people send confirms it too."""
    revised = institutions.revise_institution(tx, facts, now=now)
    if tx.actor.role != INSTITUTION or revised["status"] not in ASKED:
        return revised
    _confirm(tx, institutions.lock_institution(tx, revised["institution_id"]), now)
    return institutions.get_card(tx, revised["institution_id"])


def go_on_with_due(tx: Tx, new_nonce: Callable[[], str], *, now: datetime) -> bool:
    """Begin where somebody can be asked, ask, remind, and count who missed; True where more may be due."""
    beginners = repository.claim_beginners(tx, AT_ONCE)
    for institution_id, cycle in beginners:
        repository.save_cycle(tx, institution_id, cycle.begin(now))
    due = repository.claim_due(tx, now, AT_ONCE)
    for institution_id, cycle in due:
        _go_on(tx, institution_id, cycle.go_on(new_nonce()), now)
    return AT_ONCE in (len(beginners), len(due))


def _go_on(tx: Tx, institution_id: UUID, cycle: Cycle, now: datetime) -> None:
    repository.save_cycle(tx, institution_id, cycle)
    institution = institutions.lock_institution(tx, institution_id)
    if cycle.step in ("asked", "reminded"):
        reminder = cycle.step == "reminded"
        tx.emit(
            InstitutionConfirmationDue,
            {**institution, **vars(cycle), "answer_by": cycle.answer_by, "reminder": reminder},
        )
        return
    tx.audit("miss_confirmation", f"institution/{institution_id}", missed=cycle.missed)
    if cycle.is_unconfirmed and institution["status"] == "active":
        reason = f"{cycle.missed} requests to confirm the record were not answered."
        changed = institutions.change_status(tx, institution_id, "unconfirmed", reason)
        lifecycle.follow_status(tx, institution_id, "unconfirmed", now=now)
        tx.emit(InstitutionUnconfirmed, {**changed, "since": now})


def _confirm(tx: Tx, institution: Institution, now: datetime) -> None:
    institution_id = institution["institution_id"]
    cycle = repository.find_cycle(tx, institution_id)
    assert cycle is not None
    confirmed = cycle.confirm(now)
    repository.save_cycle(tx, institution_id, confirmed)
    tx.audit(
        "confirm_institution", f"institution/{institution_id}", old_new={"confirmed_at": [cycle.confirmed_at, now]}
    )
    if institution["status"] == "unconfirmed":
        institution = institutions.change_status(tx, institution_id, "active", "The record was confirmed.")
        lifecycle.follow_status(tx, institution_id, "active", now=now)
    tx.emit(InstitutionConfirmed, {**institution, "confirmed_at": now, "confirmation_due_at": confirmed.due_at})


def _check_link(cycle: Cycle | None, institution_id: UUID, signature: str, secret: str) -> None:
    if cycle is None or cycle.nonce is None:
        raise LinkInvalid
    CONFIRMATION.verify(secret, institution_id, signature, cycle.nonce)


def _refuse_ended(institution: Institution) -> None:
    status = institution["status"]
    if status == "merged":
        raise AlreadyMerged(institution_id=str(institution["merged_into"]))
    if status not in ASKED:
        raise InvalidTransition("", **{"from": status, "command": "confirm", "allowed": []})
