"""Forget a reader."""

from uuid import UUID

from chassis.tx import Tx
from contracts.newsletter.subscribers import SubscriberUnsubscribed
from services.newsletter.privacy import repository


def erase_person(tx: Tx, folded_email: str, ids: list[UUID]) -> None:
    """End every subscription of the address and forget whose it was; issues keep how many they were sent to."""
    for subscriber in repository.erase_subscribers(tx, folded_email):
        tx.emit(SubscriberUnsubscribed, subscriber)
    repository.erase_told(tx, folded_email)
