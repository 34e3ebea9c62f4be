"""Forget a reader."""

from typing import Any
from uuid import UUID

from chassis.traces import export_held, forget_messages, strike
from chassis.tx import Tx
from contracts.newsletter.subscribers import SubscriberUnsubscribed
from contracts.traces import Traces, of_messages
from services.newsletter.privacy import repository


def erase_person(tx: Tx, folded_email: str, ids: list[UUID]) -> None:
    """End every subscription of the address and forget whose it was; issues keep how many they were sent to."""
    own = repository.list_own(tx, folded_email)
    names = frozenset(row["name"] for row in own if row["name"])
    for subscriber in repository.erase_subscribers(tx, folded_email):
        tx.emit(SubscriberUnsubscribed, subscriber)
    # Whoever subscribes gives any name: it goes from messages about the subscription, and from nothing that others wrote.
    strike(tx, (*repository.NOTES, *repository.PUBLISHED), Traces(folded_email, keeps_form=True))
    forget_messages(tx, of_messages(folded_email, names), {*ids, *(row["subscriber_id"] for row in own)})


def export_person(tx: Tx, email: str, ids: list[UUID]) -> dict[str, Any]:
    """What is held about the person, by where it stands."""
    return export_held(tx, repository.HELD, (*repository.NOTES, *repository.PUBLISHED), email, ids)
