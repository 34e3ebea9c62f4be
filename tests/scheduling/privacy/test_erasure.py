"""A nominee is forgotten by scheduling; the counts stay."""

import json
from uuid import uuid4

from contracts.privacy import HeldView
from contracts.scheduling.activities import ActivityView
from contracts.scheduling.nominations import NominationView
from services.scheduling.activities import usecases as activities
from services.scheduling.nominations import usecases as nominations
from services.scheduling.privacy import repository, usecases
from tests.scheduling.facts import announced, nomination
from tests.texts import unclassified

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


WRITTEN = f"{NAME} ({EMAIL.title()}) wrote."


def park(tx, event_id, body):
    tx.run(
        """insert into parked (queue, event_id, reason, error, body) values ('evt-x', %(id)s, 'failed', %(error)s, %(body)s)""",
        id=event_id, error=f"Refused: {EMAIL}", body=body,
    )  # fmt: skip


def test_what_others_wrote_and_what_is_parked_tells_nobody_of_the_person(tx, now):
    activity_id = announced(tx, now)
    made = nominations.nominate(tx, nomination(activity_id, 1, "TJ", name=NAME, email=EMAIL), uuid4(), now=now)
    nominations.nominate(tx, nomination(activity_id, 2, "TJ", name="B", email="b@example.org"), uuid4(), now=now)
    tx.run("update nominations set reason = %(words)s, motivation = %(words)s", words=WRITTEN)
    contact = {"name": "Desk", "email": EMAIL, "public": True}
    tx.run(
        "update activities set description = %(text)s, contact = %(contact)s, cancel_reason = %(words)s, join_link = %(link)s",
        text={"source": "en", "en": f"Write to {EMAIL}."}, contact=contact, words=WRITTEN, link=f"https://x.example/{EMAIL}",
    )  # fmt: skip
    session = {
        "id": uuid4(),
        "activity": activity_id,
        "text": {"en": EMAIL},
        "links": [f"https://x.example/{EMAIL}", "y"],
    }
    tx.run(
        """insert into sessions (session_id, activity_id, kind, title, summary, starts, ends, materials)
           select %(id)s, activity_id, 'lecture', %(text)s, '{}', starts, ends, %(links)s from activities
           where activity_id = %(activity)s""",
        **session,
    )
    tx.run(
        """insert into speakers (session_id, position, name, job, organisation, role)
           values (%(id)s, 1, 'B', '{}', %(text)s, 'speaker')""",
        **session,
    )
    park(tx, "a", json.dumps({"nomination_id": str(made["nomination_id"]), "name": NAME, "n": 1}).encode())
    park(tx, "b", json.dumps({"email": EMAIL.upper(), "note": "é"}, ensure_ascii=False).encode())
    park(tx, "c", b"\xff not JSON: " + EMAIL.encode())
    found = usecases.export_person(tx, EMAIL, [])["found"]["mentions"]
    assert {f"{row['where']}.{row['field']}" for row in found} >= {"nominations.reason", "activities.contact"}
    before = activities.get_activity(tx, activity_id, None)["version"]

    usecases.erase_person(tx, EMAIL, [])

    names = tx.all("select table_name as t from information_schema.tables where table_schema = 'public'")
    for table in (row["t"] for row in names):
        rows = json.dumps(tx.all(f'select t::text as r from "{table}" as t')).lower()
        assert EMAIL not in rows and NAME.lower() not in rows, table
    bodies = {row["event_id"]: bytes(row["body"]) for row in tx.all("select event_id, body from parked")}
    assert json.loads(bodies["a"]) == {"nomination_id": str(made["nomination_id"]), "name": "(erased)", "n": 1}
    assert json.loads(bodies["b"]) == {"email": "erased@erased.invalid", "note": "é"}
    assert bodies["c"] == b""
    links = tx.one("select materials from sessions where session_id = %(id)s", **session)["materials"]
    assert links == ["https://x.example/erased@erased.invalid", "y"]
    shown = activities.get_activity(tx, activity_id, None)
    assert shown["version"] > before
    ActivityView.write(shown)


# Codes, ids, copies of the registry's public records, and what is erased by itself.
SAFE = """
institutions: names
people: name honorific
member_states: code names
activities: programme period zone modality stakeholders topics interpretation eligible_countries drafted_digest
activity_organisers: role
speakers: name honorific role
nominees: folded_email
nominations: gender nominated_by
"""


def test_every_column_of_texts_is_erased_or_holds_no_words_about_people(tx):
    found = unclassified(tx, (*repository.NOTES, *repository.PUBLISHED), SAFE)
    # Arrays of numbers and days hold no words.
    assert found - {("activities", "sdgs"), ("nominations", "days")} == set()
