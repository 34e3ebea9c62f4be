"""A nominee is forgotten by scheduling; the counts stay."""

import json
from uuid import uuid4

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
