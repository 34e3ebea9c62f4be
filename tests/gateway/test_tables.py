"""Tables in and out by the office's pages."""

import io

import pytest

from contracts.refusals import Forbidden, Invalid, Unavailable
from contracts.registry.transfers import LARGEST_PART, MOST_PARTS, FileGone
from services.gateway.pages.office.imports import PIECE
from services.gateway.pages.site import LARGEST_UPLOAD
from tests.gateway.panel_records import IMPORT
from tests.gateway.seen import proof, send, text

NEW, JOB = "/en/office/imports/new", f"/en/office/imports/{IMPORT['import_id']}"
TABLE = "names.en,types,country\r\nInstitut supérieur,university,DZ\r\n"


@pytest.fixture
def taken(department):
    """The pieces that arrive."""
    pieces = []
    department.answers["registry.start_import"] = lambda f, e: IMPORT | {"status": "collecting"}
    department.answers["registry.add_import_rows"] = lambda f, e: pieces.append(f["content"]) or IMPORT
    department.answers["registry.finish_import"] = lambda f, e: IMPORT
    return pieces


def upload(browser, content, name="members.csv", **typed):
    data = {"proof": proof(text(browser.get("/en/my/account"))), "kind": "institutions", **typed}
    return browser.post(NEW, data=data | {"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def test_a_file_is_handed_over_whole_and_only_tried(office, department, taken):
    response = upload(office, TABLE.encode("utf-8-sig") * 9000, key="fixed-key-1")
    assert response.headers["Location"].endswith(f"/office/imports/{IMPORT['import_id']}")
    fields, envelope = department.last("registry.start_import")
    assert fields == {"kind": "institutions", "format": "csv", "label": "members.csv", "dry_run": True}
    assert envelope["_idempotency_key"] == "fixed-key-1-start"
    assert len(taken) > 1
    assert "".join(taken) == (TABLE + ("\ufeff" + TABLE) * 8999)
    assert department.last("registry.finish_import")[0]["parts"] == len(taken)


def test_the_largest_file_has_no_more_parts_than_an_import_and_no_larger_ones():
    assert LARGEST_UPLOAD / PIECE < MOST_PARTS
    assert PIECE * 3 / 2 <= LARGEST_PART


@pytest.mark.parametrize(("content", "format_"), [('[{"a": "é"}]'.encode(), "json"), (TABLE.encode("utf-16"), "csv")])
def test_what_the_file_is_shows_in_its_content(office, department, taken, content, format_):
    assert upload(office, content, name="table.xls").status_code == 303
    assert department.last("registry.start_import")[0]["format"] == format_
    assert "é" in "".join(taken)


@pytest.mark.parametrize(("content", "said"), [
    (b"", "There is nothing in this file."), ("Institut supérieur".encode("cp1252"), "not in UTF-8"),
    (b"\xff\xfea", "not in UTF-8"),
])  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_beside_it(office, department, taken, content, said):
    response = upload(office, content)
    assert response.status_code == 422
    assert 'href="#file"' in text(response)
    assert said in text(response)
    assert "registry.start_import" not in [name for name, _, _ in department.asked]


def test_without_a_file_the_rest_stays_typed(office):
    response = send(office, NEW, kind="opportunities")
    assert response.status_code == 422
    assert 'value="opportunities" checked' in text(response)
    assert 'href="#file"' in text(response)


def test_the_same_form_sent_again_after_an_outage_is_the_same_import(office, department, taken):
    def away(fields, envelope):
        raise Unavailable

    department.answers["registry.finish_import"] = away
    response = upload(office, TABLE.encode(), key="fixed-key-2")
    assert response.status_code == 503
    assert 'name="key" value="fixed-key-2"' in text(response)


def test_other_forms_take_no_large_files(office):
    response = office.post("/en/subscribe", data={"email": "x" * 300_000})
    assert response.status_code == 413
    assert "This is too large" in text(response)


def test_a_trial_shows_every_problem_and_is_then_kept(office, department):
    html = text(office.get(JOB))
    assert "Please choose from the list." in html
    assert "The same stands on an earlier line." in html
    assert "Words of its owner." in html
    department.answers["registry.start_import"] = lambda f, e: IMPORT | {"dry_run": False, "status": "waiting"}
    assert send(office, JOB, partial="yes").status_code == 303
    assert department.last("registry.start_import")[0] == {
        "kind": "institutions", "format": "csv", "label": "members of 2026.csv", "dry_run": False, "partial": True,
        "file_of": IMPORT["import_id"],
    }  # fmt: skip


def test_a_file_that_is_gone_is_asked_for_again(office, department):
    def gone(fields, envelope):
        raise FileGone

    department.answers["registry.start_import"] = gone
    response = send(office, JOB)
    assert response.status_code == 409
    assert "Please send it again." in text(response)


def test_an_import_under_way_is_looked_at_again_and_not_kept_twice(office, department):
    department.answers["registry.get_import"] = lambda f, e: IMPORT | {"status": "running", "dry_run": False}
    html = text(office.get(JOB))
    assert "120 rows were read so far." in html
    assert "Keep it" not in html


def test_what_was_searched_is_exported_as_one_file(office, department):
    pieces = {None: {"content": '\ufeff"a"\r\n', "next": "x"}, "x": {"content": '"ü"\r\n', "next": None}}
    department.answers["registry.export_table"] = lambda f, e: pieces[f.get("cursor")]
    assert 'href="/en/office/exports/institutions/csv?words=x&amp;country=TJ"' in text(
        office.get("/en/office/institutions?words=x&country=TJ")
    )
    response = office.get("/en/office/exports/institutions/csv?words=x&country=TJ&status=")
    assert response.data.decode() == '\ufeff"a"\r\n"ü"\r\n'
    assert response.headers["Content-Disposition"] == 'attachment; filename="institutions.csv"'
    fields, envelope = department.last("registry.export_table")
    assert fields == {"kind": "institutions", "words": "x", "country": "TJ", "cursor": "x"}
    assert envelope["_token"] == "t.t.t"


def test_an_export_is_for_officers_and_of_what_there_is(panel, office, department):
    def refuse(fields, envelope):
        raise Invalid([{"field": "words", "code": "too_short", "message": "Longer, please."}])

    department.answers["registry.export_records"] = refuse
    assert office.get("/en/office/exports/institutions/json?words=x").status_code == 422
    assert office.get("/en/office/exports/castles/json").status_code == 422


def test_institutions_export_nothing_from_the_office(panel, department):
    def answer(fields, envelope):
        raise Forbidden

    department.answers["registry.export_table"] = answer
    assert panel.get("/en/office/exports/institutions/csv").status_code == 403
    assert "registry.export_table" not in [name for name, _, _ in department.asked]
