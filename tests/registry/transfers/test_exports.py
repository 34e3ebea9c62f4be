"""Exports of the registry, and their way back in, on PostgreSQL."""

import json
from uuid import UUID, uuid4

from chassis.identity import Actor
from services.registry.institutions import usecases as institutions
from services.registry.transfers import exports
from tests.registry import facts
from tests.registry.conftest import OFFICER
from tests.registry.transfers.tables import HEAD, NOW, count, counts, row


def test_an_export_of_what_is_searched_has_what_the_search_finds(run, pool):
    run("\n".join([HEAD, row(1), row(2, country="DZ"), row(3, country="DZ", city="Oran")]), dry_run=False)
    with pool.transaction(OFFICER) as tx:
        told = {"searched": {"country": "DZ"}, "now": NOW}
        listed = json.loads(exports.export_records(tx, "institutions", None, **told)["content"])
        assert [one["country"] for one in listed] == ["DZ", "DZ"]
        table = exports.export_table(tx, "institutions", None, **told)["content"]
        assert table.count("\r\n") == 3
        nothing = exports.export_records(tx, "opportunities", None, searched={"status": "draft"}, now=NOW)
    assert json.loads(nothing["content"]) == []


def test_an_export_imported_again_changes_nothing(run, pool):
    with pool.transaction(OFFICER) as tx:
        for number in range(4):
            more = {
                "names": {"source": "ar", "ar": f"معهد {uuid4().hex}", "en": f"=cmd|' /C calc'!A{number}", "tr": "Enstitü"},
                "contact": {"email": "a@example.org", "phone": "+90 312", "public": number % 2 == 0},
                "other_names": [{"name": "@SUM", "kind": "acronym", "language": None}],
                "latitude": -3.5, "longitude": 10.25, "established": 1950, "capabilities": [{"en": "a; b, \"c\"\nd"}],
                "external_ids": [{"scheme": "odd", "value": f"x|{number}\\"}],
                "sites": [{"country": "TR", "city": "İzmir"}],
            }  # fmt: skip
            institutions.register_institution(
                tx, facts.institution(**more, force_reason="test"), now=NOW, new_id=uuid4()
            )
    before = count(pool, "outbox")
    with pool.transaction(OFFICER) as tx:
        table = exports.export_table(tx, "institutions", None, now=NOW)
        listed = exports.export_records(tx, "institutions", None, now=NOW)
    assert table["next"] is None
    assert "\"'=cmd" in table["content"] and "\"'@SUM" not in table["content"].replace("[{", "")
    for text, form in ((table["content"], "csv"), (listed["content"], "json")):
        job, problems = run(text, format=form, dry_run=False)
        assert (counts(job), problems) == ({"rows": 4, "unchanged": 4}, [])
    assert count(pool, "outbox") == before


def test_the_public_gets_public_records_without_private_contacts(pool):
    contact = {"email": "inside@example.org", "public": False}
    with pool.transaction(OFFICER) as tx:
        institutions.register_institution(tx, facts.institution("Seen", contact=contact), now=NOW, new_id=uuid4())
        institutions.register_institution(
            tx, facts.institution("Planned thing", status="planned"), now=NOW, new_id=uuid4()
        )
        assert len(json.loads(exports.export_records(tx, "institutions", None, now=NOW)["content"])) == 2
        assert "inside@example.org" in exports.export_table(tx, "institutions", None, now=NOW)["content"]
    with pool.transaction(Actor("public")) as tx:
        [seen] = json.loads(exports.export_records(tx, "institutions", None, now=NOW)["content"])
        assert (seen["names"]["en"], seen["contact"]) == ("Seen", None)
        assert "inside@" not in exports.export_table(tx, "institutions", None, now=NOW)["content"]
        assert exports.export_records(tx, "opportunities", None, now=NOW)["content"] == "[\n\n]\n"


def test_an_export_comes_in_pieces(pool, monkeypatch):
    monkeypatch.setattr(exports, "PIECE", 2)
    with pool.transaction(OFFICER) as tx:
        for number in range(5):
            institutions.register_institution(
                tx, facts.institution(f"Name {number}", force_reason="test"), now=NOW, new_id=UUID(int=number + 1)
            )
        text, cursor = "", None
        while True:
            piece = exports.export_records(tx, "institutions", cursor, now=NOW)
            text, cursor = text + piece["content"], piece["next"]
            if cursor is None:
                break
    assert [one["names"]["en"] for one in json.loads(text)] == [f"Name {number}" for number in range(5)]
