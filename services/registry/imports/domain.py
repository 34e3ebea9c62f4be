"""How a ROR record becomes an institution's, and what happens to one that stands in the directory already."""

import hashlib
import json
import re
from typing import Any

from contracts.languages import is_code
from contracts.problems import problem
from contracts.refusals import Invalid

# Part of every fingerprint: raise it when the mapping changes, so that unchanged records are read anew.
MAPPING = 1
TYPES = {
    "education": "university", "government": "government_agency", "facility": "facility", "company": "company",
    "healthcare": "hospital", "nonprofit": "ngo", "archive": "archive", "funder": "fund", "other": "other",
}  # fmt: skip
STAKEHOLDERS = {"education": "academia", "government": "government", "company": "private_sector", "nonprofit": "ngo"}
STATUSES = {"active": "active", "inactive": "inactive", "withdrawn": "closed"}
RELATIONS = ("parent", "child", "related", "predecessor", "successor")
OURS_ALONE = ("stakeholder", "international", "topics", "languages", "capabilities", "description", "contact")
_ID = re.compile(r"(?:https?://ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6}\d{2})")
Record = dict[str, Any]


def fingerprint(record: Record) -> str:
    """The same for the same record read by the same mapping."""
    return hashlib.sha256(f"{MAPPING} {json.dumps(record, sort_keys=True, default=str)}".encode()).hexdigest()


def ror_id(text: Any) -> str:
    """The nine characters of a ROR id; refuses `Invalid`."""
    found = find_ror_id(text)
    if found is None:
        raise Invalid([problem("id", "not_a_ror_id", "A ROR id such as https://ror.org/0001hr526 is needed.")])
    return found


def find_ror_id(text: Any) -> str | None:
    """The nine characters of a ROR id, None where it is not one."""
    found = _ID.fullmatch(text) if isinstance(text, str) else None
    return found.group(1) if found else None


def mapped(ror: Record) -> Record:
    """The facts of a registration; refuses `Invalid` with all problems of the record."""
    problems = [*_vocabulary_problems(ror), *_record_problems(ror)]
    if problems:
        raise Invalid(problems)
    display = _display(ror["names"])
    names = _labels(ror["names"], display)
    place = ror["locations"][0]["geonames_details"]
    return {
        "names": names, "other_names": _other_names(ror["names"], names), "types": [TYPES[kind] for kind in ror["types"]],
        "stakeholder": next((STAKEHOLDERS[kind] for kind in ror["types"] if kind in STAKEHOLDERS), "other"),
        "country": place["country_code"], "city": place["name"], "latitude": place["lat"], "longitude": place["lng"],
        "website": next((link["value"] for link in ror["links"] if link["type"] == "website"), None),
        "domains": ror["domains"], "established": ror["established"], "external_ids": _external_ids(ror),
    }  # fmt: skip


def status_of(ror: Record) -> str:
    """Our status for theirs."""
    return STATUSES[ror["status"]]


def ties_of(ror: Record) -> list[dict[str, str]]:
    """Relations by ROR id, each once."""
    pairs = dict.fromkeys((tie["type"], ror_id(tie["id"])) for tie in ror["relationships"])
    return [{"kind": kind, "scheme": "ror", "value": value} for kind, value in pairs]


def merged_record(ours: Record, theirs: Record, owned: bool) -> Record:
    """The record after an import: theirs where it came from them, else ours with its gaps filled."""
    if owned:
        return {**theirs, **{field: ours[field] for field in OURS_ALONE}}
    filled = {field: ours[field] if ours[field] not in (None, [], {}) else theirs[field] for field in ours}
    filled["names"] = {**theirs["names"], **ours["names"]}
    held = [name for code, name in filled["names"].items() if code != "source"]
    held += [other["name"] for other in ours["other_names"]]
    filled["other_names"] = ours["other_names"] + [name for name in theirs["other_names"] if name["name"] not in held]
    mine = ours["external_ids"]
    filled["external_ids"] = mine + [found for found in theirs["external_ids"] if found not in mine]
    return filled


def _vocabulary_problems(ror: Record) -> list[dict[str, str]]:
    found = []
    if ror["status"] not in STATUSES:
        found.append(problem("status", "not_a_choice", f"One of {', '.join(STATUSES)}."))
    for position, kind in enumerate(ror["types"]):
        if kind not in TYPES:
            found.append(problem(f"types.{position}", "not_a_choice", f"One of {', '.join(TYPES)}."))
    for position, tie in enumerate(ror["relationships"]):
        if tie["type"] not in RELATIONS:
            found.append(problem(f"relationships.{position}.type", "not_a_choice", f"One of {', '.join(RELATIONS)}."))
        if not _ID.fullmatch(tie["id"]):
            found.append(problem(f"relationships.{position}.id", "not_a_ror_id", "Not a ROR id."))
    return found


def _record_problems(ror: Record) -> list[dict[str, str]]:
    found = []
    if not any({"label", "ror_display"} & set(name["types"]) for name in ror["names"]):
        found.append(problem("names", "required", "A label is needed."))
    if not ror["locations"]:
        found.append(problem("locations", "required", "A location is needed."))
    if ror["established"] is not None and not 1 <= ror["established"] <= 2100:
        found.append(problem("established", "out_of_range", "Between 1 and 2100."))
    return found


def _display(names: list[Record]) -> Record:
    labels = [name for name in names if {"label", "ror_display"} & set(name["types"])]
    return next((name for name in labels if "ror_display" in name["types"]), labels[0])


def _code(name: Record) -> str | None:
    return name["lang"] if name["lang"] and is_code(name["lang"]) else None


def _labels(names: list[Record], display: Record) -> dict[str, str]:
    source = _code(display) or "other"
    labels = {"source": source, source: display["value"]}
    for name in names:
        code = _code(name)
        # A label of unknown language stays an alias: as `other` it would come before the source in every language.
        if "label" in name["types"] and code:
            labels.setdefault(code, name["value"])
    return labels


def _other_names(names: list[Record], labels: dict[str, str]) -> list[Record]:
    others = []
    for name in names:
        is_label = {"label", "ror_display"} & set(name["types"])
        if is_label and name["value"] in labels.values():
            continue
        kind = "acronym" if "acronym" in name["types"] else "alias"
        others.append({"name": name["value"], "kind": kind, "language": _code(name)})
    return others


def _external_ids(ror: Record) -> list[dict[str, str]]:
    found = [{"scheme": "ror", "value": ror_id(ror["id"])}]
    for ids in ror["external_ids"]:
        values = sorted(ids["all"], key=lambda value: value != ids["preferred"])
        found += [{"scheme": ids["type"], "value": value} for value in values]
    return found
