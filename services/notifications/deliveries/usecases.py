"""Ask for deliveries, look at them, and preview their templates."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.languages import LANGUAGES, fallbacks
from contracts.problems import problem
from contracts.refusals import Invalid, NotFound
from services.notifications.deliveries import repository
from services.notifications.deliveries.domain import asked
from services.notifications.rendering.context import Links, Reader, context
from services.notifications.rendering.templates import render, sample, sample_people
from services.notifications.rules.domain import rules_for, templates

FILTERS = ("recipient_id", "subject_id", "event_id", "template", "status")


def ask(tx: Tx, key: str, event: Any, recipients: Iterable[UUID] | None = None) -> int:
    """Queue what the event prompts, once for each recipient; answers how many are new."""
    made = 0
    for rule in rules_for(key):
        for recipient_id in [event[rule.recipient]] if recipients is None else recipients:
            delivery = asked(rule, recipient_id, dict(event), event.id, event.correlation_id)
            made += repository.add_delivery(tx, delivery, event.time)
    return made


def list_page(tx: Tx, request: dict[str, Any]) -> dict[str, Any]:
    """A page of deliveries, newest first; refuses `Invalid` for a cursor that is not ours."""
    wanted = {name: request[name] for name in FILTERS}
    rows = repository.list_deliveries(tx, wanted, _before(request["cursor"]), request["limit"] + 1)
    items, more = rows[: request["limit"]], len(rows) > request["limit"]
    return {"items": items, "next": _cursor(items[-1]["number"]) if more else None}


def preview(template: str, language: str, links: Links) -> dict[str, Any]:
    """The template filled from its sample, in the nearest of our languages; refuses `NotFound`."""
    if template not in templates():
        raise NotFound()
    chosen = next((code for code in fallbacks(language) if code in LANGUAGES), "en")
    people = sample_people()
    reader = Reader(people["contact"]["name"], people["contact"]["email"], chosen)
    words = render(template, chosen, context(template, reader, sample(template), people["activity"], links))
    return {"template": template, "language": chosen, **asdict(words)}


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
