"""Issues: one frozen mail to each subscriber in one language, with one-click unsubscription."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from contracts import links
from contracts.newsletter.issues import IssueMailPrepared, NotificationRequested
from contracts.newsletter.subscribers import SubscriberConfirmed, SubscriberUnsubscribed
from services.notifications.sending import usecases

ISSUE = uuid4()


def prepared(story):
    languages = {"en": "News", "ar": "أخبار", "fr": "Nouvelles"}
    facts = {
        "issue_mail_id": ISSUE, "list_id": "e-newsletter.newsletter.sesric.org", "subject": languages,
        "html": {code: f'<html lang="{code}"><p>{word}</p><a href="%%UNSUBSCRIBE_URL%%">x</a></html>' for code, word in languages.items()},
        "text": {code: f"{word}\n%%UNSUBSCRIBE_URL%%\n" for code, word in languages.items()},
    }  # fmt: skip
    return story.tell(IssueMailPrepared, facts)


def requested(story, number, language="en", subscriber=None, **changes):
    facts = {
        "notification_id": uuid4(), "issue_id": ISSUE, "subscriber_id": subscriber or UUID(int=number), "name": None,
        "email": f"reader{number}@example.org", "language": language, "use_by": None, **changes,
    }  # fmt: skip
    return story.tell(NotificationRequested, facts)


def left(story, contract, number):
    facts = {
        "subscriber_id": UUID(int=number),
        "publication": "e-newsletter",
        "audience": "other",
        "language": "en",
        "country": None,
    }
    return story.tell(contract, facts)


def test_each_reader_gets_the_issue_once_with_the_own_link(story, deliver, mailbox, told):
    for number, language in enumerate(("en", "ar", "fr"), 1):
        requested(story, number, language)
    deliver()
    assert mailbox.mails() == []  # the issue's words come by another stream
    prepared(story)
    deliver()
    mails = {mail["to"].addresses[0].username: mail for mail in mailbox.mails()}
    assert [mails[f"reader{n}"]["subject"] for n in (1, 2, 3)] == ["News", "أخبار", "Nouvelles"]
    first = mails["reader1"]
    assert first["list-id"] == "<e-newsletter.newsletter.sesric.org>"
    assert first["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    url = first["list-unsubscribe"].strip("<>")
    assert url in first.get_body(("plain",)).get_content()
    assert url in first.get_body(("html",)).get_content()
    subject, signature = re.search(r"/unsubscribe/([^?]+)\?signature=(.+)$", url).groups()
    links.UNSUBSCRIBE.verify("a secret for tests", subject, signature)
    assert [key for key, _ in told()] == ["delivery.sent"] * 3
    assert {facts["subject_id"] for _, facts in told()} == {str(ISSUE)}
    assert all(facts["request_id"] for _, facts in told())


def test_the_unsubscribe_header_is_one_unbroken_address(story, deliver, mailbox):
    import base64

    prepared(story)
    requested(story, 1)
    deliver()
    raw = base64.b64decode(mailbox.raw()[0]["mail"])
    assert re.search(rb"\r\nList-Unsubscribe: <https://[^\r\n ]+>\r\n", raw)


def test_who_left_while_the_issue_is_sent_gets_it_no_more(story, sender, mailbox, deliveries, told):
    prepared(story)
    for number in (1, 2, 3):
        requested(story, number)
    left(story, SubscriberUnsubscribed, 2)
    usecases.send_due(sender())
    assert [row["status"] for row in deliveries()] == ["sent", "suppressed", "sent"]
    assert ("delivery.suppressed", "unsubscribed") in [(key, facts.get("reason")) for key, facts in told()]
    left(story, SubscriberConfirmed, 2)
    requested(story, 2)
    usecases.send_due(sender())
    assert deliveries()[-1]["status"] == "sent"


def test_a_repeated_request_of_the_same_notification_sends_nothing_more(story, deliver, mailbox):
    prepared(story)
    first = requested(story, 1)
    requested(story, 1, notification_id=first["notification_id"])
    deliver()
    assert len(mailbox.mails()) == 1


def test_an_issue_past_its_use_by_time_is_not_sent(story, deliver, deliveries, mailbox):
    prepared(story)
    requested(story, 1, use_by=datetime.now(UTC) - timedelta(minutes=1))
    deliver()
    assert deliveries()[0]["status"] == "expired"
    assert mailbox.mails() == []
