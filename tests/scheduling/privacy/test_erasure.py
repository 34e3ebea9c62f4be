"""A nominee is forgotten by scheduling; the counts stay."""

import json
from uuid import uuid4

from contracts.privacy import HeldView
from contracts.scheduling.nominations import NominationView
from services.scheduling.nominations import usecases as nominations
from services.scheduling.privacy import usecases
from tests.scheduling.facts import announced, nomination

EMAIL, NAME = "canary.zwitscher@example.org", "Canary Zwitscher"


def test_the_nomination_counts_on_without_the_nominee(tx, now):
    activity_id = announced(tx, now)
    asked = nomination(activity_id, 1, "TJ", name=NAME, email=EMAIL.title())
    made = nominations.nominate(tx, asked, uuid4(), now=now)
    for _ in range(2):
        usecases.erase_person(tx, EMAIL, [])
    for table in ("nominees", "nominations", "outbox", "audit", "people", "speakers"):
        rows = json.dumps(tx.all(f"select t::text as r from {table} as t")).lower()
        assert EMAIL not in rows and NAME.lower() not in rows, table
    row = tx.one("select * from nominations where nomination_id = %(id)s", id=made["nomination_id"])
    assert (row["country"], row["nominee"]["name"]) == ("TJ", "(erased)")
    NominationView.write(row)


def test_officers_see_the_nominations_and_the_sessions_of_a_person_and_nothing_of_others(tx, now):
    activity_id, speaker, account = announced(tx, now), uuid4(), uuid4()
    made = nominations.nominate(tx, nomination(activity_id, 1, "TJ", name=NAME, email=EMAIL.title()), uuid4(), now=now)
    nominations.nominate(tx, nomination(activity_id, 2, "TJ", name="B", email="b@example.org"), uuid4(), now=now)
    tx.run(
        "update nominations set nominated_by_account = %(a)s where nomination_id = %(n)s",
        a=account,
        n=made["nomination_id"],
    )
    tx.run(
        "insert into people (person_id, name, position, sequence) values (%(id)s, %(name)s, '{}', 1)",
        id=speaker,
        name=NAME,
    )
    found = HeldView.write(usecases.export_person(tx, EMAIL.upper(), [speaker, account]))["found"]
    assert [(row["nomination_id"], row["nominee"]["name"]) for row in found["nominations"]] == [
        (str(made["nomination_id"]), NAME)
    ]
    assert [row["nomination_id"] for row in found["nominations_made"]] == [str(made["nomination_id"])]
    assert [row["person_id"] for row in found["people"]] == [str(speaker)]
    nobody = usecases.export_person(tx, "no@example.org", [])["found"]
    assert set(nobody) == set(found) and not any(nobody.values())
    assert EMAIL not in json.dumps(tx.all("select changes from audit where action = 'export_person'"))
