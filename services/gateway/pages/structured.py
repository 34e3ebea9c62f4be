"""Institutions and opportunities as schema.org describes them, for search engines (JSON-LD 1.1, as data, never as a script)."""

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from services.gateway.pages.visit import Visit

SCHEMA = "https://schema.org"
# What could end the element or the line in any reader stands as an escape (https://www.w3.org/TR/json-ld11/#restrictions-for-contents-of-json-ld-script-elements).
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
ACADEMIC = ("university",)
TEACHING = ("training_institution", "research_institute")
STATE = ("ministry", "government_agency", "central_bank", "statistical_office", "capital_markets_authority")
MODES = {"onsite": "onsite", "online": "online", "hybrid": "blended"}
ATTENDANCE = {
    "onsite": "OfflineEventAttendanceMode", "online": "OnlineEventAttendanceMode", "hybrid": "MixedEventAttendanceMode",
}  # fmt: skip
EVENTS = ("workshop", "seminar", "webinar", "study_visit")


def element(facts: Mapping[str, Any]) -> Markup:
    """The data block for a page's head; nothing in it can end the block or be run."""
    text = json.dumps({"@context": SCHEMA, **facts}, ensure_ascii=False, separators=(",", ":"))
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return Markup(f'<script type="application/ld+json">{text}</script>')


def institution(visit: Visit, found: Mapping[str, Any]) -> Markup:
    """An organisation with its names, place and addresses."""
    names = [words for code, words in found["names"].items() if code != "source"]
    shown = visit.reading.plain(found["names"])
    others = [name for name in names if name != shown] + [one["name"] for one in found.get("other_names", [])]
    place = {"@type": "PostalAddress", "addressLocality": found.get("city"), "addressCountry": found.get("country")}
    same = [one["value"] for one in found.get("external_ids", []) if str(one["value"]).startswith("https://")]
    return element(_filled({
        "@type": _kind(found["types"]), "@id": _address(visit, "institutions", found), "name": shown,
        "alternateName": others, "url": found.get("website"), "address": _filled(place), "sameAs": same,
        "description": visit.reading.plain(found.get("description")),
        "foundingDate": str(found["established"]) if found.get("established") else None,
    }))  # fmt: skip


def _kind(types: list[str]) -> str:
    kinds = set(types)
    if kinds & set(ACADEMIC):
        return "CollegeOrUniversity"
    if kinds & set(TEACHING):
        return "EducationalOrganization"
    return "GovernmentOrganization" if kinds & set(STATE) else "Organization"


def opportunity(visit: Visit, found: Mapping[str, Any]) -> Markup:
    """A course with its next run, or an event where people learn."""
    reading, event = visit.reading, found["kind"] in EVENTS
    run = {"startDate": str(found["start_date"]), "endDate": str(found["end_date"]), "inLanguage": found["languages"],
           "location": _place(found)}  # fmt: skip
    provider = {
        "@type": "Organization", "name": reading.plain(found["institution_names"]),
        "url": f"{visit.public_url}/{visit.language}/institutions/{found['institution_id']}",
    }  # fmt: skip
    facts = {
        "@id": _address(visit, "opportunities", found), "url": _address(visit, "opportunities", found),
        "name": reading.plain(found["title"]), "description": reading.plain(found["description"]) or reading.plain(found["title"]),
        "offers": _price(found),
    }  # fmt: skip
    if event:
        status = "EventCancelled" if found["status"] == "cancelled" else "EventScheduled"
        own = {"eventAttendanceMode": f"{SCHEMA}/{ATTENDANCE[found['modality']]}", "eventStatus": f"{SCHEMA}/{status}"}
        return element(_filled({"@type": "EducationEvent", **facts, **run, **own, "organizer": provider}))
    instance = _filled({"@type": "CourseInstance", "courseMode": MODES[found["modality"]], **run})
    return element(_filled({"@type": "Course", **facts, "provider": provider, "hasCourseInstance": instance}))


def _place(found: Mapping[str, Any]) -> dict[str, Any] | None:
    if found["modality"] == "online":
        return {"@type": "VirtualLocation", "url": found["url"]} if found.get("url") else None
    address = {"@type": "PostalAddress", "addressCountry": found.get("country"), "streetAddress": found.get("place")}
    return {"@type": "Place", "name": found.get("place"), "address": _filled(address)}


def _price(found: Mapping[str, Any]) -> dict[str, Any]:
    amount = str(found.get("fee_amount") or "0")
    return {
        "@type": "Offer", "category": "Paid" if float(amount) else "Free", "price": amount,
        "priceCurrency": found.get("fee_currency") or "USD", "validThrough": str(found["deadline"]),
    }  # fmt: skip


def _address(visit: Visit, kind: str, found: Mapping[str, Any]) -> str:
    return f"{visit.public_url}/{visit.language}/{kind}/{found['slug']}"


def _filled(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value not in (None, "", [], {})}
