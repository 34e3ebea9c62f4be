"""Ask owners to confirm; tell owners and focal points when nobody did."""

from typing import Any

from chassis.tx import Tx
from services.notifications.contacts.usecases import focal_point_ids, owner_ids
from services.notifications.deliveries.usecases import ask


def ask_owners(tx: Tx, key: str, event: Any) -> None:
    """Queue what the event prompts for every owner of the institution's accounts."""
    ask(tx, key, event, owner_ids(tx, event["institution_id"]))


def tell_of_unconfirmed(tx: Tx, key: str, event: Any) -> None:
    """Queue what the event prompts for the owners and for the focal points of the institution's country."""
    people = {*owner_ids(tx, event["institution_id"]), *focal_point_ids(tx, event["country"])}
    ask(tx, key, event, sorted(people))
