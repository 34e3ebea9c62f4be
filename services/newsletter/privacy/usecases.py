"""Forget a reader."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.newsletter.subscribers import SubscriberUnsubscribed
from services.newsletter.privacy import repository


def erase_person(tx: Tx, folded_email: str, ids: list[UUID]) -> None:
    """End every subscription of the address and forget whose it was; issues keep how many they were sent to."""
    for subscriber in repository.erase_subscribers(tx, folded_email):
        tx.emit(SubscriberUnsubscribed, subscriber)
    repository.erase_told(tx, folded_email)


def export_person(tx: Tx, email: str, ids: list[UUID]) -> dict[str, Any]:
    """What is held about the person, by where it stands."""
    held = repository.find_held(tx, email.strip().casefold(), ids)
    tx.audit("export_person", "personal_data", found={place: len(rows) for place, rows in held.items()})
    return {"found": held}
