"""Mails about accounts and records: to whom, with which links."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from contracts.links import CONFIRMATION, PASSWORD_RESET, PERSONAL_DATA
from contracts.registry.accounts import AccountAccessChanged, AccountCreated
from contracts.registry.confirmations import InstitutionConfirmationDue, InstitutionUnconfirmed
from contracts.registry.credentials import AccountCredentialResetRequested, AccountPasswordChanged
from contracts.registry.privacy import PersonalDataRequested
from tests.notifications.conftest import LINKS
from tests.notifications.deliveries.test_rules import NAMES, account, invited

SOON = datetime.now(UTC) + timedelta(days=20)


def holder(account_id, **more):
    return {"account_id": account_id, "role": "institution", "name": "Amina Diallo", "email": "amina@example.org",
            "language": "en", "institution": NAMES, "country": "TJ", **more}  # fmt: skip


def card(institution_id, **more):
    return {"institution_id": institution_id, "slug": "university-of-example", "names": NAMES, "country": "TJ", "types": [],
            "topics": [], "status": "active", "languages": [], "version": 2, "missed_confirmations": 1, **more}  # fmt: skip


def people(story, institution_id):
    """Two owners (one made editor since), an editor, and the focal points of two countries."""
    who = {name: uuid4() for name in ("owner", "former", "editor", "focal", "elsewhere")}
    for name in ("owner", "former"):
        account(story, AccountCreated, who[name], institution_id, access="owner")
    account(story, AccountCreated, who["editor"], institution_id, access="editor")
    changed = {"access": "editor", "previous_access": "owner", "covers_children": False}
    account(story, AccountAccessChanged, who["former"], institution_id, **changed)
    for name, country in (("focal", "TJ"), ("elsewhere", "UZ")):
        account(story, AccountCreated, who[name], None, role="focal_point", country=country)
    for name, account_id in who.items():
        invited(story, account_id, email=f"{name}@example.org", language="en")


def told(mailbox, before):
    return sorted(mail["to"].addresses[0].username for mail in mailbox.mails()[before:])


def text(mail):
    return mail.get_body(("plain",)).get_content()


def test_a_reset_is_mailed_with_a_link_of_its_nonce_and_a_change_is_told(story, deliver, mailbox):
    account_id = uuid4()
    story.tell(AccountCredentialResetRequested, holder(account_id, nonce="r1", expires_at=SOON))
    story.tell(AccountPasswordChanged, holder(account_id, changed_at=datetime.now(UTC)))
    deliver()
    first, second = mailbox.mails("amina@example.org")
    assert f"/en/password-resets/{account_id}?signature={PASSWORD_RESET.sign(LINKS.secret, account_id, 'r1')}" in text(
        first
    )
    assert "signature=" not in text(second)


def test_the_owners_of_now_are_asked_to_confirm_and_reminded(story, deliver, mailbox):
    institution_id = uuid4()
    people(story, institution_id)
    deliver()
    before = len(mailbox.mails())
    for reminder in (False, True):
        due = card(institution_id, due_at=SOON, answer_by=SOON, reminder=reminder, nonce="c1")
        story.tell(InstitutionConfirmationDue, due)
    deliver()
    assert told(mailbox, before) == ["owner", "owner"]
    first, second = mailbox.mails("owner@example.org")[-2:]
    assert (
        f"/en/institutions/{institution_id}/confirmation?signature={CONFIRMATION.sign(LINKS.secret, institution_id, 'c1')}"
        in text(first)
    )
    assert second["subject"].startswith("Reminder:") and "University of Example" in first["subject"]


def test_of_an_unconfirmed_record_owners_and_the_countrys_focal_points_hear(story, deliver, mailbox):
    institution_id = uuid4()
    people(story, institution_id)
    deliver()
    before = len(mailbox.mails())
    story.tell(InstitutionUnconfirmed, card(institution_id, status="unconfirmed", since=datetime.now(UTC)))
    deliver()
    assert told(mailbox, before) == ["focal", "owner"]


def test_whoever_asks_for_the_own_data_gets_a_link(story, deliver, mailbox):
    request_id = uuid4()
    asked = {"personal_data_id": request_id, "email": "amina@example.org", "language": "fr", "expires_at": SOON}
    story.tell(PersonalDataRequested, asked)
    deliver()
    (mail,) = mailbox.mails("amina@example.org")
    assert f"/fr/personal-data/{request_id}?signature={PERSONAL_DATA.sign(LINKS.secret, request_id)}" in text(mail)
