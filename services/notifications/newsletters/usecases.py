"""Queue an issue for a subscriber."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx
from services.notifications.contacts.usecases import keep_subscriber
from services.notifications.deliveries.usecases import ask
from services.notifications.newsletters import repository


def request(tx: Tx, key: str, event: Any) -> None:
    """Keep the subscriber's address and queue the issue's mail once."""
    keep_subscriber(tx, event)
    ask(tx, key, event)


def issue_mail(tx: Tx, issue_id: UUID, language: str) -> dict[str, Any]:
    """The frozen mail of an issue in a language, or else in English, or else in any it has."""
    return repository.get_issue_mail(tx, issue_id, language)
