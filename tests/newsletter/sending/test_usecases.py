"""Sending to the last settled mail."""

import random
from contextlib import suppress
from uuid import UUID

import pytest

from contracts.newsletter.archive import ArchivedIssueView
from contracts.refusals import InvalidTransition, NotFound
from services.newsletter.archive import usecases as archive
from services.newsletter.issues import usecases as issues
from services.newsletter.recipients import usecases as recipients
from services.newsletter.sending import usecases
from services.newsletter.subscribers import usecases as subscribers


@pytest.fixture
def readers(tx, now):
    """`readers(n)`: n confirmed readers in en, ar, fr, fr-CA and tr by turns."""

    def add(number):
        tongues = ("en", "ar", "fr", "fr-CA", "tr")
        rows = [
            {
                "email": f"r{n:04}@example.org", "name": None, "language": tongues[n % 5], "audience": "other",
                "country": None, "publication": "e-newsletter", "lawful_basis": "member",
            }
            for n in range(number)
        ]  # fmt: skip
        done = subscribers.import_subscribers(tx, rows, now)
        return [row["subscriber_id"] for row in done["results"]]

    return add


def requested(emitted):
    return [facts for key, facts in emitted() if key == "notification.requested"]


def settle_all(tx, emitted, now, status="sent"):
    for facts in requested(emitted):
        recipients.settle(tx, UUID(facts["notification_id"]), status, None, now)


def counts(tx, issue):
    found = recipients.count(tx, issue.issue_id)
    assert found["recipients"] == found["sent"] + found["failed"] + found["suppressed"] + found["pending"]
    return found


def go_on(tx, now):
    while usecases.go_on_sending(tx, now):
        pass


def test_each_reader_gets_one_mail_in_one_language(tx, now, approved, readers, emitted):
    readers(10)
    usecases.send_issue(tx, approved.issue_id, now)
    go_on(tx, now)
    go_on(tx, now)

    mails = requested(emitted)
    assert len({mail["subscriber_id"] for mail in mails}) == len(mails) == 10
    assert sorted(mail["language"] for mail in mails) == ["ar"] * 2 + ["en"] * 4 + ["fr"] * 4
    prepared = next(facts for key, facts in emitted() if key == "issue_mail.prepared")
    assert set(prepared["html"]) == {"en", "ar", "fr"}
    assert prepared["list_id"] == "e-newsletter.newsletter.sesric.org"


def test_a_batch_is_bounded_and_the_rest_follows(tx, now, approved, readers, emitted):
    readers(205)
    usecases.send_issue(tx, approved.issue_id, now)

    assert usecases.go_on_sending(tx, now)
    assert len(requested(emitted)) == 200
    assert usecases.go_on_sending(tx, now)
    assert len(requested(emitted)) == 205
    assert not usecases.go_on_sending(tx, now)


def test_counts_reconcile_when_readers_leave_during_a_pause(tx, now, approved, readers, emitted):
    ids = readers(205)
    usecases.send_issue(tx, approved.issue_id, now)
    usecases.go_on_sending(tx, now)
    usecases.pause_issue(tx, approved.issue_id)
    assert not usecases.go_on_sending(tx, now)
    asked = {mail["subscriber_id"] for mail in requested(emitted)}
    left = next(one for one in ids if str(one) not in asked)
    subscribers.unsubscribe(tx, left)
    usecases.resume_issue(tx, approved.issue_id)
    go_on(tx, now)

    assert str(left) not in {mail["subscriber_id"] for mail in requested(emitted)}
    assert counts(tx, approved) == {"recipients": 205, "sent": 0, "failed": 0, "suppressed": 1, "pending": 204}
    settle_all(tx, emitted, now)
    go_on(tx, now)
    assert counts(tx, approved) == {"recipients": 205, "sent": 204, "failed": 0, "suppressed": 1, "pending": 0}
    sent = next(facts for key, facts in emitted() if key == "issue.sent")
    assert sent["counts"] == counts(tx, approved)


@pytest.mark.parametrize("seed", range(5))
def test_any_course_of_sending_mails_each_reader_at_most_once_and_adds_up(tx, now, approved, readers, emitted, seed):
    chance = random.Random(seed)  # noqa: S311
    ids = readers(24)
    usecases.send_issue(tx, approved.issue_id, now)
    for _ in range(40):
        step = chance.choice(["go", "go", "pause", "resume", "leave", "hold", "settle"])
        if step == "go":
            usecases.go_on_sending(tx, now, batch=3)
        elif step == "leave":
            subscribers.unsubscribe(tx, chance.choice(ids))
        elif step == "hold":
            reader = chance.choice(ids)
            with suppress(InvalidTransition):
                subscribers.change(tx, reader, None, chance.random() < 0.5, now)
        elif step == "settle":
            settle_all(tx, emitted, now, chance.choice(["sent", "failed", "suppressed"]))
        else:
            with suppress(InvalidTransition):
                {"pause": usecases.pause_issue, "resume": usecases.resume_issue}[step](tx, approved.issue_id)
        assert counts(tx, approved)["recipients"] == 24
    with suppress(InvalidTransition):
        usecases.resume_issue(tx, approved.issue_id)
    go_on(tx, now)
    settle_all(tx, emitted, now)
    go_on(tx, now)

    mails = [mail["subscriber_id"] for mail in requested(emitted)]
    told = [facts["counts"] for key, facts in emitted() if key == "issue.sent"]
    assert len(mails) == len(set(mails))
    assert told == [counts(tx, approved)]
    assert told[0]["pending"] == 0


def test_two_replicas_never_take_the_same_readers(pool, tx, now, approved, readers):
    readers(6)
    usecases.send_issue(tx, approved.issue_id, now)
    tx.run("commit")
    with pool.transaction() as one, pool.transaction() as other:
        assert usecases.go_on_sending(one, now, batch=3)
        assert not usecases.go_on_sending(other, now, batch=3)
    with pool.transaction() as later:
        go_on(later, now)
        mails = later.all("select subject from outbox where routing_key = 'notification.requested'")

    assert len(mails) == len({mail["subject"] for mail in mails}) == 6


def test_who_subscribes_after_the_start_is_no_recipient(tx, now, approved, readers):
    readers(2)
    usecases.send_issue(tx, approved.issue_id, now)
    readers(5)

    assert counts(tx, approved)["recipients"] == 2


def test_the_first_end_of_a_mail_stands_and_strange_ones_change_nothing(tx, now, approved, readers, emitted):
    readers(1)
    usecases.send_issue(tx, approved.issue_id, now)
    go_on(tx, now)
    mail = UUID(requested(emitted)[0]["notification_id"])
    for notification_id, status in ((None, "sent"), (approved.issue_id, "failed"), (mail, "failed"), (mail, "sent")):
        recipients.settle(tx, notification_id, status, "reason", now)

    assert counts(tx, approved) == {"recipients": 1, "sent": 0, "failed": 1, "suppressed": 0, "pending": 0}


def test_without_readers_the_issue_still_goes_to_the_archive(tx, now, approved, emitted):
    usecases.send_issue(tx, approved.issue_id, now)
    go_on(tx, now)

    assert [key for key, _ in emitted()][-4:] == [
        "issue.sending_started",
        "issue_mail.prepared",
        "issue.sent",
        "issue.archived",
    ]
    assert emitted()[-1][1]["slug"] == "e-newsletter-vol-17-no-2"


def test_the_archive_shows_each_language_without_personal_data(tx, now, approved, readers, emitted):
    readers(3)
    with pytest.raises(NotFound):
        archive.get_archived(tx, approved.slug, "en")
    usecases.send_issue(tx, approved.issue_id, now)
    go_on(tx, now)
    settle_all(tx, emitted, now)
    go_on(tx, now)

    shown = {
        lang: ArchivedIssueView.write(archive.get_archived(tx, approved.slug, lang))
        for lang in ("en", "ar", "fr-CA", "tr")
    }
    assert {lang: view["language"] for lang, view in shown.items()} == {
        "en": "en",
        "ar": "ar",
        "fr-CA": "fr",
        "tr": "en",
    }
    assert all("@" not in view["html"] and "%%" not in view["html"] for view in shown.values())
    assert shown["ar"]["languages"] == ["ar", "en", "fr"]
    page = archive.list_archive(tx, None, 1, None)
    assert [one["slug"] for one in page["items"]] == ["e-newsletter-vol-17-no-2"]
    assert page["next"] is None


def test_an_issue_is_sent_once(tx, now, approved):
    usecases.send_issue(tx, approved.issue_id, now)
    with pytest.raises(InvalidTransition):
        usecases.send_issue(tx, approved.issue_id, now)
    with pytest.raises(InvalidTransition):
        issues.assemble_issue(tx, approved.issue_id, "", now)


@pytest.mark.parametrize("step", [usecases.pause_issue, usecases.resume_issue])
def test_only_what_is_being_sent_is_held(tx, approved, step):
    with pytest.raises(InvalidTransition):
        step(tx, approved.issue_id)
