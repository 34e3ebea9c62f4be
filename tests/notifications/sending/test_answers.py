"""What the mail server's answers, and its silence, mean."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from contracts.newsletter.subscribers import SubscriptionRequested
from contracts.notifications.deliveries import GetDelivery
from services.notifications.deliveries.repository import get_delivery
from services.notifications.sending import repository, usecases
from tests.notifications.conftest import calendar_of
from tests.notifications.story import person


def confirmed(story, who):
    """Somebody with a confirmed seat whose mail is due."""
    story.announced()
    story.contact(who)
    story.confirmed(who)


def timeline(pool, row):
    with pool.transaction() as tx:
        return [(step["status"], step["reason"]) for step in get_delivery(tx, row["delivery_id"])["timeline"]]


def test_a_mail_that_was_taken_is_told_and_logged(story, deliver, deliveries, told, pool):
    confirmed(story, "amina")
    deliver()
    (row,) = deliveries()
    ((key, facts),) = told()
    assert key == "delivery.sent"
    assert facts["recipient_id"] == str(person("amina"))
    assert "example.org" not in str(facts)
    with pool.transaction() as tx:
        view = GetDelivery.returns.write(get_delivery(tx, row["delivery_id"]))
    assert view["address_masked"] == "a***@example.org"
    assert [step["status"] for step in view["timeline"]] == ["queued", "sending", "sent"]
    assert view["timeline"][-1]["reason"] == "250 2.0.0 kept"
    assert view["language"] == "en"
    assert view["language_from"] == "person"


def test_a_temporary_refusal_waits_and_ends_after_the_last_attempt(story, deliver, deliveries, told, pool):
    confirmed(story, "later")
    deliver()
    (row,) = deliveries()
    assert (row["status"], row["attempts"]) == ("retry_wait", 1)
    assert timedelta(seconds=4) < row["next_at"] - datetime.now(UTC) < timedelta(seconds=6)
    clock = datetime.now(UTC)
    for _ in range(6):
        clock += timedelta(days=1)
        deliver(clock=lambda at=clock: at)
    (row,) = deliveries()
    assert (row["status"], row["attempts"]) == ("failed", 7)
    assert [key for key, _ in told()] == ["delivery.failed"]


def test_an_unknown_user_ends_it_and_nothing_more_is_sent_there(story, deliver, deliveries, told):
    confirmed(story, "unknown")
    deliver()
    assert deliveries()[0]["status"] == "failed"
    assert [key for key, _ in told()] == ["delivery.failed", "contact_point.invalidated"]
    assert "unknown@" not in str(told())
    story.withdrawn("unknown")
    deliver()
    assert deliveries()[1]["status"] == "suppressed"
    story.contact("unknown", email="right@example.org")
    story.confirmed("unknown")
    deliver()
    assert deliveries()[2]["status"] == "sent"


def test_an_answer_lost_after_the_mail_means_once_more_with_the_same_message_id(
    story, deliver, deliveries, mailbox, pool
):
    confirmed(story, "gone")
    deliver()
    first, second = mailbox.mails()
    assert first["message-id"] == second["message-id"]
    (row,) = deliveries()
    assert row["status"] == "sent"
    assert [status for status, _ in timeline(pool, row)] == [
        "queued", "sending", "unknown", "ready", "sending", "sent",
    ]  # fmt: skip
    assert row["ical_sequence"] == 0


def test_calendar_messages_of_unknown_outcome_go_out_again_as_they_were(story, deliver, mailbox):
    confirmed(story, "gone")
    deliver()
    story.moved()
    deliver()
    story.withdrawn("gone")
    deliver()
    said = []
    for mail in mailbox.mails():
        method, calendar = calendar_of(mail)
        said.append((method, int(calendar.walk("VEVENT")[0]["sequence"]), mail["message-id"]))
    assert [(method, sequence) for method, sequence, _ in said] == [
        ("REQUEST", 0), ("REQUEST", 0), ("REQUEST", 1), ("REQUEST", 1), ("CANCEL", 2), ("CANCEL", 2),
    ]  # fmt: skip
    assert [one[2] == other[2] for one, other in zip(said[::2], said[1::2], strict=True)] == [True] * 3


def test_a_second_unknown_outcome_is_left_to_a_person(story, deliver, mailbox, deliveries, told):
    confirmed(story, "lost")
    deliver()
    assert len(mailbox.mails()) == 2
    assert deliveries()[0]["status"] == "unknown"
    assert [(key, facts["reason"]) for key, facts in told()] == [("delivery.failed", "its outcome is unknown")]
    story.withdrawn("lost")
    deliver()
    assert calendar_of(mailbox.mails()[-1])[0] == "CANCEL"  # the REQUEST may have been taken


def test_a_worker_killed_between_the_answer_and_its_commit(story, sender, deliveries, mailbox, pool):
    confirmed(story, "amina")
    one = sender()
    claim_and_prepare(one, deliveries()[0]["delivery_id"])
    assert deliveries()[0]["status"] == "sending"
    assert usecases.send_due(sender()) is False  # nobody takes it while the lease runs
    later = datetime.now(UTC) + timedelta(minutes=2)
    with pool.transaction() as tx:
        usecases.sweep(tx, now=later)
    usecases.send_due(sender(clock=lambda: later))
    first, second = mailbox.mails()
    assert first["message-id"] == second["message-id"]
    assert [status for status, _ in timeline(pool, deliveries()[0])].count("unknown") == 1


def test_a_worker_killed_before_it_spoke_leaves_no_doubt(story, sender, deliveries, mailbox, pool):
    confirmed(story, "amina")
    now = datetime.now(UTC)
    with pool.transaction() as tx:
        assert repository.claim_due_deliveries(tx, uuid4(), now, now + timedelta(minutes=1), 5)
    usecases.send_due(sender(clock=lambda: now + timedelta(minutes=2)))
    assert len(mailbox.mails()) == 1
    assert "unknown" not in [status for status, _ in timeline(pool, deliveries()[0])]


def claim_and_prepare(one, delivery_id):
    """What a worker does up to the server's answer, which it does not live to record."""
    now = one.clock()
    with one.db.transaction() as tx:
        repository.claim_due_deliveries(tx, one.worker, now, now + timedelta(minutes=1), 1)
    with one.db.transaction() as tx:
        _, letter = usecases.prepare(tx, one, delivery_id)
    with usecases.Post(one.server, "example.org") as post:
        post.send(one.desk.sender, letter.recipient, letter.data)


def test_a_server_that_is_away_costs_no_attempt(story, sender, deliveries, mailbox):
    confirmed(story, "amina")
    mailbox.stop()
    clock = datetime.now(UTC)
    for _ in range(20):
        clock += timedelta(seconds=10)
        assert usecases.send_due(sender(clock=lambda at=clock: at)) is False
    (row,) = deliveries()
    assert (row["status"], row["attempts"]) == ("queued", 0)
    mailbox.start()
    usecases.send_due(sender(clock=lambda: clock + timedelta(seconds=10)))
    assert deliveries()[0]["status"] == "sent"


def test_a_busy_server_costs_no_attempt_but_a_cut_connection_does(story, deliver, deliveries):
    confirmed(story, "busy")
    deliver()
    assert (deliveries()[0]["status"], deliveries()[0]["attempts"]) == ("retry_wait", 0)
    confirmed(story, "shy")
    deliver()
    assert (deliveries()[1]["status"], deliveries()[1]["attempts"]) == ("retry_wait", 1)


def test_one_bad_mail_does_not_hold_the_others(story, deliver, deliveries, mailbox):
    story.announced()
    for who in ("shy", "later", "amina", "unknown", "omar"):
        story.contact(who)
        story.confirmed(who)
    deliver()
    assert len(mailbox.mails("amina@example.org")) == 1
    assert len(mailbox.mails("omar@example.org")) == 1


def test_the_same_event_twice_and_two_workers_make_one_mail(story, hear, sender, deliveries, mailbox):
    from contracts.scheduling.nominations import NominationConfirmed

    story.announced()
    people = [f"p{n}" for n in range(40)]
    for who in people:
        story.contact(who)
        hear(NominationConfirmed, story.confirmed(who))
    workers = [threading.Thread(target=send_all, args=(sender(),)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert len(deliveries()) == 40
    assert sorted(mail["to"].addresses[0].addr_spec for mail in mailbox.mails()) == sorted(
        f"{p}@example.org" for p in people
    )


def send_all(one):
    while usecases.send_due(one):
        pass


def test_mail_outside_the_sandbox_is_suppressed(story, deliver, deliveries, told, mailbox):
    story.announced()
    for who in ("amina", "omar"):
        story.contact(who)
        story.confirmed(who)
    deliver(allowed="amina@example.org, @other.org")
    assert [(row["status"]) for row in deliveries()] == ["sent", "suppressed"]
    assert ("delivery.suppressed", "sandbox") in [(key, facts.get("reason")) for key, facts in told()]
    assert len(mailbox.mails()) == 1


def test_what_nobody_could_send_in_time_expires(story, pool, deliveries, told):
    subscriber = uuid4()
    facts = {"subscription_id": subscriber, "subscriber_id": subscriber, "name": None, "email": "a@example.org",
             "language": "ar", "publication": "e-newsletter", "expires_at": datetime.now(UTC) + timedelta(days=7)}  # fmt: skip
    story.tell(SubscriptionRequested, facts)
    with pool.transaction() as tx:
        usecases.sweep(tx, now=datetime.now(UTC) + timedelta(days=8))
    assert deliveries()[0]["status"] == "expired"
    assert [key for key, _ in told()] == ["delivery.expired"]
