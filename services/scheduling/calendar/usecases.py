"""Activities as iCalendar documents (RFC 5545), for everybody: nothing private is in them."""

from typing import Any
from uuid import UUID

from icalendar import Calendar, Event, vCalAddress

from chassis.tx import Tx
from contracts.languages import pick
from contracts.refusals import NotFound
from services.scheduling.activities import usecases as activities

HOST = "training.sesric.org"
MOST = 1000


def get_activity_calendar(tx: Tx, activity_id: UUID | None, language: str, public_url: str) -> dict[str, str]:
    """One public activity, or the latest thousand; refuses `NotFound` where it is not public or has no dates yet."""
    if activity_id is None:
        wanted = activities.list_public_activities(tx, MOST)
    else:
        wanted = [activities.visible_activity(tx, activity_id)]
    shown = [activity for activity in wanted if activity.public and activity.starts_at]
    if activity_id is not None and not shown:
        raise NotFound
    calendar = Calendar()
    calendar.add("prodid", f"-//SESRIC//{HOST}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for activity in shown:
        calendar.add_component(_event(activity, language, public_url))
    return {"ical": calendar.to_ical().decode()}


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
