"""What an institution's record must satisfy, and its life cycle."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from contracts.problems import problem
from contracts.refusals import Invalid, InvalidTransition

Record = dict[str, Any]


MOVES: dict[str, frozenset[str]] = {
    "planned": frozenset({"active", "closed"}),
    "active": frozenset({"unconfirmed", "inactive", "closed"}),
    "unconfirmed": frozenset({"active", "inactive", "closed"}),
    "inactive": frozenset({"active", "closed"}),
    "merged": frozenset(),
    "closed": frozenset(),
}
MATERIAL = frozenset({"names", "country", "city"})
EXTERNAL_IDS = {
    "ror": re.compile(r"0[a-hj-km-np-tv-z0-9]{6}\d{2}"),
    "isni": re.compile(r"\d{15}[\dX]"),
    "wikidata": re.compile(r"Q[1-9]\d*"),
    "grid": re.compile(r"grid\.\d+\.[0-9a-f]+"),
    "fundref": re.compile(r"\d{4,15}"),
}


# Fields that came when records stood already: a record that does not know them leaves them.
LATER: dict[str, Any] = {"programmes": [], "fields_of_training": [], "facilities": [], "capacity": None}
LISTS = ("programmes", "fields_of_training", "facilities")


def completed(facts: Record, old: Record) -> Record:
    """The facts with what they leave out of the later fields as it was."""
    return {**facts, **{field: old.get(field) for field in LATER if facts[field] is None}}


def said(record: Record) -> Record:
    """The record as it was before the later fields came, where it says nothing in them: its fingerprint stays."""
    return {field: value for field, value in record.items() if value or field not in LATER}


def move(status: str, to: str) -> str:
    """The new status; refuses `InvalidTransition` with the moves possible from here."""
    if to not in MOVES[status]:
        raise InvalidTransition("", **{"from": status, "to": to, "allowed": sorted(MOVES[status])})
    return to


def checked(record: Record, now: datetime) -> Record:
    """The record with external ids in their plain form and repetitions removed; refuses `Invalid` with all problems."""
    record = {**record, "external_ids": [plain_id(found) for found in record["external_ids"]]}
    record |= {field: record[field] or blank for field, blank in LATER.items()}
    for field in ("types", "topics", "languages", "domains", "external_ids", "other_names", "capabilities", *LISTS):
        record[field] = _once(record[field])
    problems = [*_place_problems(record), *_year_problems(record, now), *_id_problems(record)]
    if problems:
        raise Invalid(problems)
    return record


def changed_fields(old: Record, new: Record) -> list[str]:
    """The fields of the new record that say something else."""
    return [field for field in new if old.get(field) != new[field]]


def digest_of(facts: Any) -> str:
    """A fingerprint of the facts, the same whatever the order of their keys."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


def full_names(record: Record) -> list[str]:
    """The labels in every language, the source's first, then the aliases; without acronyms."""
    names = record["names"]
    source = names.get("source")
    labels = [names[source]] if source in names else []
    labels += [text for code, text in names.items() if code not in ("source", source)]
    return _once(labels + [other["name"] for other in record["other_names"] if other["kind"] == "alias"])


def acronyms(record: Record) -> list[str]:
    """The acronyms."""
    return _once([other["name"] for other in record["other_names"] if other["kind"] == "acronym"])


def plain_id(found: dict[str, str]) -> dict[str, str]:
    """An external id in the form in which it is kept."""
    scheme, value = found["scheme"].lower(), found["value"].strip()
    if scheme == "isni":
        value = re.sub(r"[\s-]", "", value.rpartition("/")[2]).upper()
    elif scheme in ("ror", "wikidata"):
        value = value.rstrip("/").rpartition("/")[2]
    return {"scheme": scheme, "value": value}


def _once(items: list[Any]) -> list[Any]:
    if len(items) < 2:
        return list(items)
    return [item for position, item in enumerate(items) if item not in items[:position]]


def _place_problems(record: Record) -> list[dict[str, str]]:
    problems = []
    if not record["country"] and not record["international"]:
        problems.append(problem("country", "required", "A country is needed unless it is international."))
    if (record["latitude"] is None) != (record["longitude"] is None):
        problems.append(problem("longitude", "half_a_place", "Latitude and longitude belong together."))
    return problems


def _year_problems(record: Record, now: datetime) -> list[dict[str, str]]:
    if record["established"] and record["established"] > now.year:
        return [problem("established", "in_the_future", "Not after this year.")]
    return []


def _id_problems(record: Record) -> list[dict[str, str]]:
    return [
        problem(f"external_ids.{position}.value", "not_an_id", f"Not an id of {found['scheme']}.")
        for position, found in enumerate(record["external_ids"])
        if not is_external_id(found["scheme"], found["value"])
    ]


def is_external_id(scheme: str, value: str) -> bool:
    """Whether the value has the scheme's form and, where it has them, its check digits."""
    pattern = EXTERNAL_IDS.get(scheme)
    if pattern and not pattern.fullmatch(value):
        return False
    check = _CHECKS.get(scheme)
    return check is None or check(value)


def _is_isni(value: str) -> bool:
    """ISO 27729: the last of sixteen is a check by ISO 7064 mod 11-2."""
    total = 0
    for digit in value[:15]:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return value[15] == ("X" if rest == 10 else str(rest))


def _is_ror(value: str) -> bool:
    """A ROR id is a number in Crockford's base 32 whose last two digits are its check by ISO 7064 mod 97-10."""
    number = 0
    for sign in value[:7]:
        number = number * 32 + _BASE_32.index(sign)
    return int(value[7:]) == 98 - (number * 100) % 97


_BASE_32 = "0123456789abcdefghjkmnpqrstvwxyz"
_CHECKS: dict[str, Callable[[str], bool]] = {"isni": _is_isni, "ror": _is_ror}
