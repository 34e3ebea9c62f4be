"""Forget a person: no address, no words of a mail, and nothing more is sent."""

from typing import Any
from uuid import UUID

from chassis.traces import export_held, forget_messages, strike
from chassis.tx import Tx
from contracts.traces import Traces, of_messages
from services.notifications.privacy import repository


def erase_person(tx: Tx, folded_email: str, ids: list[UUID]) -> None:
    """Withdraw what waits, empty what was sent, drop the contacts; that and when something was sent stays."""
    known = repository.list_recipients(tx, folded_email, ids)
    recipients = [*ids, *(row["recipient_id"] for row in known)]
    repository.withdraw_waiting(tx, recipients)
    repository.erase_deliveries(tx, recipients)
    repository.erase_mentions(tx, folded_email)
    repository.erase_contacts(tx, recipients)
    strike(tx, repository.TEXTS, Traces(folded_email, keeps_form=True))
    names = frozenset(row["name"] for row in known if row["name"])
    forget_messages(tx, of_messages(folded_email, names), recipients)


def export_person(tx: Tx, email: str, ids: list[UUID]) -> dict[str, Any]:
    """What is held about the person, by where it stands."""
    return export_held(tx, repository.HELD, (), email, ids)
