"""Successive versions of real records, rebuilt by undoing their published changes from the newest version backwards."""

import copy
import json
from collections import defaultdict
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "institutions"
RECORDS, CHANGES = FOLDER / "ror_oic.jsonl", FOLDER / "ror_oic_changes.jsonl"


def read():
    """By ROR id the versions, oldest first; and every change as (release, ROR id, the version after it); and the records they are related to."""
    newest = {record["id"][-9:]: record for record in map(json.loads, RECORDS.read_text("utf-8").splitlines())}
    changes = [json.loads(line) for line in CHANGES.read_text("utf-8").splitlines()]
    by_record = defaultdict(list)
    for change in changes:
        by_record[change["ror"]].append(change)
    versions, steps = {}, []
    for ror, found in by_record.items():
        found.sort(key=_release)
        version = copy.deepcopy(newest[ror])
        chain = [version]
        for change in reversed(found):
            version["admin"] = {"last_modified": {"date": _day(_release(change)), "schema_version": "2.1"}}
            version = undone(version, change["changes"])
            version["admin"] = {"last_modified": {"date": "2017-01-01", "schema_version": "1.0"}}
            chain.insert(0, version)
        versions[ror] = chain
        steps += [(_release(change), ror, after) for change, after in zip(found, chain[1:], strict=True)]
    steps.sort(key=lambda step: step[:2])
    told = {tie["id"][-9:] for chain in versions.values() for one in chain for tie in one["relationships"]}
    rest = [newest[ror] for ror in sorted(told & set(newest) - set(versions))]
    return versions, steps, rest


def _release(change):
    return [int(number) for number in change["to_release"].lstrip("v").split(".")]


def _day(release):
    major, minor = release[:2]
    return f"{2018 + major * 2}-{minor // 28 + 1:02}-{minor % 28 + 1:02}"


def undone(version, changes):
    """The record as it was before these changes."""
    old = copy.deepcopy(version)
    for field, change in changes.items():
        UNDO[field](old, change)
    return old


def _names(old, change):
    old["names"] = [name for name in old["names"] if name["value"] not in change["added"]]
    held = {name["value"] for name in old["names"]}
    old["names"] += [
        {"value": value, "types": ["alias"], "lang": None} for value in change["removed"] if value not in held
    ]


def _display(old, change):
    names = [{**name, "types": [t for t in name["types"] if t != "ror_display"]} for name in old["names"]]
    old["names"] = [name if name["types"] else {**name, "types": ["alias"]} for name in names]
    shown = next((name for name in old["names"] if name["value"] == change["from"]), None)
    if shown is None:
        shown = {"value": change["from"], "types": [], "lang": "en"}
        old["names"].append(shown)
    shown["types"] = [*{*shown["types"], "label", "ror_display"} - {"alias"}]


def _links(old, change):
    old["links"] = [link for link in old["links"] if link["value"] not in change["added"]]
    old["links"] += [
        {"type": "wikipedia" if "wikipedia.org" in value else "website", "value": value} for value in change["removed"]
    ]


def _types(old, change):
    old["types"] = [kind for kind in old["types"] if kind not in change["added"]] + change["removed"]


def _relationships(old, change):
    def said(tie):
        return f"{tie['type']} {tie['id'][-9:]}"

    old["relationships"] = [tie for tie in old["relationships"] if said(tie) not in change["added"]]
    old["relationships"] += [
        {"type": text.split()[0], "id": f"https://ror.org/{text.split()[1]}", "label": ""} for text in change["removed"]
    ]


def _places(old, change):
    for place in change["added"]:
        here = next(one for one in old["locations"] if _place(one) == place)
        old["locations"].remove(here)
    for place in change["removed"]:
        country, _, city = place.partition("/")
        details = {"country_code": country, "name": city, "lat": 1.5, "lng": 2.5}
        old["locations"].append({"geonames_id": 1, "geonames_details": details})


def _place(location):
    return f"{location['geonames_details']['country_code']}/{location['geonames_details']['name']}"


def _status(old, change):
    old["status"] = change["from"]


def _established(old, change):
    old["established"] = change["from"]


UNDO = {
    "display": _display, "names": _names, "links": _links, "types": _types, "relationships": _relationships,
    "places": _places, "status": _status, "established": _established,
}  # fmt: skip
