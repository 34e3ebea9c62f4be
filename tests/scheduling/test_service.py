"""Scheduling as a process, alone: what the registry told comes by events, requests come over the broker."""

import json
import os
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import amqp
import psycopg2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from icalendar import Calendar

from chassis.asker import AskerClient
from chassis.broker import connection_to
from chassis.identity import Actor, issue_token
from contracts.links import OFFER
from contracts.refusals import Forbidden, Invalid, KeyReused, LinkInvalid, NotFound, StaleVersion, Unauthenticated
from contracts.registry.institutions import InstitutionRegistered
from contracts.registry.member_states import MemberStateRecorded
from contracts.registry.people import PersonRegistered
from contracts.registry.projects import ProjectRegistered
from contracts.scheduling.activities import (
    AnnounceActivity,
    ApproveActivity,
    CompleteActivity,
    DraftActivity,
    GetActivity,
    GetActivityCalendar,
    ListActivities,
    ProposeActivity,
    RescheduleActivity,
    StartActivity,
)
from contracts.scheduling.agenda import GetAgenda, SetAgenda
from contracts.scheduling.nominations import (
    AlreadyNominated,
    ConfirmNomination,
    GetNomination,
    GetOffer,
    ListNominations,
    Nominate,
    NominationTooLate,
    PublishSelection,
    WithdrawNomination,
)
from contracts.scheduling.outcomes import FileOutcomes, GetOutcomes, RecordAttendance
from deploy.local.processes import free_port, wait_until
from tests.scheduling.facts import MIAO, MINISTRY, PROJECT, UNESCO, session, workshop

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret of links"
DAY = datetime.now(UTC).date() + timedelta(days=200)


class Scheduling:
    """The running service, its database and broker, and somebody who asks."""

    def __init__(self, environment, key):
        self.environment, self.key = environment, key
        self.client = AskerClient(environment["AMQP_URL"])
        self.officer = self.token(Actor("officer", account_id=uuid4()))

    def token(self, actor):
        return issue_token(self.key, actor, datetime.now(UTC), 30)

    def ask(self, contract, token=None, key=None, **fields):
        return self.client.ask(contract, fields, token=token, idempotency_key=key, timeout=30)

    def refused(self, refusal, contract, token=None, **fields):
        with pytest.raises(refusal) as refused:
            self.ask(contract, token, **fields)
        return refused.value

    def rows(self, statement):
        with psycopg2.connect(self.environment["DATABASE_URL"]) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    def change(self, statement):
        with psycopg2.connect(self.environment["DATABASE_URL"]) as connection, connection.cursor() as cursor:
            cursor.execute(statement)

    def tell(self, event, sequence=1, **facts):
        """The registry's word, as its relay sends it."""
        data = event.write(facts)
        headers = {
            "ce-id": str(uuid4()),
            "ce-type": event.type(),
            "ce-subject": data[f"{event.about}_id"],
            "ce-sequence": str(sequence),
        }
        with connection_to(self.environment["AMQP_URL"], 0) as connection:
            message = amqp.basic_message.Message(
                json.dumps(data), content_type="application/json", delivery_mode=2, application_headers=headers
            )
            connection.channel().basic_publish(message, event.exchange(), event.key())

    def count(self, table):
        return self.rows(f"select count(*) from {table}")[0][0]


def facts_of_the_registry():
    card = {
        "slug": "x",
        "city": None,
        "types": ["ministry"],
        "topics": [],
        "status": "active",
        "languages": [],
        "version": 1,
    }
    for institution_id, name, country in ((UNESCO, "UNESCO Almaty", "KZ"), (MINISTRY, "Ministry", "TJ")):
        names = {"source": "en", "en": name}
        yield InstitutionRegistered, {**card, "institution_id": institution_id, "names": names, "country": country}
    yield PersonRegistered, {"person_id": MIAO, "name": "Fengchun Miao", "position": {}}
    yield (
        ProjectRegistered,
        {"project_id": PROJECT, "title": {"source": "en", "en": "P"}, "parties": [], "starts": "2015"},
    )
    for code in ("TJ", "KZ"):
        state = {"code": code, "names": {"source": "en", "en": code}, "language": "en", "time_zones": ["Asia/Dushanbe"]}
        yield MemberStateRecorded, {**state, "member_state_id": code, "weekends": [{"days": [6, 7]}]}


@pytest.fixture
def scheduling(database, vhost, tmp_path):
    key = Ed25519PrivateKey.generate()
    port = free_port()
    environment = {
        **os.environ, "DATABASE_URL": database("scheduling"), "AMQP_URL": vhost, "UNHEARD_SECONDS": "0", "LINK_SECRET": SECRET, "OPS_PORT": str(port),
        "PUBLIC_URL": "http://localhost", "PYTHONPATH": str(ROOT),
        "TOKEN_PUBLIC_KEY": key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
    }  # fmt: skip
    log = (tmp_path / "log").open("w")
    argv = [sys.executable, "-m", "chassis", "run", "scheduling"]
    process = subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def ready():
        assert process.poll() is None, (tmp_path / "log").read_text()
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10).status == 200
        except OSError:
            return False

    wait_until(ready, "scheduling is ready")
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    running = Scheduling(environment, pem)
    for event, facts in facts_of_the_registry():
        running.tell(event, **facts)
    wait_until(lambda: running.count("member_states") == running.count("institutions") == 2, "the registry was heard")
    wait_until(lambda: running.count("people") == running.count("projects") == 1, "the registry was heard")
    yield running
    running.client.close()
    process.terminate()
    assert process.wait(60) == 0


def coming(**changes):
    dates = {"starts": f"{DAY}T09:00", "ends": f"{DAY + timedelta(days=1)}T17:00"}
    return workshop(**{**dates, "nomination_deadline": f"{DAY - timedelta(days=30)}T18:00", **changes})


def test_the_workshop_from_draft_to_outcomes_with_nobody_else_running(scheduling):
    officer, ask = scheduling.officer, scheduling.ask
    draft = coming(seats=2)
    made, key = ask(DraftActivity, officer, "k1", **draft), {"activity_id": draft["activity_id"]}
    assert ask(DraftActivity, officer, "k1", **draft) == made
    scheduling.refused(NotFound, GetActivity, **key)
    sessions = [session(f"{DAY}T09:00", f"{DAY}T10:00", "Hall", speakers=[{"name": "F. Miao", "person_id": str(MIAO)}])]
    ask(SetAgenda, officer, **key, sessions=sessions, version=0)
    for step in (ProposeActivity, ApproveActivity, AnnounceActivity):
        ask(step, officer, **key)
    assert ask(ListActivities, words="ورشة")["items"][0]["organisers"][1]["names"]["en"] == "Ministry"
    assert ask(GetAgenda, **key)["sessions"][0]["speakers"][0]["person_id"] == str(MIAO)

    focal_point = scheduling.token(Actor("focal_point", account_id=uuid4(), country="TJ"))
    people = [
        {"name": f"N {n}", "email": f"n{n}@example.org", "language": "ar", "position": "P", "organisation": "O"}
        for n in range(3)
    ]
    said = [ask(Nominate, focal_point, **key, nominee=one, country="TJ", motivation="M") for one in people]
    scheduling.refused(AlreadyNominated, Nominate, focal_point, **key, nominee=people[0], country="TJ", motivation="M")
    scheduling.refused(Forbidden, Nominate, focal_point, **key, nominee=people[0], country="KZ", motivation="M")
    ids = [one["nomination_id"] for one in said]
    assert ask(PublishSelection, officer, **key, offered=ids[:2], reserves=ids[2:])["published"] is True

    links = [{"nomination_id": found, "signature": OFFER.sign(SECRET, found)} for found in ids]
    assert ask(GetOffer, **links[0])["status"] == "offered"
    for link in links[:2]:
        assert ask(ConfirmNomination, **link)["status"] == "confirmed"
    assert ask(WithdrawNomination, **links[0], reason="Visa")["status"] == "withdrawn"
    assert ask(ConfirmNomination, **links[2])["status"] == "confirmed"
    scheduling.refused(LinkInvalid, ConfirmNomination, nomination_id=ids[0], signature=links[1]["signature"])

    moved = {"starts": f"{DAY + timedelta(days=1)}T09:00", "ends": f"{DAY + timedelta(days=2)}T17:00"}
    version = ask(GetActivity, **key)["version"]
    ask(RescheduleActivity, officer, **key, **moved, version=version)
    scheduling.refused(StaleVersion, RescheduleActivity, officer, **key, **moved, version=version)
    (event,) = Calendar.from_ical(ask(GetActivityCalendar, **key)["ical"]).walk("VEVENT")
    assert event["sequence"] == 1

    ask(StartActivity, officer, **key)
    scheduling.refused(NominationTooLate, WithdrawNomination, **links[1])
    days = [str(DAY + timedelta(days=1)), str(DAY + timedelta(days=2))]
    records = [{"nomination_id": ids[1], "days": days}, {"nomination_id": ids[2], "days": days[:1]}]
    assert ask(RecordAttendance, officer, **key, records=records)["unrecorded"] == 0
    ask(CompleteActivity, officer, **key, early_reason="Entered afterwards")
    outcome = {"kind": "priority_area", "text": {"source": "en", "en": "Educators' ICT competence"}, "objective": 1}
    ask(FileOutcomes, officer, **key, outcomes=[outcome] * 3)
    found = ask(GetOutcomes, **key)
    assert (len(found["outcomes"]), found["headcount"], found["by_country"]) == (3, 2, {"TJ": 2})
    # What only notifications may read waits for its queue; everything else has left.
    unsent = "select distinct exchange from outbox join unsent using (id)"
    wait_until(lambda: scheduling.rows(unsent) == [("scheduling.internal",)], "all was sent")


def test_bad_requests_are_refused_as_what_they_are(scheduling):
    officer = scheduling.officer
    focal_point = scheduling.token(Actor("focal_point", account_id=uuid4(), country="TJ"))
    scheduling.refused(Unauthenticated, DraftActivity, **coming())
    scheduling.refused(Forbidden, DraftActivity, focal_point, **coming())
    wrong = coming(kind="party", seats=-1, zone="Mars/Base", surprise=1)
    fields = {problem["field"] for problem in scheduling.refused(Invalid, DraftActivity, officer, **wrong).problems}
    assert fields == {"kind", "seats", "zone", "surprise"}
    for cursor in ("nonsense", "WzFd", "WyIyMDI3IiwgIngiXQ=="):
        assert scheduling.refused(Invalid, ListActivities, cursor=cursor).problems[0]["field"] == "cursor"
    for words in ("", "a", "%"):
        assert scheduling.refused(Invalid, ListActivities, words=words).problems[0]["field"] == "words"
    scheduling.refused(Invalid, ListActivities, limit=0)
    scheduling.refused(Invalid, GetActivity)
    scheduling.refused(NotFound, GetActivity, slug="nowhere")
    scheduling.refused(NotFound, GetActivityCalendar, activity_id=str(uuid4()))
    scheduling.refused(Unauthenticated, ListNominations, activity_id=str(uuid4()))
    draft = coming()
    scheduling.ask(DraftActivity, officer, "one", **draft)
    with pytest.raises(KeyReused):
        scheduling.ask(DraftActivity, officer, "one", **{**draft, "seats": 31})


def test_the_clock_closes_nominations_and_expires_offers(scheduling):
    officer, ask = scheduling.officer, scheduling.ask
    keys = [{"activity_id": ask(DraftActivity, officer, **coming())["activity_id"]} for _ in range(2)]
    for key in keys:
        for step in (ProposeActivity, ApproveActivity, AnnounceActivity):
            ask(step, officer, **key)
    nominee = {"name": "N", "email": "n@example.org", "language": "fr", "position": "P", "organisation": "O"}
    made = ask(Nominate, officer, **keys[1], nominee=nominee, country="KZ", motivation="M")
    ask(PublishSelection, officer, **keys[1], offered=[made["nomination_id"]])
    scheduling.change("update activities set deadline_at = now() where status = 'announced'")
    scheduling.change("update nominations set offer_expires_at = now()")

    wait_until(
        lambda: ask(GetActivity, **keys[0])["status"] == "nominations_closed", "nominations are closed", seconds=90
    )
    found = {"nomination_id": made["nomination_id"]}
    wait_until(
        lambda: ask(GetNomination, officer, **found)["status"] == "offer_expired", "the offer expired", seconds=90
    )
    scheduling.refused(NominationTooLate, ConfirmNomination, officer, **found)
