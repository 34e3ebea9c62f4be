"""A reader is forgotten by the newsletter."""

import json

from contracts.newsletter.subscribers import SubscriberView
from contracts.privacy import HeldView
from services.newsletter.privacy import usecases
from services.newsletter.subscribers import usecases as subscribers

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
