"""Hiding public opportunities and showing them again; what an officer hid, only officers show."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.base import INSTITUTION, OFFICER
from contracts.registry import opportunity_events as told
from services.registry.opportunities import usecases as opportunities

Card = dict[str, Any]
PUBLIC = ["published", "closed"]


def suspend_opportunity(tx: Tx, opportunity_id: UUID, reason: str, *, now: datetime) -> Card:
    """Hide a public one until an officer shows it again."""
    card = opportunities.lock_own(tx, opportunity_id)
    changes = {**opportunities.machine(card).suspend(OFFICER), "reason": reason}
    return opportunities.take(tx, card, "suspend", changes, told.OpportunitySuspended, now=now)


def follow_institution_status(tx: Tx, institution_id: UUID, status: str, *, now: datetime) -> None:
    """Suspend an institution's opportunities while it is not active; once it is again, restore all that no officer hid."""
    if status == "active":
        for card in opportunities.lock_all_of(tx, institution_id, ["suspended"]):
            if card["suspended_by"] == INSTITUTION:
                _restored(tx, card, opportunities.machine(card).restore(now), now=now)
        return
    for card in opportunities.lock_all_of(tx, institution_id, PUBLIC):
        changes = opportunities.machine(card).suspend(INSTITUTION)
        opportunities.take(tx, card, "suspend", changes, told.OpportunitySuspended, now=now)


def restore_opportunity(tx: Tx, opportunity_id: UUID, *, now: datetime) -> Card:
    """Show a hidden one again as it was, or closed; refuses `NotReady` while its institution is not active."""
    card = opportunities.lock_own(tx, opportunity_id)
    changes = opportunities.machine(card).restore(now)
    opportunities.need_active_institution(tx, card)
    return _restored(tx, card, changes, now=now)


def _restored(tx: Tx, card: Card, changes: Card, *, now: datetime) -> Card:
    tx.emit(told.OpportunityAmended, {
        **card, **changes, "version": card["version"] + 1, "changes": {"status": [card["status"], changes["status"]]},
        "material": False, "material_fields": [],
    })  # fmt: skip
    return opportunities.take(tx, card, "restore", changes, told.OpportunityRestored, now=now)
