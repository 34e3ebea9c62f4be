"""Cells and files: nothing is lost, nothing computes, every broken row is named."""

import csv
import io
import json
from pathlib import Path

import pytest

from contracts.registry.institutions import InstitutionRecord
from contracts.registry.opportunities import OpportunityRecord
from services.registry.transfers import domain
from services.registry.transfers.files import rows_of

BAD = Path(__file__).resolve().parents[4] / "shared" / "data" / "badinput"
KINDS = {"institution_id": "text", "names": "names", "city": "text", "types": "codes"}
HEAD = "institution_id,names.en,city,types"


def rows(text, form="csv", size=7):
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    return list(rows_of(pieces, form, KINDS))


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-1|cmd", "@SUM(A1)", "\t=1", "'=1", "''@x", "＝1+1", "%x"])
def test_a_formula_is_harmless_and_comes_back_as_it_was(cell):
    assert domain.safe(cell) == f"'{cell}"
    assert domain.plain(domain.safe(cell)) == cell


@pytest.mark.parametrize("cell", ["", "-5", "-33.125", "12", "Institut d'été", "'quoted'", "a=b", "1e-05"])
def test_what_is_no_formula_stays(cell):
    assert domain.safe(cell) == cell == domain.plain(cell)


@pytest.mark.skipif(not BAD.exists(), reason="the bad inputs are not on this machine")
def test_no_bad_cell_computes_and_every_one_comes_back():
    cells = [json.loads(line)["cell"] for line in (BAD / "csv" / "formula_cells.jsonl").read_text("utf-8").splitlines()]
    for cell in cells:
        assert domain.safe(cell)[:1] not in "=+-@\t\r"
        assert domain.plain(domain.safe(cell)) == cell


def test_a_record_becomes_cells_and_the_same_record_again():
    record = {
        "institution_id": "5e6f7b0a-0000-4000-8000-000000000000", "version": 3, "status": "active", "slug": "x",
        "names": {"source": "tr", "tr": "Enstitü", "en": '=HYPERLINK("x")', "ar": "معهد"},
        "other_names": [{"name": "TE", "kind": "acronym", "language": None}], "types": ["university", "fund"],
        "stakeholder": "academia", "country": "TR", "international": False, "city": "Ankara\nx", "latitude": -39.5,
        "longitude": 0.1, "website": "https://x.example.org", "domains": ["x.example.org"], "established": 1990,
        "topics": [], "languages": ["tr"], "programmes": ["OIC-VET", "StatCaB"], "fields_of_training": ["0542"],
        "facilities": [{"source": "en", "en": "A laboratory"}], "capacity": 40, "capabilities": [{"source": "en", "en": "Training | of trainers"}],
        "description": {}, "contact": {"email": None, "phone": "+90 312", "public": True},
        "external_ids": [{"scheme": "ror", "value": "0001hr526"}, {"scheme": "odd", "value": "a|b\\c:d"}],
        "links": [{"kind": "wikipedia", "address": "https://en.wikipedia.org/wiki/X"}], "sites": [],
    }  # fmt: skip
    cells = domain.cells_of(record, domain.INSTITUTION)
    text = io.StringIO()
    csv.writer(text).writerows([domain.columns_of(domain.INSTITUTION), cells])
    [row] = rows_of([text.getvalue()], "csv", domain.INSTITUTION)
    assert domain.record_of(row.values, domain.INSTITUTION) == (record, [])


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separators_marks_line_ends_and_quoted_breaks(sign, mark, end):
    text = end.join([HEAD, '1,"A, ""B""",C,university', '2,"two', 'lines",,', "", '3,"x;y",z,a|b']) + end
    text = (
        mark + text.replace(",", sign)
        if sign != ";"
        else mark + text.replace('"x;y"', "@").replace(",", ";").replace("@", '"x;y"')
    )
    found = rows(text)
    assert [row.line for row in found] == [2, 3, 6]
    assert found[1].values["names.en"] == f"two{end}lines"
    assert found[2].values["names.en"] == "x;y"
    assert [row.problems for row in found] == [[], [], []]


def test_broken_rows_are_named_by_their_line_and_the_others_stay():
    text = f'{HEAD}\n1,a,b,c\n2,a\n3,"x"y,b,c\n4,a,b,c\n5,\x00,b,c\n6,"never'
    found = rows(text)
    assert [(row.line, [p["code"] for p in row.problems]) for row in found] == [
        (2, []), (3, ["wrong_count"]), (4, ["not_csv"]), (5, []), (6, ["not_csv"] if found[4].problems else []), (7, ["not_csv"]),
    ]  # fmt: skip


def test_unknown_and_repeated_columns_are_refused_before_any_row():
    [refused] = rows("names.en,nmae,names.en\nA,B,C\n")
    assert [(p["field"], p["code"]) for p in refused.problems] == [("nmae", "unknown_column"), ("names.en", "repeated")]
    assert rows("")[0].problems[0]["code"] == "empty"


@pytest.mark.parametrize("form", ["list", "lines"])
def test_json_rows_are_objects_of_a_list_or_of_lines(form):
    records = [{"names": {"en": f"Name {number}"}, "n": [1, {"a": "]"}]} for number in range(50)]
    text = json.dumps(records, indent=1) if form == "list" else "\n".join(map(json.dumps, records))
    found = rows(text, "json", 11)
    assert [row.values for row in found] == records
    assert found[-1].line > found[0].line


def test_broken_json_keeps_what_came_before_and_says_where():
    found = rows('[{"a": 1},\n 5,\n{"b": 2},\n{"c": ', "json")
    assert [(row.line, [p["code"] for p in row.problems]) for row in found] == [
        (1, []), (2, ["not_an_object"]), (3, []), (4, ["not_json"]),
    ]  # fmt: skip


def test_the_tables_have_every_field_of_their_records():
    assert set(InstitutionRecord().fields) <= set(domain.INSTITUTION)
    assert set(OpportunityRecord().fields) <= set(domain.OPPORTUNITY)
