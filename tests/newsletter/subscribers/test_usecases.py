"""Asking, confirming, leaving, importing, counting."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contracts import links
from contracts.newsletter.subscribers import AudiencesView, ImportedSubscribers, SubscriberView
from contracts.refusals import LinkInvalid, NotFound
from contracts.vocabularies import AUDIENCES
from services.newsletter.subscribers import usecases

SECRET = "a secret of links"


def record(email="reader@example.org", **more):
    base = {"name": "Reader", "language": "en", "audience": "other", "country": "TR", "publication": "e-newsletter"}
    return {"email": email, **base, **more}


def keys(emitted):
    return [key for key, _ in emitted()]


def the_one(tx):
    return tx.one("select subscriber_id, status from subscribers")


def test_every_address_gets_the_same_receipt_and_one_mail_in_ten_minutes(tx, emitted, now):
    first = usecases.subscribe(tx, record(), now)
    again = usecases.subscribe(tx, record("READER@Example.org", language="fr"), now + timedelta(minutes=9))
    later = usecases.subscribe(tx, record(language="fr"), now + timedelta(minutes=10))

    assert first == again == later
    assert [facts["language"] for _, facts in emitted()] == ["en", "fr"]
    assert keys(emitted) == ["subscription.requested"] * 2
    assert tx.one("select count(*)::int as n from subscribers")["n"] == 1


def test_readers_and_the_suppressed_get_no_mail(tx, emitted, now):
    usecases.import_subscribers(tx, [record(lawful_basis="member"), record("gone@example.org", lawful_basis="x")], now)
    gone = usecases.list_subscribers(tx, None, None, 1, None)["items"][0]
    usecases.suppress(tx, gone["subscriber_id"])
    usecases.suppress(tx, uuid4())
    before = len(emitted())
    for email in ("reader@example.org", "gone@example.org"):
        assert usecases.subscribe(tx, record(email), now + timedelta(days=1)) == usecases.RECEIPT

    assert len(emitted()) == before


def test_confirming_is_told_once(tx, emitted, now):
    usecases.subscribe(tx, record(), now)
    for _ in range(2):
        assert usecases.confirm(tx, the_one(tx)["subscriber_id"], now).status == "confirmed"

    assert keys(emitted) == ["subscription.requested", "subscriber.confirmed"]
    assert "email" not in emitted()[1][1]


def test_a_late_confirmation_is_refused(tx, now):
    usecases.subscribe(tx, record(), now)

    with pytest.raises(LinkInvalid):
        usecases.confirm(tx, the_one(tx)["subscriber_id"], now + timedelta(days=14))


def test_who_left_may_ask_anew_but_an_import_brings_nobody_back(tx, emitted, now):
    usecases.subscribe(tx, record(), now)
    subscriber_id = the_one(tx)["subscriber_id"]
    usecases.confirm(tx, subscriber_id, now)
    for _ in range(2):
        usecases.unsubscribe(tx, subscriber_id)
    imported = usecases.import_subscribers(tx, [record(lawful_basis="list of 2019")], now)
    assert [one["outcome"] for one in imported["results"]] == ["suppressed"]
    assert the_one(tx)["status"] == "unsubscribed"

    usecases.subscribe(tx, record(), now + timedelta(hours=1))

    assert keys(emitted)[2:] == ["subscriber.unsubscribed", "subscription.requested"]
    assert usecases.confirm(tx, subscriber_id, now + timedelta(hours=1)).status == "confirmed"


def test_an_import_tells_what_became_of_each_row(tx, now):
    rows = [record(f"{n}@example.org", lawful_basis="member") for n in ("a", "b", "A")]

    done = ImportedSubscribers.write(usecases.import_subscribers(tx, rows, now))

    assert [one["outcome"] for one in done["results"]] == ["added", "added", "known"]


def test_the_seven_audiences_are_counted_by_language(tx, now):
    rows = [
        record(f"{n}@example.org", audience=audience, language=("en", "ar", "fr")[n % 3], lawful_basis="member")
        for n, audience in enumerate(AUDIENCES)
    ]
    usecases.import_subscribers(tx, [*rows, record("x@example.org", audience="central_bank", lawful_basis="m")], now)

    counts = AudiencesView.write(usecases.count_audiences(tx, "e-newsletter"))["items"]
    assert {one["audience"]: one["total"] for one in counts} == {a: 1 + (a == "central_bank") for a in AUDIENCES}


def test_the_list_goes_by_address_in_pages(tx, now):
    usecases.import_subscribers(tx, [record(f"{n}@example.org", lawful_basis="m") for n in "cab"], now)

    first = usecases.list_subscribers(tx, None, "confirmed", 2, None)
    rest = usecases.list_subscribers(tx, None, "confirmed", 2, first["next"])

    assert [one["email"][0] for one in first["items"] + rest["items"]] == ["a", "b", "c"]
    assert SubscriberView.write(rest["items"][0])["lawful_basis"] == "m"
    assert usecases.list_subscribers(tx, "central_bank", None, 2, None)["items"] == []


def test_links_are_checked_for_their_purpose(tx):
    subject = uuid4()
    accepted = (links.UNSUBSCRIBE, links.SUBSCRIPTION)
    for link in accepted:
        usecases.check_signature(SECRET, subject, link.sign(SECRET, subject), *accepted)
    for wrong in (links.OFFER.sign(SECRET, subject), links.UNSUBSCRIBE.sign(SECRET, uuid4()), "x", ""):
        with pytest.raises(LinkInvalid):
            usecases.check_signature(SECRET, subject, wrong, *accepted)


def test_nothing_behind_a_link_is_no_answer(tx, now):
    for use in (lambda id: usecases.get_subscription(tx, id, now), lambda id: usecases.unsubscribe(tx, id)):
        with pytest.raises(LinkInvalid):
            use(uuid4())
    with pytest.raises(NotFound):
        usecases.subscribe(tx, record(publication="gazette"), now)
