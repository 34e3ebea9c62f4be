"""The department's records and a ROR dump enter by the front door, twice without harm, with every refused row named."""

import json
import urllib.request
from pathlib import Path

import pytest

from deploy.client import Api, Problem
from deploy.records import import_csv
from deploy.records.import_ror import Import, main
from deploy.records.load import Loader, record_id

ROR = Path(__file__).resolve().parents[3] / "shared" / "data" / "institutions" / "ror_oic.jsonl"


def ror_id(number):
    start = f"09{number:05}"  # digits only: Python counts letters otherwise than ROR
    return f"{start}{98 - int(start, 32) * 100 % 97:02}"


def record(number, **changes):
    return {
        "id": f"https://ror.org/{ror_id(number)}",
        "admin": {"created": {"date": "2026-01-01", "schema_version": "2.1"}, "last_modified": {"date": "2026-01-01", "schema_version": "2.1"}},
        "domains": [],
        "established": 1990,
        "external_ids": [],
        "links": [],
        "locations": [{"geonames_id": 1, "geonames_details": {"country_code": "TR", "country_name": "Türkiye", "lat": 39.9, "lng": 32.8, "name": "Ankara"}}],
        "names": [{"lang": "en", "types": ["label", "ror_display"], "value": f"Import Test Institute Number {number}"}],
        "relationships": [],
        "status": "active",
        "types": ["education"],
        **changes,
    }  # fmt: skip


def run(recorded, path, *options):
    return main([str(path), str(recorded.home / "endpoints.json"), *options])


def refused(recorded):
    return [json.loads(line) for line in (recorded.home / "import-refused.jsonl").read_text("utf-8").splitlines()]


def found(officer, number):
    name = f"Import Test Institute Number {number}"
    items = officer.get("/v1/institutions", words=name, limit=100)["items"]
    return sum(item["names"]["en"] == name for item in items)


def test_57_member_states_and_the_documents_institutions_are_there(officer):
    assert len(list(officer.pages("/v1/member-states"))) == 57
    assert (
        officer.get(f"/v1/institutions/{record_id('institution', 'unesco-almaty')}")["relations"][0]["kind"] == "parent"
    )
    assert officer.get(f"/v1/activities/{record_id('activity', 'dushanbe-2018')}")["status"] == "reported"


def test_loading_again_changes_nothing(recorded, officer):
    before = list(officer.pages("/v1/institutions"))

    Loader(recorded.found).load()

    assert list(officer.pages("/v1/institutions")) == before


def test_the_roadmap_workshop_shows_its_title_without_a_tag(public):
    title = public.get(f"/v1/activities/{record_id('activity', 'rtcm-roadmap-2021')}")["title"]
    page = public.get("/fr/activities")["text"]

    assert title["en"] == "Workshop on Roadmap for the establishment of a RTCM"
    assert title["az"].startswith("RTM")
    assert "{mlang" not in page


def test_a_half_written_list_gives_the_rows_before_it_and_the_line_of_the_break(recorded, officer, tmp_path):
    text = json.dumps([record(n) for n in range(1, 6)], indent=1)
    broken = tmp_path / "broken.json"
    broken.write_text(text[: text.index("Number 4")])

    assert run(recorded, broken) == 0
    assert [found(officer, n) for n in range(1, 6)] == [1, 1, 1, 0, 0]
    line = refused(recorded)[-1]["line"]
    assert text.splitlines()[line - 1].strip() == "{"


def test_all_or_nothing_takes_nothing_from_a_half_written_file(recorded, officer, tmp_path):
    broken = tmp_path / "broken.jsonl"
    broken.write_text("".join(json.dumps(record(n)) + "\n" for n in (11, 12)) + '{"id": "https://ror.org/0te')

    assert run(recorded, broken, "--all-or-nothing") == 1
    assert [found(officer, n) for n in (11, 12)] == [0, 0]
    assert [row["line"] for row in refused(recorded)] == [3]


def test_every_problem_of_a_refused_row_is_named_and_its_neighbours_enter(recorded, officer, tmp_path):
    path = tmp_path / "rows.jsonl"
    rows = [record(21), record(22, names=[], locations=[], established=9999), record(23)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))

    assert run(recorded, path) == 0
    assert [found(officer, n) for n in (21, 23)] == [1, 1]
    problems = refused(recorded)[0]
    assert problems["line"] == 2
    assert len(problems["problems"]) >= 3


def table(recorded, path, *options):
    return import_csv.main([str(path), str(recorded.home / "endpoints.json"), *options])


def test_a_table_is_tried_kept_and_exported_as_it_was(recorded, officer, tmp_path):
    path = tmp_path / "table.csv"
    rows = [f"معهد;Tabular Institute Number {number} Unique;university;TR;Ankara" for number in range(3)]
    path.write_text("\ufeff" + "\r\n".join(["names.ar;names.en;types;country;city", *rows]), encoding="utf-8")

    def entered():
        items = officer.get("/v1/institutions", words="tabular institute unique", limit=100)["items"]
        return sum(item["names"]["en"].startswith("Tabular Institute") for item in items)

    assert table(recorded, path, "--keep") == 1  # the rows look like one another
    path.write_text(
        path.read_text("utf-8").replace("city\n", "city;force_reason\n").replace("Ankara", "Ankara;test"), "utf-8"
    )
    assert table(recorded, path) == 0
    assert entered() == 0
    assert table(recorded, path, "--keep") == 0
    assert entered() == 3

    exported = tmp_path / "exported.csv"
    token = recorded.found["officer"]["token"]
    address = f"{recorded.found['gateway']}/v1/exports/institutions.csv"
    asked_as_officer = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(asked_as_officer) as answer:
        exported.write_bytes(answer.read())
    assert exported.read_text("utf-8-sig").count("Tabular Institute") == 3
    before = list(officer.pages("/v1/institutions"))
    assert table(recorded, exported, "--keep") == 0
    assert list(officer.pages("/v1/institutions")) == before


def test_fields_groups_and_vocabularies_are_there_for_everybody(recorded):
    api = Api(recorded.found["gateway"])
    assert len(list(api.pages("/v1/fields-of-training"))) == 216
    assert "MA" in api.get("/v1/country-groups/arab")["countries"]
    assert api.get("/v1/vocabularies/sdgs")["terms"][0]["missing_languages"] == []
    with pytest.raises(Problem) as refused:
        api.get("/v1/fields-of-training/0543")
    assert refused.value.document["nearest"]


def test_the_real_dump_enters_whole_and_again_changes_nothing(recorded, officer):
    if not ROR.exists():
        pytest.skip("the ROR dump lies beside the project and is absent here")
    first = Import(officer).take(ROR)
    again = Import(officer).take(ROR)

    assert first.outcomes.total() == again.outcomes.total() == 2823
    assert first.outcomes["added"] + first.outcomes["refused"] == 2823
    assert again.outcomes["unchanged"] == first.outcomes["added"]
    assert all(row["problems"] for row in first.refused)
