"""Requests as the entrypoints read them, with what a test does not care about filled in."""

from datetime import date
from uuid import uuid4

from contracts.registry.accounts import AppointFocalPoint
from contracts.registry.applications import ApplyForMembership
from contracts.registry.institutions import RegisterInstitution
from contracts.registry.opportunities import DraftOpportunity


def institution(name="Statistical Institute of Testland", **more):
    """A registration."""
    names = {"source": "en", "en": name}
    base = {"names": names, "types": ["training_institution"], "country": "TR", "city": "Ankara"}
    return RegisterInstitution.read(plain(base | more))


def application(name="Institute of Applied Hydrology", **more):
    """A membership application."""
    base = {
        "names": {"source": "en", "en": name}, "country": "JO", "city": "Amman", "types": ["university"],
        "applicant_name": "Rana Haddad", "applicant_email": f"rana{uuid4().hex[:6]}@hydrology.example.org", "language": "ar",
    }  # fmt: skip
    return ApplyForMembership.read(base | more)


def focal_point(**more):
    """An appointment of a focal point."""
    base = {"country": "TJ", "name": "Farrukh Nazarov", "email": "farrukh@migration.example.tj", "language": "ru"}
    return AppointFocalPoint.read(base | more)


def opportunity(institution_id, **more):
    """A draft of an opportunity."""
    base = {
        "institution_id": str(institution_id), "title": {"source": "en", "en": "Sampling in household surveys"},
        "kind": "training_course", "topic": "statistics", "start_date": date(2026, 9, 7), "end_date": date(2026, 9, 11),
        "deadline": date(2026, 8, 1), "zone": "Asia/Dushanbe", "languages": ["en"], "modality": "online",
        "contact_email": "courses@example.org",
    }  # fmt: skip
    return DraftOpportunity.read(plain(base | more))


def plain(facts):
    """Dates and ids as they come in JSON."""
    if isinstance(facts, dict):
        return {key: plain(value) for key, value in facts.items()}
    if isinstance(facts, list):
        return [plain(value) for value in facts]
    return facts if isinstance(facts, str | int | float | bool | None) else str(facts)
