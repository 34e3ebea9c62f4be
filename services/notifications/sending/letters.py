"""From a delivery with all that is known for it to the bytes of its mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts import links as public_links
from contracts.languages import pick
from services.notifications.rendering.calendar import Entry, Party, calendar
from services.notifications.rendering.context import Facing, Links, Reader, context, when, where
from services.notifications.rendering.mail import (
    ORGANISATION,
    AddressRefused,
    Attachment,
    ListHeaders,
    Mail,
    compose,
    masked,
    safe_address,
)
from services.notifications.rendering.templates import Words, render
from services.notifications.sending.domain import Case, calendar_method, calendar_sequence, language_of

__all__ = ["AddressRefused", "Desk", "Letter", "write_letter"]

UNSUBSCRIBE_MARK = "%%UNSUBSCRIBE_URL%%"


@dataclass(frozen=True)
class Desk:
    """Who writes: the sender's address and where links lead."""

    sender: str
    links: Links


@dataclass(frozen=True)
class Letter:
    """A mail ready to be handed over, and what is recorded of it."""

    recipient: str
    data: bytes
    record: dict[str, Any]


def write_letter(case: Case, issue: dict[str, Any] | None, desk: Desk, now: datetime) -> Letter:
    """The letter; refuses `AddressRefused`, and raises what rendering raises."""
    language, language_from = language_of(case)
    method = calendar_method(case)
    sequence = None if method is None else calendar_sequence(case, method)
    reader = Reader(case["name"], case["email"], language)
    words, listed = _words(case, issue, reader, method, desk.links)
    attachment = _calendar(case, reader, (method, sequence), desk, now) if method and sequence is not None else None
    message_id = f"<{case['delivery_id']}@{desk.sender.rpartition('@')[2]}>"
    mail = Mail(
        sender=desk.sender, name=case["name"], email=case["email"], language=language, subject=words.subject,
        text=words.text, html=words.html, message_id=message_id, calendar=attachment, list=listed,
    )  # fmt: skip
    record = {
        "delivery_id": case["delivery_id"], "language": language, "language_from": language_from,
        "template_version": words.version, "address_masked": masked(case["email"]), "message_id": message_id,
        "method": method, "ical_sequence": sequence, "activity_sequence": (case["activity"] or {}).get("ical_sequence"),
    }  # fmt: skip
    return Letter(safe_address(case["email"]), compose(mail, now), record)


def _words(
    case: Case, issue: dict[str, Any] | None, reader: Reader, method: str | None, links: Links
) -> tuple[Words, ListHeaders | None]:
    if issue is None:
        facts = {**case["facts"], "calendar_method": method}
        return render(
            case["template"], reader.language, context(case["template"], reader, facts, case["activity"], links)
        ), None
    url = links.to(public_links.UNSUBSCRIBE, reader.language, case["recipient_id"])
    text, html = (issue[part].replace(UNSUBSCRIBE_MARK, url) for part in ("text", "html"))
    return Words(issue["subject"], text, html, issue["version"][:12]), ListHeaders(issue["list_id"], url)


def _calendar(case: Case, reader: Reader, message: tuple[str, int], desk: Desk, now: datetime) -> Attachment:
    activity, facing = case["activity"], Facing(reader, desk.links)
    title = pick(activity["title"], reader.language)[0]
    # A calendar is often shared: the public page, not the person's own link.
    page = desk.links.page(reader.language, f"activities/{activity['slug']}")
    entry = Entry(
        activity_id=case["subject_id"], person_id=case["recipient_id"],
        starts_at=datetime.fromisoformat(activity["starts_at"]), ends_at=datetime.fromisoformat(activity["ends_at"]),
        summary=title, location=str(where(activity, facing)),
        description=f"{title}\n{when(activity, reader.language)}\n{page}",
    )  # fmt: skip
    parties = Party(ORGANISATION[reader.language], desk.sender), Party(reader.name or "", safe_address(reader.email))
    return Attachment(calendar(entry, message[0], message[1], parties, now), message[0])
