"""Tell those whom an opportunity concerns."""

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from chassis.tx import Tx
from services.notifications.contacts.usecases import account_ids, keep_contact
from services.notifications.deliveries.usecases import ask, ask_one, templates_for
from services.notifications.opportunities import repository


def tell_owners(tx: Tx, key: str, event: Any) -> None:
    """Queue what the event prompts for every open account of the institution."""
    ask(tx, key, event, account_ids(tx, event["institution_id"]))


def tell_of_return(tx: Tx, key: str, event: Any) -> None:
    """Tell the owners what was given back; what they discarded themselves is no news to them."""
    if event["comments"]:
        tell_owners(tx, key, event)


def tell_of_change(tx: Tx, key: str, event: Any) -> None:
    """Tell owners and applicants of a change that people plan by; of other changes nobody."""
    if event["material"]:
        tell_everybody(tx, key, event)


def tell_everybody(tx: Tx, key: str, event: Any) -> None:
    """Queue what the event prompts for the owners and for all who applied."""
    applicants = repository.list_interest_ids(tx, event["opportunity_id"])
    ask(tx, key, event, [*account_ids(tx, event["institution_id"]), *applicants])


def forward(tx: Tx, key: str, event: Any) -> None:
    """Keep who applied, and queue the application for the contact that the opportunity names."""
    keep_contact(tx, event["interest_id"], "applicant", _applicant(event), event.time)
    repository.save_interest(tx, event["interest_id"], event["opportunity_id"])
    contact_id = contact_of(event["opportunity_id"])
    contact = {"name": None, "email": event["contact_email"], "country": event.get("institution_country")}
    keep_contact(tx, contact_id, "opportunity_contact", contact, event.time)
    # The contact is to answer, so this mail says who asks.
    facts = {name: fact for name, fact in event.items() if name != "contact_email"}
    source = {"event_id": event.id, "correlation_id": event.correlation_id, "happened_at": event.time}
    for template in templates_for(key):
        ask_one(tx, template, contact_id, facts, source)


def answer(tx: Tx, key: str, event: Any) -> None:
    """Tell an applicant what became of the application."""
    keep_contact(tx, event["interest_id"], "applicant", _applicant(event), event.time)
    ask(tx, key, event)


def contact_of(opportunity_id: UUID) -> UUID:
    """The recipient that stands for the address an opportunity names."""
    return uuid5(NAMESPACE_URL, f"opportunity/{opportunity_id}/contact")


def _applicant(event: Any) -> dict[str, Any]:
    return {
        "name": event["applicant_name"], "email": event["applicant_email"], "language": event["language"],
        "country": event["country"],
    }  # fmt: skip
