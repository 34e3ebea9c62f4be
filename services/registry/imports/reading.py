"""Reading a ROR record: what is plainly right in one quick look, everything else by the contracts, which say what is wrong."""

import re
import unicodedata
from typing import Any

from marshmallow import ValidationError

from contracts.fields import Domain, Line, WebAddress
from contracts.iso3166 import COUNTRIES
from contracts.registry.institutions import RegisterInstitution
from contracts.registry.ror import RorRecord
from services.registry.imports import domain

Record = dict[str, Any]
# Text that no contract would change or refuse: one line, no control or direction signs, no mlang.
_PLAIN = re.compile("[^\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff{}]+")
_WEB, _DOMAIN, _NAME = WebAddress(), Domain(), Line(most=300)


def read(record: Record) -> tuple[Record, Record]:
    """The record as the contract has it, and a registration's facts; refuses `Invalid` with all problems."""
    record = _tidied(record)
    usual = _is_usual(record)
    ror = record if usual else RorRecord.read(record)
    facts = domain.mapped(ror)
    if not (usual and _fits(facts)):
        read = RegisterInstitution.read(facts)
        facts = {field: read[field] for field in facts}
    return ror, facts


def _tidied(record: Record) -> Record:
    """The record with the names written as the contract writes them; itself where it has to look at more."""
    names = record.get("names")
    try:
        if not names or all(_text(name["value"], 300) for name in names):
            return record
        return {**record, "names": [{**name, "value": _NAME.deserialize(name["value"])} for name in names]}
    except (KeyError, TypeError, ValidationError):
        return record


def _is_usual(record: Record) -> bool:
    try:
        return (
            _text(record["id"]) and _text(record["status"]) and _kinds(record["types"]) and _texts(record["domains"])
            and all(_text(n["value"], 300) and _kinds(n["types"]) and _text_or_none(n["lang"]) for n in record["names"])
            and all(_is_usual_place(one["geonames_details"]) for one in record["locations"])
            and all(_text(link["type"]) and _text(link["value"]) for link in record["links"])
            and all(_is_usual_id(one) for one in record["external_ids"])
            and all(_text(tie["type"]) and _text(tie["id"]) for tie in record["relationships"])
            and (record["established"] is None or type(record["established"]) is int)
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError):
        return False


def _is_usual_place(place: Record) -> bool:
    here = (place["lat"], place["lng"])
    numbers = all(type(one) is float or (type(one) is int and -180 <= one <= 180) for one in here)
    numbers = numbers or here == (None, None)
    return numbers and _text(place["country_code"], 2) and (place["name"] is None or _text(place["name"], 120))


def _is_usual_id(ids: Record) -> bool:
    return _text(ids["type"], 20) and _texts(ids["all"]) and _text_or_none(ids["preferred"])


def _fits(facts: Record) -> bool:
    """Whether a usual record's facts are few, short and right enough for a registration."""
    few = len(facts["other_names"]) <= 200 and len(facts["external_ids"]) <= 50 and len(facts["types"]) in range(1, 11)
    few = few and len(facts["links"]) <= 20 and len(facts["domains"]) <= 20 and len(facts["sites"]) <= 50
    addresses = [link["address"] for link in facts["links"]]
    addresses += [facts["website"]] if facts["website"] is not None else []
    return (
        few
        and all(one["language"] != "other" for one in facts["other_names"])
        and all(len(one["value"]) <= 80 for one in facts["external_ids"])
        and all(_is_right_place(place) for place in [facts, *facts["sites"]])
        and all(_stays(_WEB, address) for address in addresses)
        and all(_stays(_DOMAIN, host) for host in facts["domains"])
    )


def _is_right_place(place: Record) -> bool:
    latitude, longitude = place["latitude"], place["longitude"]
    inside = latitude is None or (-90 <= latitude <= 90 and -180 <= longitude <= 180)
    return inside and place["country"] in COUNTRIES


def _stays(field: Any, text: str) -> bool:
    try:
        return bool(field.deserialize(text) == text)
    except ValidationError:
        return False


def _text(value: Any, most: int = 1000) -> bool:
    if type(value) is not str or len(value) > most:
        return False
    if value.isascii() and value.isprintable():
        return value != "" and "{" not in value and "}" not in value and value[0] != " " and value[-1] != " "
    return _PLAIN.fullmatch(value) is not None and value == value.strip() and unicodedata.is_normalized("NFC", value)


def _kinds(values: Any) -> bool:
    return type(values) is list and all(type(value) is str and value.isidentifier() for value in values)


def _texts(values: Any) -> bool:
    return type(values) is list and all(_text(value) for value in values)


def _text_or_none(value: Any) -> bool:
    return value is None or _text(value)
