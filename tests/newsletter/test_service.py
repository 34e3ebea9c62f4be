"""The running service: events in, requests answered, an issue sent to its archive."""

import json
import os
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import amqp
import psycopg2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from chassis.asker import AskerClient
from chassis.broker import connection_to
from chassis.identity import issue_token
from contracts import links
from contracts.newsletter import archive, issues, publications, subscribers
from contracts.notifications.deliveries import DeliverySent
from contracts.refusals import Forbidden, Invalid, LinkInvalid, Unauthenticated
from contracts.registry.opportunity_events import OpportunityPublished
from deploy.local.processes import wait_until
from services.newsletter.publications.domain import Period
from tests.newsletter.conftest import APPROVER, EDITOR
from tests.newsletter.news import OPPORTUNITY, workshop_events

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret of links"


class Newsletter:
    """A process of the newsletter, asked as the gateway asks and told as other services tell."""

    def __init__(self, database, vhost, log):
        key = Ed25519PrivateKey.generate()
        self.private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        self.database, self.vhost, self.log = database, vhost, log
        environment = {
            "DATABASE_URL": database, "AMQP_URL": vhost, "TOKEN_PUBLIC_KEY": public, "LINK_SECRET": SECRET,
            "PUBLIC_URL": "https://training.example", "PATH": os.environ["PATH"],
        }  # fmt: skip
        with log.open("w") as output:
            argv = [sys.executable, "-m", "chassis", "run", "newsletter"]
            self.process = subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=output, stderr=output)
        self.client = AskerClient(vhost)
        wait_until(self.bound, "the newsletter takes requests", seconds=60)

    def bound(self):
        assert self.process.poll() is None, self.log.read_text()
        with connection_to(self.vhost, 0) as connection:
            try:
                return connection.channel().queue_declare("rpc-newsletter", passive=True).consumer_count
            except amqp.exceptions.NotFound:
                return 0

    def ask(self, contract, actor=None, **fields):
        token = issue_token(self.private, actor, datetime.now(UTC), 5) if actor else None
        return self.client.ask(contract, fields, token=token)

    def tell(self, contract, facts, sequence, at):
        """Publish an event as its service would."""
        headers = {"ce-id": str(uuid.uuid4()), "ce-sequence": str(sequence), "ce-time": at.isoformat()}
        body = json.dumps(contract.write(contract.read(facts)))
        message = amqp.basic_message.Message(
            body, content_type="application/json", delivery_mode=2, application_headers=headers
        )  # fmt: skip
        with connection_to(self.vhost, 0) as connection:
            channel = connection.channel()
            channel.confirm_select()
            channel.basic_publish_confirm(message, contract.exchange(), contract.key(), mandatory=True)

    def rows(self, sql):
        with psycopg2.connect(self.database) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def wait_rows(self, sql, number):
        return wait_until(lambda: len(self.rows(sql)) >= number and self.rows(sql), f"{number} × {sql}", seconds=60)

    def end(self):
        self.process.terminate()
        self.process.wait(60)
        self.client.close()


@pytest.fixture
def newsletter(database, vhost, tmp_path):
    running = Newsletter(database("newsletter"), vhost, tmp_path / "newsletter.log")
    yield running
    running.end()


def tell_the_half_year(newsletter, begins):
    """A workshop with all its events and an opportunity, at the beginning of the half-year."""
    from contracts.base import EVENTS

    by_key = {
        contract.key(): contract for contract in EVENTS.values() if contract.service() in ("scheduling", "registry")
    }
    for event in reversed(workshop_events(uuid.uuid4())):
        newsletter.tell(by_key[event.key], event.facts, event.sequence, begins + timedelta(minutes=event.sequence))
    deadline = (datetime.now(UTC) + timedelta(days=30)).date()
    days = {"deadline": deadline, "start_date": deadline + timedelta(days=9), "end_date": deadline + timedelta(days=10)}
    facts = {**OPPORTUNITY, **{key: str(day) for key, day in days.items()}, "published_at": begins.isoformat()}
    newsletter.tell(OpportunityPublished, {**facts, "opportunity_id": str(uuid.uuid4())}, 2, begins)
    newsletter.wait_rows("select 1 from inbox", 8)


def test_an_issue_goes_from_events_to_the_archive(newsletter):
    ask, period = newsletter.ask, Period.of(datetime.now(UTC))
    tell_the_half_year(newsletter, period.starts_at)
    rows = [
        {"email": f"r{n}@example.org", "language": ("en", "ar", "fr")[n], "lawful_basis": "member"} for n in range(3)
    ]
    ask(subscribers.ImportSubscribers, EDITOR, rows=rows)
    issue_id = ask(issues.OpenIssue, EDITOR, period=str(period))["issue_id"]
    ask(issues.AssembleIssue, EDITOR, issue_id=issue_id, thin_reason="two things happened")
    view = ask(issues.SubmitIssueForReview, EDITOR, issue_id=issue_id, waived_languages=["ar", "fr"])
    assert sorted(item["kind"] for item in view["items"]) == ["activity", "opportunity"]
    with pytest.raises(Forbidden):
        ask(issues.ApproveIssue, EDITOR, issue_id=issue_id)
    ask(issues.ApproveIssue, APPROVER, issue_id=issue_id)
    assert ask(issues.SendIssue, APPROVER, issue_id=issue_id)["counts"]["pending"] == 3

    for (mail,) in newsletter.wait_rows("select payload from outbox where routing_key = 'notification.requested'", 3):
        newsletter.tell(DeliverySent, delivered(mail), 1, datetime.now(UTC))
    newsletter.wait_rows("select 1 from issues where status = 'archived'", 1)

    assert ask(issues.GetIssue, EDITOR, issue_id=issue_id)["counts"]["sent"] == 3
    entry = ask(archive.ListArchive)["items"][0]
    page = ask(archive.GetArchivedIssue, slug=entry["slug"], language="ar")
    assert (page["language"], page["languages"]) == ("ar", ["ar", "en", "fr"])
    assert newsletter.rows("select 1 from parked") == []


def delivered(mail):
    return {
        "delivery_id": str(uuid.uuid4()), "request_id": mail["notification_id"], "template": "issue", "channel": "mail",
        "recipient_id": mail["subscriber_id"], "subject_id": mail["issue_id"], "language": mail["language"],
        "sent_at": datetime.now(UTC).isoformat(),
    }  # fmt: skip


def test_a_reader_comes_and_goes_by_links(newsletter):
    ask = newsletter.ask
    assert ask(subscribers.Subscribe, email="reader@example.org", language="fr") == {"status": "check_your_mail"}
    (reader,) = newsletter.rows("select subscriber_id::text from subscribers")[0]
    link = {"subscriber_id": reader, "signature": links.SUBSCRIPTION.sign(SECRET, reader)}
    goodbye = {"subscriber_id": reader, "signature": links.UNSUBSCRIBE.sign(SECRET, reader)}

    assert ask(subscribers.GetSubscription, **link)["status"] == "requested"
    assert ask(subscribers.ConfirmSubscription, **link)["status"] == "confirmed"
    assert ask(subscribers.ChangeSubscription, **link, language="ar", paused=True)["status"] == "paused"
    assert ask(subscribers.GetSubscription, **goodbye)["language"] == "ar"
    with pytest.raises(LinkInvalid):
        ask(subscribers.ConfirmSubscription, **goodbye)
    assert ask(subscribers.Unsubscribe, **goodbye)["status"] == "unsubscribed"


def test_the_service_keeps_its_doors(newsletter):
    with pytest.raises(Unauthenticated):
        newsletter.ask(subscribers.ListSubscribers)
    with pytest.raises(Invalid):
        newsletter.ask(archive.ListArchive, cursor="rubbish")
    found = newsletter.ask(publications.ListPublications)["items"]
    assert [(one["code"], len(one["audiences"])) for one in found] == [("e-newsletter", 7), ("trop-bulletin", 7)]
    newsletter.wait_rows("select 1 from issues where opened_by is null", 1)
