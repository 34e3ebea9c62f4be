"""Keep what is told about people, and queue the mails that these facts prompt."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from services.notifications.contacts import repository
from services.notifications.deliveries.usecases import ask


def record_applicant(tx: Tx, key: str, event: Any) -> None:
    """Keep an applicant's address and queue what the event prompts."""
    contact = {**event, "name": event["applicant_name"], "email": event["applicant_email"]}
    repository.save_contact(tx, event["application_id"], "applicant", contact, event.time)
    ask(tx, key, event)


def record_holder(tx: Tx, key: str, event: Any) -> None:
    """Keep an account holder's address and queue what the event prompts."""
    repository.save_contact(tx, event["account_id"], "account", event, event.time)
    ask(tx, key, event)


def record_subscription(tx: Tx, key: str, event: Any) -> None:
    """Keep a subscriber's address and queue the request to confirm it."""
    keep_subscriber(tx, event)
    ask(tx, key, event)


def keep_subscriber(tx: Tx, event: Any) -> None:
    """Keep a subscriber's address."""
    repository.save_contact(tx, event["subscriber_id"], "subscriber", event, event.time)


def keep_contact(tx: Tx, recipient_id: UUID, kind: str, facts: dict[str, Any], known_at: datetime) -> None:
    """Keep how to reach somebody unless something newer is known."""
    repository.save_contact(tx, recipient_id, kind, facts, known_at)


def account_ids(tx: Tx, institution_id: UUID) -> list[UUID]:
    """The open accounts of an institution."""
    return repository.list_account_ids(tx, institution_id)


def record_person(tx: Tx, key: str, event: Any) -> None:
    """Keep the address of somebody who asks for the data about it, and queue the link."""
    repository.save_contact(tx, event["personal_data_id"], "person", event, event.time)
    ask(tx, key, event)


def record_proposer(tx: Tx, key: str, event: Any) -> None:
    """Keep the address of who proposed a correction, and queue what became of it."""
    repository.save_contact(tx, event["change_request_id"], "applicant", event, event.time)
    ask(tx, key, event)


def owner_ids(tx: Tx, institution_id: UUID) -> list[UUID]:
    """The open accounts that own an institution's."""
    return repository.list_owner_ids(tx, institution_id)


def focal_point_ids(tx: Tx, country: str | None) -> list[UUID]:
    """The open accounts of a country's focal points; none for an international institution."""
    return repository.list_focal_point_ids(tx, country) if country else []


def break_contact(tx: Tx, recipient_id: UUID, reason: str) -> None:
    """The address does not work; nothing is sent there until another one is told."""
    repository.break_contact(tx, recipient_id, reason)
