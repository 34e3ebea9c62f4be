"""The one iCalendar document there is (RFC 5545): UTC times, stable UIDs, nothing private."""

from collections.abc import Iterable
from typing import Any

from icalendar import Calendar, Event, vCalAddress

from contracts.languages import pick

HOST = "training.sesric.org"


def document(activities: Iterable[Any], language: str, public_url: str) -> str:
    """The calendar of these activities in the nearest language there is."""
    calendar = Calendar()
    calendar.add("prodid", f"-//SESRIC//{HOST}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for activity in activities:
        calendar.add_component(_event(activity, language, public_url))
    return calendar.to_ical().decode()


def _event(activity: Any, language: str, public_url: str) -> Event:
    record, event = activity.record, Event()
    event.add("uid", f"{activity.activity_id}@{HOST}")
    event.add("sequence", activity.ical_sequence)
    event.add("dtstamp", activity.updated_at)
    event.add("dtstart", activity.starts_at)
    event.add("dtend", activity.ends_at)
    event.add("status", "CANCELLED" if activity.status == "cancelled" else "CONFIRMED")
    event.add("url", f"{public_url.rstrip('/')}/{language}/activities/{activity.slug}")
    words = {"summary": pick(record.title, language), "description": pick(record.description, language)}
    for name, (text, in_language) in words.items():
        if text:
            event.add(name, text, parameters={} if in_language == "other" else {"language": in_language})
    if location := _location(record, language):
        event.add("location", location)
    if (record.contact or {}).get("public"):
        event.add("organizer", _organizer(record.contact))
    return event


def _location(record: Any, language: str) -> str:
    venue = record.venue or {}
    name, city = (pick(venue.get(part), language)[0] for part in ("name", "city"))
    return ", ".join(part for part in (name, venue.get("address"), city, venue.get("country")) if part)


def _organizer(contact: dict[str, Any]) -> vCalAddress:
    address = vCalAddress(f"mailto:{contact['email']}")
    address.params["cn"] = contact["name"]
    return address
