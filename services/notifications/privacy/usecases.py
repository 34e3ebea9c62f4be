"""Forget a person: no address, no words of a mail, and nothing more is sent."""

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
