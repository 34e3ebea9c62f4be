"""Queue an issue for a subscriber."""

from typing import Any

from chassis.tx import Tx
from services.notifications.contacts.repository import save_contact
from services.notifications.deliveries.usecases import ask


def request(tx: Tx, key: str, event: Any) -> None:
    """Keep the subscriber's address and queue the issue's mail once."""
    save_contact(tx, event["subscriber_id"], "subscriber", event, event.time)
    ask(tx, key, event)
