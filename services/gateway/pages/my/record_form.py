"""The questions of an institution's record, and the way between the record and the form."""

from collections.abc import Mapping
from typing import Any

from contracts.languages import LANGUAGES
from contracts.registry.institutions import InstitutionRecord
from contracts.vocabularies import FIELDS, INSTITUTION_TYPES, PROGRAMMES, STAKEHOLDERS
from services.gateway.pages.forms import (
    CHOICE,
    FLAG,
    LANGUAGES_LINE,
    LANGUAGES_LIST,
    LANGUAGES_LONG,
    LINES,
    TICKS,
    Field,
    Group,
    coded,
    countries,
    languages,
)


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


WORKING = (*LANGUAGES, "tr", "fa", "ur", "ru", "id", "ms", "bn", "uz", "kk", "ky", "tg", "tk", "az", "sq", "pt", "so", "ha", "sw", "ku", "ps", "dv")  # fmt: skip
NAMES = Group("names", _("Names"), (
    Field("names", _("Name"), LANGUAGES_LINE, required=True, hint=_("In every language in which it has one; at least one.")),
    Field("acronyms", _("Acronyms"), LINES, rows=2, hint=_("One a line.")),
    Field("aliases", _("Other names"), LINES, rows=3, hint=_("Former names too, so that people find you by them. One a line.")),
))  # fmt: skip
KIND = Group("kind", _("Kind and fields"), (
    Field("types", _("Type"), TICKS, required=True, options=coded("institution_type", INSTITUTION_TYPES)),
    Field("stakeholder", _("Sector"), CHOICE, options=coded("stakeholder", STAKEHOLDERS)),
    Field("topics", _("Fields"), TICKS, options=coded("topic", FIELDS)),
    Field("fields_of_training", _("Fields of training (ISCED-F 2013)"), LINES, rows=2, hint=_("Codes such as 0542, one a line.")),
    Field("programmes", _("Programme"), TICKS, options=coded("programme", PROGRAMMES)),
    Field("languages", _("Languages"), TICKS, options=languages(WORKING), hint=_("In which you teach or work.")),
    Field("established", _("Established"), number=int, hint=_("The year.")),
))  # fmt: skip
PLACE = Group("place", _("Place"), (
    Field("country", _("Country"), CHOICE, options=countries),
    Field("international", _("It belongs to several countries"), FLAG),
    Field("city", _("City")),
    Field("latitude", _("Latitude"), number=float, hint=_("In degrees, such as 38.56.")),
    Field("longitude", _("Longitude"), number=float, hint=_("In degrees, such as 68.77.")),
))  # fmt: skip
REACH = Group("reach", _("Website and contact"), (
    Field("website", _("Website"), input="url", autocomplete="url", hint=_("Begins with https:// or http://")),
    Field("domains", _("Domains"), LINES, rows=2, hint=_("Those your mail addresses end with, such as example.org. One a line.")),
    Field("contact_email", _("E-mail"), input="email", path="contact.email", autocomplete="email"),
    Field("contact_phone", _("Telephone"), input="tel", path="contact.phone", autocomplete="tel"),
    Field("contact_public", _("Show e-mail and telephone to everybody"), FLAG, path="contact.public"),
))  # fmt: skip
ABOUT = Group("about", _("About"), (
    Field("description", _("Description"), LANGUAGES_LONG, rows=6, hint=_("A few sentences; leave an empty line between paragraphs.")),
    Field("facilities", _("Facilities"), LANGUAGES_LIST, rows=3, hint=_("Rooms, laboratories, equipment, lodging. One a line, in the same order in each language.")),
    Field("capacity", _("Capacity"), number=int, hint=_("How many people you can train at once.")),
    Field("capabilities", _("What it can offer"), LANGUAGES_LIST, rows=4, hint=_("One a line, in the same order in each language.")),
))  # fmt: skip
NUMBERS = Group("numbers", _("Numbers elsewhere"), (
    Field("identifiers", _("Numbers in other directories"), LINES, rows=4,
          hint=_("One a line: the directory (ror, isni, wikidata, grid, fundref), a space, the number.")),
))  # fmt: skip
GROUPS = (NAMES, KIND, PLACE, REACH, ABOUT, NUMBERS)
KEPT = tuple(InstitutionRecord().fields)


def unfolded(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with a line for each other name and number."""
    others = record.get("other_names") or []
    return {
        **record,
        "acronyms": [one["name"] for one in others if one["kind"] == "acronym"],
        "aliases": [one["name"] for one in others if one["kind"] != "acronym"],
        "identifiers": [f"{one['scheme']} {one['value']}" for one in record.get("external_ids") or []],
    }


def kept(record: Mapping[str, Any], *without: str) -> dict[str, Any]:
    """What the record says, as it is sent back; `without` is said anew."""
    return {name: record[name] for name in KEPT if name in record and name not in without and record[name] is not None}


def folded(record: Mapping[str, Any], group: Group, data: dict[str, Any]) -> dict[str, Any]:
    """The whole record with this group's answers in place of what it said."""
    asked = {field.place.partition(".")[0] for field in group.fields}
    new = dict(data)
    if group is NAMES:
        new["other_names"] = _names(record, new.pop("acronyms", []), new.pop("aliases", []))
    if group is NUMBERS:
        lines = [line.split(None, 1) for line in new.pop("identifiers", [])]
        new["external_ids"] = [{"scheme": one[0].lower(), "value": one[1] if len(one) > 1 else ""} for one in lines]
    if group is ABOUT and new.get("capacity") is None:
        new["capacity"] = 0  # an emptied answer takes it back; left out, it would stay
    contact = new.get("contact")
    if contact is not None and not (contact.get("email") or contact.get("phone")):
        new["contact"] = None
    return {**kept(record, *asked), **new}


def _names(record: Mapping[str, Any], acronyms: list[str], aliases: list[str]) -> list[dict[str, Any]]:
    """A name that stood there keeps the language that it had."""
    had = {(one["kind"], one["name"]): one for one in record.get("other_names") or []}
    wanted = [("acronym", name) for name in acronyms] + [("alias", name) for name in aliases]
    return [had.get(pair, {"kind": pair[0], "name": pair[1]}) for pair in dict.fromkeys(wanted)]
