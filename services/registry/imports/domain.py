"""How a ROR record becomes an institution's, and what happens to one that stands in the directory already."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from contracts.languages import is_code
from contracts.problems import problem
from contracts.refusals import Invalid

TYPES = {
    "education": "university", "government": "government_agency", "facility": "facility", "company": "company",
    "healthcare": "hospital", "nonprofit": "ngo", "archive": "archive", "funder": "fund", "other": "other",
}  # fmt: skip
STAKEHOLDERS = {"education": "academia", "government": "government", "company": "private_sector", "nonprofit": "ngo"}
STATUSES = {"active": "active", "inactive": "inactive", "withdrawn": "closed"}
RELATIONS = ("parent", "child", "related", "predecessor", "successor")
# Lists of a record that are compared item by item; the other fields are compared whole.
LISTS = ("types", "other_names", "domains", "external_ids", "links", "sites")
_ID = re.compile(r"(?:https?://ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6}\d{2})")
Record = dict[str, Any]


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
    """The facts of a registration, lists in an order of our own; refuses `Invalid` with all problems of the record."""
    problems = [*_vocabulary_problems(ror), *_record_problems(ror)]
    if problems:
        raise Invalid(problems)
    display = _display(ror["names"])
    names = _labels(ror["names"], display)
    place = _place(ror["locations"][0])
    websites = [link["value"] for link in ror["links"] if link["type"] == "website"]
    return {
        "names": names, "other_names": _other_names(ror["names"], names),
        "types": [ours for theirs, ours in TYPES.items() if theirs in ror["types"]],
        "stakeholder": next((STAKEHOLDERS[kind] for kind in TYPES if kind in ror["types"] and kind in STAKEHOLDERS), "other"),
        **place, "website": websites[0] if websites else None, "links": _links(ror["links"], websites[:1]),
        "sites": sorted((_place(one) for one in ror["locations"][1:]), key=str),
        "domains": sorted(ror["domains"]), "established": ror["established"], "external_ids": _external_ids(ror),
    }  # fmt: skip


def status_of(ror: Record) -> str:
    """Our status for theirs."""
    return STATUSES[ror["status"]]


def ties_of(ror: Record) -> frozenset[tuple[str, str]]:
    """The relations it asserts: kind and ROR id of the other."""
    return frozenset((tie["type"], ror_id(tie["id"])) for tie in ror["relationships"])


def successor_of(status: str, ties: Iterable[tuple[str, str]]) -> str | None:
    """The ROR id that a withdrawn record leads to: its only successor (https://ror.readme.io/docs/ror-records-status)."""
    after = [other for kind, other in ties if kind == "successor"]
    return after[0] if status == STATUSES["withdrawn"] and len(after) == 1 else None


def modified_on(record: Record) -> date | None:
    """The day of the record's last change as it says itself; None where it does not."""
    admin = record.get("admin")
    last = admin.get("last_modified") if isinstance(admin, dict) else None
    day = last.get("date") if isinstance(last, dict) else None
    try:
        return date.fromisoformat(day) if isinstance(day, str) else None
    except ValueError:
        return None


def next_status(ours: str, before: str | None, theirs: str, owned: bool) -> str:
    """Our status after an import: theirs where they changed it, ours else; only of what came from them."""
    changed = theirs != before if before else theirs in ("inactive", "closed")
    return theirs if owned and changed and ours != "merged" else ours


def merged_record(ours: Record, theirs: Record, before: Record | None, owned: bool) -> Record:
    """The record after an import: what they changed since `before` where we had not, else ours with its gaps filled."""
    if before is None:
        before = {field: ours[field] for field in theirs} if owned else {}
    new = {field: _newer(ours[field], theirs[field], before.get(field, _NOTHING)) for field in theirs}
    new["names"] = _merged_names(ours["names"], theirs["names"], before.get("names", {}))
    shared = LISTS if owned or before else ("other_names", "external_ids")
    for field in shared:
        new[field] = _merged_list(ours[field], theirs[field], before.get(field, []))
    labels = [name for code, name in new["names"].items() if code != "source"]
    known = ours["other_names"] + theirs["other_names"] if owned else ours["other_names"]
    new["other_names"] = [other for other in new["other_names"] if other in known or other["name"] not in labels]
    return {**ours, **new}


_NOTHING = object()


def _newer(ours: Any, theirs: Any, before: Any) -> Any:
    return theirs if ours == before or ours in (None, [], {}) else ours


def _merged_names(ours: Record, theirs: Record, before: Record) -> Record:
    merged = {}
    for code in [*theirs, *ours]:
        mine = ours.get(code)
        name = mine if mine is not None and mine != before.get(code) else theirs.get(code)
        if name is not None:
            merged[code] = name
    source = merged["source"] if merged["source"] in merged else ours["source"]
    return {**merged, source: merged.get(source, ours.get(source)), "source": source}


def _merged_list(ours: list[Any], theirs: list[Any], before: list[Any]) -> list[Any]:
    kept = [item for item in theirs if item in ours or item not in before]
    return kept + [item for item in ours if item not in kept and item not in before]


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


def _place(location: Record) -> Record:
    found = location["geonames_details"]
    latitude, longitude = (found[one] if found[one] is None else float(found[one]) for one in ("lat", "lng"))
    return {"country": found["country_code"], "city": found["name"], "latitude": latitude, "longitude": longitude}


def _links(links: list[Record], shown: list[str]) -> list[Record]:
    others = {
        (link["type"] if link["type"] in ("website", "wikipedia") else "other", link["value"])
        for link in links
        if link["value"] not in shown
    }
    return [{"kind": kind, "address": address} for kind, address in sorted(others)]


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
    return sorted(others, key=lambda other: (other["kind"], other["name"], other["language"] or ""))


def _external_ids(ror: Record) -> list[dict[str, str]]:
    found = [{"scheme": "ror", "value": ror_id(ror["id"])}]
    for ids in ror["external_ids"]:
        values = sorted(ids["all"], key=lambda value: (value != ids["preferred"], value))
        found += [{"scheme": ids["type"], "value": value} for value in values]
    return [found[0], *sorted(found[1:], key=lambda one: one["scheme"])]
