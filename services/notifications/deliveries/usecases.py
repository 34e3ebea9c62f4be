"""Ask for deliveries, and look at them."""

import base64
import binascii
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.problems import problem
from contracts.refusals import Invalid
from services.notifications.deliveries import repository
from services.notifications.deliveries.domain import asked, rule_of, rules_for

# The address is kept once, with the contact.
PRIVATE = ("name", "email", "applicant_name", "applicant_email")
FILTERS = ("recipient_id", "subject_id", "event_id", "template", "status")


def ask(tx: Tx, key: str, event: Any, recipients: Iterable[UUID] | None = None) -> int:
    """Queue what the event prompts, once for each recipient; answers how many are new."""
    made, facts = 0, {name: fact for name, fact in event.items() if name not in PRIVATE}
    for rule in rules_for(key):
        for recipient_id in [event[rule.recipient]] if recipients is None else recipients:
            delivery = asked(rule, recipient_id, facts, event.id, event.correlation_id)
            made += repository.add_delivery(tx, delivery, event.time)
    return made


def templates_for(key: str) -> list[str]:
    """The templates an event prompts."""
    return [rule.template for rule in rules_for(key)]


def ask_one(tx: Tx, template: str, recipient_id: UUID, facts: dict[str, Any], source: dict[str, Any]) -> bool:
    """Queue one template for one recipient on account of a kept event: its `event_id`, `happened_at`, `correlation_id`."""
    delivery = asked(rule_of(template), recipient_id, facts, source["event_id"], source["correlation_id"])
    return repository.add_delivery(tx, delivery, source["happened_at"])


def list_page(tx: Tx, request: dict[str, Any]) -> dict[str, Any]:
    """A page of deliveries, newest first; refuses `Invalid` for a cursor that is not ours."""
    wanted = {name: request[name] for name in FILTERS}
    rows = repository.list_deliveries(tx, wanted, _before(request["cursor"]), request["limit"] + 1)
    items, more = rows[: request["limit"]], len(rows) > request["limit"]
    return {"items": items, "next": _cursor(items[-1]["number"]) if more else None}


def _cursor(number: int) -> str:
    return base64.urlsafe_b64encode(str(number).encode()).decode().rstrip("=")


def _before(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    try:
        number = int(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        number = -1
    if not 0 <= number < 2**63:
        raise Invalid([problem("cursor", "not_a_cursor", "Use the `next` of a page.")])
    return number
