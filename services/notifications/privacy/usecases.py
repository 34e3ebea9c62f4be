"""Forget a person: no address, no words of a mail, and nothing more is sent."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx
from services.notifications.privacy import repository


def erase_person(tx: Tx, folded_email: str, ids: list[UUID]) -> None:
    """Withdraw what waits, empty what was sent, drop the contacts; that and when something was sent stays."""
    recipients = [*ids, *repository.list_recipients(tx, folded_email)]
    repository.withdraw_waiting(tx, recipients)
    repository.erase_deliveries(tx, recipients)
    repository.erase_mentions(tx, folded_email)
    repository.erase_contacts(tx, recipients)


def export_person(tx: Tx, email: str, ids: list[UUID]) -> dict[str, Any]:
    """What is held about the person, by where it stands."""
    held = repository.find_held(tx, email.strip().casefold(), ids)
    tx.audit("export_person", "personal_data", found={place: len(rows) for place, rows in held.items()})
    return {"found": held}
