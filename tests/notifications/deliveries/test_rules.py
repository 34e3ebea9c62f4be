"""What each event prompts, for whom, in which language; and the delivery log."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from contracts.notifications.deliveries import ListDeliveries, PreviewTemplate
from contracts.refusals import Invalid, NotFound
from contracts.registry.accounts import AccountCreated, AccountDisabled, AccountInvited
from contracts.registry.applications import ApplicationDeclined, ApplicationReceived, ApplicationVerified
from contracts.registry.institutions import InstitutionMerged
from contracts.registry.member_states import MemberStateRecorded
from contracts.registry.opportunity_events import OpportunityPublished, OpportunityReturned, OpportunitySubmitted
from services.notifications.deliveries.domain import RULES
from services.notifications.deliveries.usecases import list_page
from services.notifications.rendering.usecases import preview
from tests.notifications.conftest import LINKS

NAMES = {"source": "en", "en": "University of Example", "ar": "جامعة المثال"}


def application(story, contract, application_id, **changes):
    facts = {"application_id": application_id, "names": NAMES, "country": "TJ", "applicant_name": "Amina Diallo",
             "applicant_email": "amina@example.org", "language": "ar", **changes}  # fmt: skip
    return story.tell(contract, facts)


def account(story, contract, account_id, institution_id, **changes):
    facts = {
        "account_id": account_id,
        "role": "institution",
        "institution_id": institution_id,
        "country": "TJ",
        **changes,
    }
    return story.tell(contract, facts)


def invited(story, account_id, **changes):
    facts = {"account_id": account_id, "role": "institution", "name": "Amina Diallo", "email": "amina@example.org",
             "language": "fr", "institution": NAMES, "country": "TJ", "nonce": "n1",
             "expires_at": datetime.now(UTC) + timedelta(days=7), **changes}  # fmt: skip
    return story.tell(AccountInvited, facts)


def opportunity(story, contract, institution_id, **changes):
    today = datetime.now(UTC).date()
    facts = {"opportunity_id": uuid4(), "slug": "statistics", "title": {"source": "en", "en": "Statistics"},
             "institution_id": institution_id, "institution_names": NAMES, "country": "TJ", "kind": "training_course",
             "topic": "statistics", "start_date": today, "end_date": today, "deadline": today, "zone": "Asia/Dushanbe",
             "languages": ["en"], "modality": "online", "status": "in_review", **changes}  # fmt: skip
    return story.tell(contract, facts)


def test_every_rule_has_a_handler():
    from services.notifications.service import NotificationsService

    missing = [rule.event for rule in RULES if not hasattr(NotificationsService, f"on_{rule.event.replace('.', '_')}")]
    assert missing == []


def test_an_applicant_proves_the_address_and_hears_of_a_refusal(story, deliver, mailbox):
    application_id = uuid4()
    application(story, ApplicationReceived, application_id)
    application(story, ApplicationVerified, application_id)
    deliver()
    application(story, ApplicationDeclined, application_id, reason="No website.")
    deliver()
    first, second = mailbox.mails("amina@example.org")
    assert f"/ar/applications/{application_id}?signature=" in first.get_body(("plain",)).get_content()
    assert "No website." in second.get_body(("html",)).get_content()
    assert first["content-language"] == "ar"


def test_an_invitation_carries_a_link_of_its_own_nonce(story, deliver, mailbox):
    from contracts.links import INVITATION

    account_id = uuid4()
    invited(story, account_id)
    deliver()
    (mail,) = mailbox.mails()
    signature = INVITATION.sign(LINKS.secret, account_id, "n1")
    assert f"/fr/invitations/{account_id}?signature={signature}" in mail.get_body(("plain",)).get_content()


def test_the_owners_of_an_opportunity_are_told_those_of_others_not(story, deliver, mailbox):
    ours, theirs, merged = uuid4(), uuid4(), uuid4()
    people = {"a": ours, "b": theirs, "c": merged, "d": ours}
    ids = {who: uuid4() for who in people}
    for who, institution_id in people.items():
        account(story, AccountCreated, ids[who], institution_id)
        invited(story, ids[who], email=f"{who}@example.org")
    account(story, AccountDisabled, ids["d"], ours)
    card = {"institution_id": merged, "into_id": ours, "reason": "one", "slug": "s", "names": NAMES, "country": "TJ",
            "types": [], "topics": [], "status": "merged", "languages": [], "version": 2}  # fmt: skip
    story.tell(InstitutionMerged, card)
    deliver()
    told = len(mailbox.mails())
    opportunity(story, OpportunitySubmitted, ours)
    opportunity(story, OpportunityReturned, ours, comments=[{"field": "place", "comment": "Which building?"}])
    opportunity(story, OpportunityPublished, ours, published_at=datetime.now(UTC))
    deliver()
    new = mailbox.mails()[told:]
    assert sorted(mail["to"].addresses[0].username for mail in new) == ["a"] * 3 + ["c"] * 3
    assert any("Which building?" in mail.get_body(("plain",)).get_content() for mail in new)


@pytest.mark.parametrize(
    ("person", "country", "expected"),
    [("ar-SA", "fr", ("ar", "person")), ("tr", "fr", ("fr", "country")), ("tr", "tg", ("en", "default"))],
)
def test_the_language_is_the_persons_then_the_countrys_then_english(
    story, deliver, deliveries, person, country, expected
):
    state = {"member_state_id": "TJ", "code": "TJ", "names": {"source": "en", "en": "Tajikistan"}, "language": country,
             "time_zones": ["Asia/Dushanbe"], "weekends": [{"days": [6, 7]}]}  # fmt: skip
    story.tell(MemberStateRecorded, state)
    story.announced()
    story.contact("amina", person)
    story.confirmed("amina")
    deliver()
    row = deliveries()[0]
    assert (row["language"], row["language_from"]) == expected


def test_the_log_is_read_in_pages_newest_first(story, pool):
    story.announced()
    for number in range(5):
        story.contact(f"p{number}")
        story.confirmed(f"p{number}")
    ask = {"limit": 2, "subject_id": str(story.activity_id), "template": "nomination_confirmed"}
    seen, cursor = [], None
    with pool.transaction() as tx:
        while True:
            page = list_page(tx, ListDeliveries.read({**ask, "cursor": cursor}))
            assert ListDeliveries.returns.write(page)
            seen += [item["number"] for item in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert seen == sorted(seen, reverse=True)
        assert len(seen) == 5
        assert list_page(tx, ListDeliveries.read({"status": "sent"}))["items"] == []
        for wrong in ("x", "%%%", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"):
            with pytest.raises(Invalid):
                list_page(tx, ListDeliveries.read({"cursor": wrong}))


def test_a_preview_is_filled_from_the_sample():
    shown = PreviewTemplate.returns.write(preview("nomination_selected", "ar-EG", LINKS))
    assert shown["language"] == "ar"
    assert 'dir="rtl"' in shown["html"]
    with pytest.raises(NotFound):
        preview("../secrets", "en", LINKS)
