"""Deleting opportunities and recovering them; no event, because nobody outside has heard of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.refusals import StaleVersion
from services.registry.deletions import domain
from services.registry.opportunities import usecases as opportunities

Card = dict[str, Any]


def delete_opportunity(tx: Tx, opportunity_id: UUID, version: int | None = None, *, now: datetime) -> Card:
    """Take one's own draft or withdrawn one out of all lists; refuses `InvalidTransition` for others, `StaleVersion`."""
    card = opportunities.lock_own(tx, opportunity_id, deleted_too=True)
    if not card["deleted_at"]:
        domain.refuse_seen(card["status"])
    return _marked(tx, card, "delete", version, card["deleted_at"] or now, now=now)


def recover_opportunity(tx: Tx, opportunity_id: UUID, version: int | None = None, *, now: datetime) -> Card:
    """Bring one's own deleted one back as it was; its id and slug were never free for another; refuses `StaleVersion`."""
    card = opportunities.lock_own(tx, opportunity_id, deleted_too=True)
    return _marked(tx, card, "recover", version, None, now=now)


def _marked(tx: Tx, card: Card, command: str, version: int | None, mark: datetime | None, *, now: datetime) -> Card:
    if card["deleted_at"] == mark:
        return opportunities.shown(tx, card, now)
    if version not in (None, card["version"]):
        raise StaleVersion(version=card["version"])
    tx.audit(
        f"{command}_opportunity", opportunities.subject_of(card), old_new={"deleted_at": [card["deleted_at"], mark]}
    )
    return opportunities.touched(tx, {**card, "deleted_at": mark}, now=now)
