"""Who hears what of an opportunity: its owners, the contact it names, those who applied."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from contracts.registry.accounts import AccountCreated
from contracts.registry.interests import InterestAnswered, InterestForwarded
from contracts.registry.opportunity_events import (
    OpportunityAmended,
    OpportunityApproved,
    OpportunityCancelled,
    OpportunityClosingSoon,
    OpportunityReturned,
    OpportunitySuspended,
)
from tests.notifications.deliveries.test_rules import NAMES, account, invited, opportunity

OWNER, CONTACT, APPLICANT = "owner@example.org", "courses@example.org", "awa@example.sn"
AMENDED = {
    "revision": 2, "material": True, "material_fields": ["deadline", "modality"],
    "changes": {"deadline": ["2026-11-01", "2026-11-15"], "modality": ["online", "onsite"], "url": [None, "https://x.org"]},
}  # fmt: skip


@pytest.fixture
def offered(story):
    """An institution with one account, and somebody who applied for its opportunity."""
    ids = {name: uuid4() for name in ("institution_id", "opportunity_id", "interest_id")}
    account_id = uuid4()
    account(story, AccountCreated, account_id, ids["institution_id"])
    invited(story, account_id, email=OWNER, language="en")
    story.tell(InterestForwarded, {**interest(ids), "contact_email": CONTACT, "message": "I teach\nstatistics."})
    return ids


def interest(ids):
    return {
        **ids, "slug": "statistics", "title": {"source": "en", "en": "Statistics"}, "institution_names": NAMES,
        "country": "SN", "applicant_name": "Awa Ndiaye", "applicant_email": APPLICANT, "language": "fr",
    }  # fmt: skip


def tell(story, contract, ids, **more):
    opportunity(story, contract, ids["institution_id"], opportunity_id=ids["opportunity_id"], **more)


def new_mails(mailbox, deliver, before):
    deliver()
    mails = mailbox.mails()[before:]
    return {mail["to"].addresses[0].addr_spec: mail for mail in mails}


def text(mail):
    return mail.get_body(("plain",)).get_content()


def test_an_application_reaches_the_contact_with_what_it_takes_to_answer(deliver, mailbox, offered):
    mails = new_mails(mailbox, deliver, 0)
    assert set(mails) == {OWNER, CONTACT}  # the owner's is the invitation
    said = text(mails[CONTACT])
    assert all(words in said for words in ("Awa Ndiaye", APPLICANT, "Senegal", "statistics."))


def test_an_applicant_hears_the_answer_in_the_own_language(story, deliver, mailbox, offered):
    deliver()
    before = len(mailbox.mails())
    story.tell(InterestAnswered, {**interest(offered), "outcome": "declined", "note": "Too few seats."})
    mails = new_mails(mailbox, deliver, before)
    assert set(mails) == {APPLICANT}
    assert "n’a pas retenu" in text(mails[APPLICANT]) and "Too few seats." in text(mails[APPLICANT])


def test_owners_and_applicants_hear_of_material_changes_only(story, deliver, mailbox, offered):
    deliver()
    before = len(mailbox.mails())
    tell(story, OpportunityAmended, offered, **{**AMENDED, "material": False, "material_fields": []})
    assert new_mails(mailbox, deliver, before) == {}
    tell(story, OpportunityAmended, offered, **AMENDED)
    mails = new_mails(mailbox, deliver, before)
    assert set(mails) == {OWNER, APPLICANT}
    said = text(mails[APPLICANT])
    assert "dimanche 1 novembre 2026 → dimanche 15 novembre 2026" in said and "en ligne → sur place" in said
    assert "x.org" not in said


def test_owners_and_applicants_hear_that_it_is_called_off(story, deliver, mailbox, offered):
    deliver()
    before = len(mailbox.mails())
    tell(story, OpportunityCancelled, offered, reason="The trainer is ill.", fee_amount="120.00", fee_currency="USD")
    mails = new_mails(mailbox, deliver, before)
    assert set(mails) == {OWNER, APPLICANT}
    assert "The trainer is ill." in text(mails[APPLICANT])


@pytest.mark.parametrize("contract", [OpportunityApproved, OpportunityClosingSoon, OpportunitySuspended])
def test_owners_alone_hear_of_the_rest(story, deliver, mailbox, offered, contract):
    deliver()
    before = len(mailbox.mails())
    tell(story, contract, offered)
    assert set(new_mails(mailbox, deliver, before)) == {OWNER}


def test_what_owners_discard_themselves_is_no_news_to_them(story, deliver, mailbox, offered):
    deliver()
    before = len(mailbox.mails())
    tell(story, OpportunityReturned, offered, comments=[], pending_revision=2)
    assert new_mails(mailbox, deliver, before) == {}
    tell(story, OpportunityReturned, offered, comments=[{"field": "fee", "comment": "Which?"}], pending_revision=2)
    assert set(new_mails(mailbox, deliver, before)) == {OWNER}


def test_a_repeated_application_event_mails_once(story, deliver, deliveries, offered):
    facts = {**interest(offered), "contact_email": CONTACT, "message": ""}
    event = story.event(InterestForwarded, facts, time=datetime.now(UTC).isoformat())
    for _ in range(2):
        story.hear(InterestForwarded, event)
    assert [one["template"] for one in deliveries()].count("interest_forwarded") == 2  # of two events
