"""A reader is forgotten by the newsletter."""

import json
from uuid import uuid4

from chassis.tx import Json
from contracts.newsletter.subscribers import SubscriberView
from contracts.privacy import HeldView
from services.newsletter.privacy import repository, usecases
from services.newsletter.subscribers import usecases as subscribers
from tests.texts import unclassified

EMAIL, NAME = "canary.zwitscher@example.org", "Canary Zwitscher"


def record(email, name):
    return {
        "email": email,
        "name": name,
        "language": "en",
        "audience": "other",
        "country": "TR",
        "publication": "e-newsletter",
    }


def test_the_subscription_stays_as_an_ended_one_of_nobody(tx, emitted, now):
    subscribers.subscribe(tx, record(EMAIL.title(), NAME), now)
    subscribers.subscribe(tx, record("somebody@example.org", "Somebody"), now)
    for _ in range(2):
        usecases.erase_person(tx, EMAIL, [])
    assert [key for key, _ in emitted()].count("subscriber.unsubscribed") == 1
    for table in ("subscribers", "outbox", "audit", "recipients"):
        rows = json.dumps(tx.all(f"select t::text as r from {table} as t")).lower()
        assert EMAIL not in rows and NAME.lower() not in rows, table
    row = tx.one("select * from subscribers where status = 'unsubscribed'")
    SubscriberView.write(row)
    assert tx.one("select count(*) as n from subscribers where email = 'somebody@example.org'")["n"] == 1


def test_officers_see_the_subscriptions_of_a_person_and_nothing_of_others(tx, now):
    subscribers.subscribe(tx, record(EMAIL.title(), NAME), now)
    subscribers.subscribe(tx, record("somebody@example.org", "Somebody"), now)
    found = HeldView.write(usecases.export_person(tx, EMAIL, []))["found"]
    assert [(row["name"], row["status"]) for row in found["subscriptions"]] == [(NAME, "requested")]
    nobody = usecases.export_person(tx, "no@example.org", [])["found"]
    assert set(nobody) == set(found) and not any(nobody.values())


def test_what_editors_wrote_and_what_is_parked_loses_the_address(tx, now):
    issue_id, comment = uuid4(), f"Ask {EMAIL.title()}, {NAME}."
    tx.run(
        """insert into issues (issue_id, publication, period, volume, number, title, slug, opened_at, comments)
           values (%(id)s, 'e-newsletter', '2098-H1', 1, 1, '{"en": "x"}', 'x-2098', %(now)s, %(comments)s)""",
        id=issue_id, now=now, comments=Json([{"comment": comment}]),
    )  # fmt: skip
    tx.run(
        """insert into items (item_id, issue_id, kind, section, position, title, text, byline)
           values (%(id)s, %(issue)s, 'free', 'news', 1, '{"en": "x"}', %(text)s, %(byline)s)""",
        id=uuid4(), issue=issue_id, text={"source": "en", "en": f"Write to {EMAIL}"}, byline=comment,
    )  # fmt: skip
    tx.run("insert into parked (queue, reason, body) values ('q', 'failed', %(body)s)", body=EMAIL.upper().encode())
    found = usecases.export_person(tx, EMAIL, [])["found"]["mentions"]
    assert {f"{row['where']}.{row['field']}" for row in found} == {"issues.comments", "items.text", "items.byline"}
    usecases.erase_person(tx, EMAIL, [])
    for table in ("issues", "items", "parked", "outbox"):
        assert EMAIL not in json.dumps(tx.all(f"select t::text as r from {table} as t")).lower(), table
    assert tx.one("select byline from items where issue_id = %(id)s", id=issue_id)["byline"] == (
        f"Ask erased@erased.invalid, {NAME}."
    )
    assert tx.one("select body from parked")["body"].tobytes() == b""


# Codes, ids, reference data, approved renderings, which are frozen, and what is erased by itself.
SAFE = """
publications: code title cadence audiences item_kinds sections
candidate_moments: what
issues: publication period waived_languages
items: section event_ids excluded_by
renderings: subject html text body
subscribers: publication email name audience lawful_basis
"""


def test_every_column_of_texts_is_erased_or_holds_no_words_about_people(tx):
    assert unclassified(tx, (*repository.NOTES, *repository.PUBLISHED), SAFE) == set()
