"""The registry as a process: requests over the broker, as other services and outsiders send them."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from uuid import uuid4

import psycopg2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from chassis.asker import AskerClient
from contracts.links import APPLICATION, INVITATION
from contracts.refusals import Conflict, Forbidden, Invalid, NotFound, StaleVersion, Unauthenticated
from contracts.registry.accounts import (
    AcceptInvitation,
    AppointFocalPoint,
    CredentialsWrong,
    GetInvitation,
    GetOwnAccount,
    RefreshSession,
    SignIn,
    SignInLocked,
    SignOut,
)
from contracts.registry.applications import ApplyForMembership, ApproveApplication, ListApplications, VerifyApplication
from contracts.registry.institution_cards import CARD
from contracts.registry.institutions import (
    GetInstitution,
    ImportInstitutions,
    RegisterInstitution,
    ReviseInstitution,
    SearchInstitutions,
)
from contracts.registry.interests import ApplyForOpportunity
from contracts.registry.member_states import ListMemberStates, RecordMemberState
from contracts.registry.opportunities import (
    ApproveOpportunity,
    DraftOpportunity,
    GetOpportunity,
    ListOpportunities,
    PublishOpportunity,
    SubmitOpportunity,
)
from contracts.registry.panel import GetPanel
from contracts.registry.people import GetPerson, RegisterPerson
from contracts.registry.projects import GetProject, RegisterProject
from deploy.local.processes import free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret of links"
PASSWORD = "ambre-lune-7-rivage"


class Registry:
    """The running service, its database, and somebody who asks."""

    def __init__(self, environment):
        self.environment, self.client = environment, AskerClient(environment["AMQP_URL"])

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

    def appoint(self, place, username):
        """An officer, appointed by the operators' command; answers the token of a session."""
        done = self.command(place, username, PASSWORD)
        assert done.returncode == 0, done.stderr
        return self.ask(SignIn, username=username, password=PASSWORD)["token"]

    def command(self, place, username, password):
        (place / "password").write_text(password + "\n")
        who = ["--username", username, "--email", f"{username}@example.org", "--name", username.title()]
        argv = [
            sys.executable,
            "-m",
            "services.registry.appoint_officer",
            *who,
            "--password-file",
            str(place / "password"),
        ]
        return subprocess.run(argv, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=30)


@pytest.fixture
def registry(database, vhost, tmp_path):
    key = Ed25519PrivateKey.generate()
    port = free_port()
    environment = {
        **os.environ, "DATABASE_URL": database("registry"), "AMQP_URL": vhost, "LINK_SECRET": SECRET, "OPS_PORT": str(port),
        "PUBLIC_URL": "http://localhost", "PYTHONPATH": str(ROOT),
        "REGISTRY_TOKEN_KEY": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "TOKEN_PUBLIC_KEY": key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
    }  # fmt: skip
    log = (tmp_path / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "chassis", "run", "registry"], cwd=ROOT, env=environment, stdout=log, stderr=log
    )

    def ready():
        assert process.poll() is None, (tmp_path / "log").read_text()
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10).status == 200
        except OSError:
            return False

    wait_until(ready, "the registry is ready")
    running = Registry(environment)
    yield running
    running.client.close()
    process.terminate()
    assert process.wait(60) == 0


def test_from_application_to_a_published_opportunity(registry, tmp_path):
    officer = registry.appoint(tmp_path, "aylin")
    record = {
        "names": {"source": "en", "en": "Institute of Applied Hydrology", "ar": "معهد الهيدرولوجيا التطبيقية"},
        "country": "JO", "city": "Amman", "types": ["university"], "language": "ar",
        "applicant_name": "Rana Haddad", "applicant_email": "rana@hydrology.example.org",
    }  # fmt: skip
    key = uuid4().hex
    receipt = registry.ask(ApplyForMembership, key=key, **record)
    assert registry.ask(ApplyForMembership, key=key, **record) == receipt
    application_id = receipt["application_id"]
    registry.ask(VerifyApplication, application_id=application_id, signature=APPLICATION.sign(SECRET, application_id))
    assert registry.ask(ListApplications, officer, status="verified")["items"][0]["free_mail"] is False
    approved = registry.ask(ApproveApplication, officer, application_id=application_id)
    assert registry.ask(ApproveApplication, officer, application_id=application_id) == approved

    [(account_id, nonce)] = registry.rows("select account_id, nonce from accounts where role = 'institution'")
    invitation = {"account_id": account_id, "signature": INVITATION.sign(SECRET, account_id, nonce)}
    assert registry.ask(GetInvitation, **invitation)["institution"]["en"] == record["names"]["en"]
    registry.ask(AcceptInvitation, **invitation, username="rana", password=PASSWORD)
    session = registry.ask(SignIn, username="Rana", password=PASSWORD)
    own = session["token"]
    assert registry.ask(GetOwnAccount, own)["institution_id"] == approved["institution_id"]

    draft = {
        "institution_id": approved["institution_id"], "title": {"source": "en", "en": "Groundwater"}, "topic": "water",
        "kind": "workshop", "start_date": "2030-05-06", "end_date": "2030-05-08", "deadline": "2030-04-01", "zone": "Asia/Amman",
        "languages": ["ar"], "modality": "onsite", "place": "Amman", "contact_email": "rana@hydrology.example.org",
    }  # fmt: skip
    opportunity_id = registry.ask(DraftOpportunity, own, **draft)["opportunity_id"]
    registry.ask(SubmitOpportunity, own, opportunity_id=opportunity_id)
    registry.refused(Forbidden, ApproveOpportunity, own, opportunity_id=opportunity_id)
    registry.ask(ApproveOpportunity, officer, opportunity_id=opportunity_id)
    registry.ask(PublishOpportunity, own, opportunity_id=opportunity_id)
    assert [item["slug"] for item in registry.ask(ListOpportunities)["items"]] == ["groundwater"]
    registry.ask(GetOpportunity, slug="groundwater", count_view=True)
    person = {"name": "Awa", "email": "awa@example.sn", "country": "SN", "consent": True}
    registry.ask(ApplyForOpportunity, opportunity_id=opportunity_id, **person)
    panel = registry.ask(GetPanel, own)
    assert (panel["views_30_days"], panel["applications_30_days"], panel["counts"]["published"]) == (1, 1, 1)
    found = registry.ask(SearchInstitutions, words="هيدرولوجيا", limit=5)
    assert (found["total"], found["items"][0]["slug"]) == (1, "institute-of-applied-hydrology")


def test_sessions_and_locks_survive_the_refusals_that_tell_of_them(registry, tmp_path):
    registry.appoint(tmp_path, "aylin")
    first = registry.ask(SignIn, username="aylin", password=PASSWORD)
    second = registry.ask(RefreshSession, refresh_token=first["refresh_token"])
    registry.refused(Unauthenticated, RefreshSession, refresh_token=first["refresh_token"])
    registry.refused(Unauthenticated, RefreshSession, refresh_token=second["refresh_token"])
    registry.ask(SignOut, refresh_token=second["refresh_token"])
    for _ in range(5):
        registry.refused(CredentialsWrong, SignIn, username="aylin", password="wrong")
    assert registry.refused(SignInLocked, SignIn, username="aylin", password=PASSWORD).facts["retry_after"] <= 60
    assert registry.rows("select payload ->> 'failures' from outbox where routing_key = 'account.locked'") == [("5",)]


def test_bad_requests_are_refused_as_what_they_are(registry, tmp_path):
    officer = registry.appoint(tmp_path, "aylin")
    state = {
        "names": {"source": "en", "en": "Jordan"},
        "language": "ar",
        "time_zones": ["Asia/Amman"],
        "weekends": [{"days": [5, 6]}],
    }
    registry.refused(Unauthenticated, RecordMemberState, code="JO", **state)
    registry.refused(Unauthenticated, RecordMemberState, "not a token", code="JO", **state)
    assert {
        p["field"] for p in registry.refused(Invalid, RecordMemberState, officer, code="XX", **state, extra=1).problems
    } == {"code", "extra"}
    registry.ask(RecordMemberState, officer, code="JO", **state)
    assert [item["code"] for item in registry.ask(ListMemberStates)["items"]] == ["JO"]
    for words in ("", "a", "%", "ــ"):
        assert registry.refused(Invalid, SearchInstitutions, words=words).problems[0]["field"] == "words"
    for cursor in ("nonsense", "WzFd"):
        assert registry.refused(Invalid, SearchInstitutions, cursor=cursor).problems[0]["field"] == "cursor"
    asked = registry.refused(Invalid, SearchInstitutions, sort="favourite", view="short")
    assert {problem["field"] for problem in asked.problems} == {"sort", "view"}
    registry.refused(NotFound, GetInstitution, slug="nowhere")
    registry.refused(Invalid, GetInstitution)
    record = {"names": {"source": "en", "en": "Academy"}, "types": ["company"], "country": "JO"}
    made = registry.ask(RegisterInstitution, officer, **record)
    seen = [registry.ask(GetInstitution, slug=made["slug"], view=view) for view in ("basic", "complete")]
    assert seen[0] == {field: seen[1][field] for field in CARD} and len(seen[1]) > len(CARD)
    [listed] = registry.ask(SearchInstitutions, sort="-entered", view="basic")["items"]
    assert listed == seen[0]
    stale = registry.refused(
        StaleVersion, ReviseInstitution, officer, institution_id=made["institution_id"], version=9, **record
    )
    assert stale.facts["version"] == 1
    row = {"line": 7, "record": {"id": "https://ror.org/x"}}
    assert registry.ask(ImportInstitutions, officer, rows=[row])["results"][0]["outcome"] == "refused"
    key = uuid4().hex
    first = registry.ask(AppointFocalPoint, officer, key=key, country="JO", name="A", email="a@example.org")
    assert registry.ask(AppointFocalPoint, officer, key=key, country="JO", name="A", email="a@example.org") == first
    with pytest.raises(Conflict):
        registry.ask(AppointFocalPoint, officer, key=key, country="JO", name="B", email="a@example.org")


def test_people_and_projects_are_entered_and_shown(registry, tmp_path):
    weak_password = registry.command(tmp_path, "kemal", "short")
    assert (weak_password.returncode, "too_short" in weak_password.stderr) == (1, True)
    officer = registry.appoint(tmp_path, "aylin")
    home = registry.ask(
        RegisterInstitution, officer, names={"source": "en", "en": "Fund"}, types=["fund"], international=True
    )
    person = {"name": "Kadri", "institution_id": home["institution_id"], "email": "kadri@example.org"}
    person_id = registry.ask(RegisterPerson, officer, **person)["person_id"]
    assert registry.ask(GetPerson, person_id=person_id)["email"] is None
    assert registry.ask(GetPerson, officer, person_id=person_id)["email"] == "kadri@example.org"
    parties = [{"institution_id": home["institution_id"], "role": "donor"}]
    project = {
        "title": {"source": "en", "en": "Borders"},
        "parties": parties,
        "starts": "2020-11",
        "amount": "1200000.50",
        "currency": "USD",
    }
    made = registry.ask(RegisterProject, officer, project_id=str(uuid4()), **project)
    assert registry.ask(RegisterProject, officer, project_id=made["project_id"], **project) == made
    assert registry.ask(GetProject, project_id=made["project_id"])["amount"] == "1200000.50"
    [(payload,)] = registry.rows("select payload from outbox where routing_key = 'project.registered'")
    assert json.loads(json.dumps(payload))["parties"] == parties
