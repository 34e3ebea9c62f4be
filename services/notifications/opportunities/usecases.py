"""Tell the owners of an opportunity."""

from typing import Any

from chassis.tx import Tx
from services.notifications.contacts.usecases import account_ids
from services.notifications.deliveries.usecases import ask


def tell_owners(tx: Tx, key: str, event: Any) -> None:
    """Queue what the event prompts for every open account of the institution."""
    ask(tx, key, event, account_ids(tx, event["institution_id"]))
