"""A person's calendar entry of an activity: iTIP REQUEST and CANCEL (RFC 5545, 5546)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from icalendar import Calendar, Event, vCalAddress, vText

from services.notifications.rendering.plain import one_line, words

REQUEST, CANCEL = "REQUEST", "CANCEL"
PRODUCT = "-//SESRIC//Training and Technical Cooperation//EN"
UID_DOMAIN = "training.sesric.org"
_QUOTES = str.maketrans({'"': "'", "^": " "})


@dataclass(frozen=True)
class Entry:
    """What the calendar shows, in the reader's language."""

    activity_id: UUID
    person_id: UUID
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    description: str


@dataclass(frozen=True)
class Party:
    """A name with its mail address."""

    name: str
    email: str


def uid(activity_id: UUID, person_id: UUID) -> str:
    """The same for the life of the invitation."""
    return f"{activity_id}.{person_id}@{UID_DOMAIN}"


def calendar(entry: Entry, method: str, sequence: int, parties: tuple[Party, Party], stamp: datetime) -> bytes:
    """The iCalendar object, CRLF and folded; times in UTC, as a VTIMEZONE may lose transitions."""
    organiser, attendee = parties
    event = Event()
    event.add("uid", uid(entry.activity_id, entry.person_id))
    event.add("sequence", sequence)
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", vText(one_line(entry.summary, 500)))
    event.add("location", vText(one_line(entry.location, 500)))
    event.add("description", vText(words(entry.description)))
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("organizer", _address(organiser), encode=False)
    event.add("attendee", _address(attendee, **_attendance(method)), encode=False)
    event.add("transp", "OPAQUE")
    return _wrapped(event, method)


def _wrapped(event: Event, method: str) -> bytes:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    made.add_component(event)
    return made.to_ical()


def _attendance(method: str) -> dict[str, str]:
    # They said yes by our link, so no client need ask them again.
    return {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED" if method == REQUEST else "DECLINED", "RSVP": "FALSE"}


def _address(party: Party, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    name = one_line(party.name, 120).translate(_QUOTES)
    values: dict[str, Any] = {"CN": name, **parameters} if name else dict(parameters)
    for parameter, value in values.items():
        address.params[parameter] = value
    return address
