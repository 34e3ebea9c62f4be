"""A person is forgotten by the mails."""

import json
from datetime import UTC, datetime
from uuid import uuid4

from contracts.privacy import HeldView
from contracts.registry.accounts import AccountInvited
from contracts.registry.privacy import PersonErased
from services.notifications.privacy import repository, usecases
from tests.notifications.deliveries.test_rules import invited
from tests.texts import unclassified

EMAIL, NAME = "canary.zwitscher@example.org", "Canary Zwitscher"


def erased(story, *ids, email=EMAIL):
    story.tell(PersonErased, {"person_id": uuid4(), "email": email, "ids": ids, "erased_at": datetime.now(UTC)})


def dump(pool):
    with pool.transaction() as tx:
        names = tx.all("select table_name as t from information_schema.tables where table_schema = 'public'")
        return {row["t"]: json.dumps(tx.all(f'select t::text as r from "{row["t"]}" as t')) for row in names}


def test_nothing_of_the_person_stays_but_that_something_was_sent(story, deliver, mailbox, pool, deliveries):
    sent, waiting, other = uuid4(), uuid4(), uuid4()
    invited(story, sent, email=EMAIL.upper(), name=NAME)
    invited(story, other, email="somebody@example.org")
    deliver()
    invited(story, waiting, email=EMAIL, name=NAME)
    assert any(EMAIL in rows.lower() for rows in dump(pool).values())

    erased(story, sent)
    deliver()

    assert len(mailbox.mails()) == 2
    assert {row["recipient_id"]: row["status"] for row in deliveries()} == {
        sent: "sent", other: "sent", waiting: "withdrawn",
    }  # fmt: skip
    for table, rows in dump(pool).items():
        assert not any(word in rows.lower() for word in (EMAIL, NAME.lower(), "ca***")), table
    assert "somebody@example.org" in dump(pool)["contacts"]


def test_an_unknown_person_and_a_repetition_change_nothing(story, pool):
    invited(story, uuid4(), email="somebody@example.org")
    before = dump(pool)["contacts"]
    for _ in range(2):
        erased(story, uuid4())
    assert dump(pool)["contacts"] == before
    assert AccountInvited.internal and PersonErased.internal


def test_a_mail_to_others_that_tells_of_the_person_is_not_sent_any_more(story, deliver, mailbox, pool, deliveries):
    contact, interest_id = uuid4(), uuid4()
    facts = {
        "interest_id": interest_id,
        "applicant_email": EMAIL,
        "applicant_name": NAME,
        "message": f"{NAME} applies.",
    }
    with pool.transaction() as tx:
        tx.run(
            """insert into deliveries (delivery_id, event_id, recipient_id, template, lane, facts, next_at, created_at)
               values (%(id)s, %(id)s, %(contact)s, 'interest_forwarded', 'x', %(facts)s, now(), now())""",
            id=uuid4(), contact=contact, facts={name: str(fact) for name, fact in facts.items()},
        )  # fmt: skip
    erased(story, interest_id)
    assert [row["status"] for row in deliveries()] == ["withdrawn"]
    for table, rows in dump(pool).items():
        assert not any(word in rows.lower() for word in (EMAIL, NAME.lower())), table


def test_officers_see_addresses_and_mails_of_a_person_and_nothing_of_others(story, deliver, mailbox, pool):
    account, contact, other = uuid4(), uuid4(), uuid4()
    invited(story, account, email=EMAIL.upper(), name=NAME)
    invited(story, other, email="somebody@example.org")
    deliver()
    with pool.transaction() as tx:
        tx.run(
            """insert into deliveries (delivery_id, event_id, recipient_id, template, lane, facts, next_at, created_at)
               values (%(id)s, %(id)s, %(contact)s, 'interest_forwarded', 'x', %(facts)s, now(), now())""",
            id=uuid4(), contact=contact, facts={"applicant_email": EMAIL},
        )  # fmt: skip
        found = HeldView.write(usecases.export_person(tx, EMAIL, []))["found"]
        nobody = usecases.export_person(tx, "no@example.org", [])["found"]
    assert [(row["recipient_id"], row["name"]) for row in found["contacts"]] == [(str(account), NAME)]
    assert [(row["template"], row["status"]) for row in found["deliveries"]] == [("account_invited", "sent")]
    assert "nonce" not in found["deliveries"][0]["facts"]
    assert [row["template"] for row in found["mentions"]] == ["interest_forwarded"]
    assert set(nobody) == set(found) and not any(nobody.values())


def test_copies_of_what_others_wrote_and_what_is_parked_lose_the_address(story, pool):
    account, body = uuid4(), {"account_id": "x", "email": EMAIL.title(), "name": NAME}
    invited(story, account, email=EMAIL, name=NAME)
    with pool.transaction() as tx:
        tx.run(
            "insert into activities (activity_id, facts, sequence) values (%(id)s, %(facts)s, 1)",
            id=uuid4(), facts={"contact": {"email": EMAIL}, "title": {"en": f"By {EMAIL}"}},
        )  # fmt: skip
        tx.run(
            "insert into parked (queue, reason, error, body) values ('q', 'failed', %(error)s, %(body)s)",
            error=f"Refused: {EMAIL}", body=json.dumps(body).encode(),
        )  # fmt: skip
    erased(story)
    for table, rows in dump(pool).items():
        assert EMAIL not in rows.lower(), table
    with pool.transaction() as tx:
        kept = json.loads(bytes(tx.one("select body from parked")["body"]))
        facts = tx.one("select facts from activities")["facts"]
    assert kept == {"account_id": "x", "email": "erased@erased.invalid", "name": "(erased)"}
    assert facts == {"contact": {"email": "erased@erased.invalid"}, "title": {"en": "By erased@erased.invalid"}}


# Codes, ids, and what is erased by itself: contacts are deleted, deliveries to and about the person are emptied.
SAFE = """
contacts: name email broken_reason
accounts: role access
countries: code
nominations: standing
announcements: template correlation_id
issue_mails: list_id
deliveries: template channel lane needs facts correlation_id when_unknown language_from template_version address_masked message_id method
invitations: method
"""


def test_every_column_of_texts_is_erased_or_holds_no_words_about_people(pool):
    with pool.transaction() as tx:
        assert unclassified(tx, repository.TEXTS, SAFE) == set()
