"""Officers see and settle what services could not handle, over HTTP, without reading a word of it (rel:2.5)."""

import json
import uuid
from contextlib import closing

import amqp
import psycopg2
import pytest

from chassis.broker import connection_to
from chassis.clock import utcnow
from chassis.identity import Actor, issue_token
from deploy.catalogue.examples import FOLDER
from deploy.client import Api, Problem
from deploy.local.department import WITH_DATABASE
from deploy.local.processes import wait_until

QUEUE = "evt-registry-institution.registered--newsletter.on_institution_registered"
NAME, ADDRESS = "Canary Person", "canary.person@example.org"


@pytest.fixture(scope="module")
def officer(department):
    return Api(department.found["gateway"], department.found["officer"]["token"])


@pytest.fixture
def put(department):
    """`put(queue, body, **headers)`: one message into any queue, as a broken publisher would."""

    def send(queue, body, **headers):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        with connection_to(department.found["broker"]["amqp"], 0) as connection:
            channel = connection.channel()
            channel.confirm_select()
            message = amqp.basic_message.Message(raw, content_type="application/json", application_headers=headers)
            channel.basic_publish(message, "", queue)
            channel.wait([(60, 80)], timeout=30)

    return send


@pytest.fixture
def given_up(put, sql, officer):
    """`given_up()`: a well-formed event that the broker gave up on, as (its id, how officers see it)."""

    def make():
        facts = json.loads((FOLDER / "registry.events.institution.registered.json").read_text())
        event_id, facts["institution_id"] = str(uuid.uuid4()), str(uuid.uuid4())
        headers = {"ce-id": event_id, "ce-subject": facts["institution_id"], "ce-sequence": "1", "ce-time": "2026-01-01T00:00:00Z",
                   "ce-type": "org.sesric.training.institution.registered.v1", "ce-source": "/registry",
                   "x-first-death-queue": QUEUE, "x-first-death-reason": "delivery_limit"}  # fmt: skip
        put("parked.newsletter", facts, **headers)
        return event_id, seen(officer, "newsletter", event_id)

    return make


@pytest.fixture
def sql(department):
    """`sql(service, statement, …)`: rows of a service's database."""

    def ask(service, statement, *values):
        url = department.found["databases"][service]
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    return ask


def seen(officer, service, event_id):
    def found():
        items = officer.pages(f"/v1/parked/{service}")
        return next((item for item in items if item["event_id"] == event_id), None)

    return wait_until(found, "it is listed")


def test_a_message_is_shown_by_its_shape_and_never_by_its_words(officer, put):
    event_id = str(uuid.uuid4())
    body = {"institution_id": event_id, "names": {"en": NAME}, "email": ADDRESS, "version": 3}
    put(QUEUE, body, **{"ce-id": event_id, "ce-subject": ADDRESS})

    listed = seen(officer, "newsletter", event_id)
    shown = officer.get(f"/v1/parked/newsletter/{listed['parked_id']}")

    assert (listed["reason"], listed["queue"], listed["state"]) == ("invalid", QUEUE, "parked")
    assert json.loads(shown["shape"]) == {
        "institution_id": event_id, "names": {"en": "[13 characters]"}, "email": "[25 characters]", "version": 3,
    }  # fmt: skip
    assert NAME not in str((listed, shown)) and ADDRESS not in str((listed, shown))


def test_a_replay_has_one_effect_and_a_second_one_is_refused(officer, given_up, sql):
    event_id, parked = given_up()
    path = f"/v1/parked/newsletter/{parked['parked_id']}/replay"

    first = officer.post(path, key=event_id)
    again = officer.post(path, key=event_id)
    with pytest.raises(Problem) as refused:
        officer.post(path)
    done = "select count(*) from inbox where event_id = %s"
    wait_until(lambda: sql("newsletter", done, event_id) == [(1,)], "it is handled")

    assert first["state"] == again["state"] == "replayed" and first["settled_by"]
    assert (refused.value.status, refused.value.code) == (409, "AlreadySettled")
    assert sql("newsletter", "select count(*) from outbox where event_id = %s", event_id) == [(1,)]


def test_the_same_event_parked_twice_and_replayed_twice_has_one_effect(officer, given_up, put, sql):
    event_id, parked = given_up()
    body = json.loads((FOLDER / "registry.events.institution.registered.json").read_text())
    headers = {
        "ce-id": event_id,
        "ce-subject": body["institution_id"],
        "ce-sequence": "1",
        "ce-time": "2026-01-01T00:00:00Z",
    }
    put("parked.newsletter", body, **headers, **{"x-first-death-queue": QUEUE})
    ids = "select parked_id::text from parked where event_id = %s"
    wait_until(lambda: len(sql("newsletter", ids, event_id)) == 2, "parked twice")

    said = officer.post(
        "/v1/parked/newsletter/replay", {"parked_ids": [row[0] for row in sql("newsletter", ids, event_id)]}
    )

    assert len(said["replayed"]) == 2 and said["left"] == []
    sent = "select count(*) from outbox where event_id = %s and id not in (select id from unsent)"
    wait_until(lambda: sql("newsletter", sent, event_id) == [(2,)], "both are sent")
    wait_until(
        lambda: sql("newsletter", "select count(*) from inbox where event_id = %s", event_id) == [(1,)], "handled"
    )
    assert parked["parked_id"] in said["replayed"]


def test_many_go_back_at_once_and_what_cannot_stays_and_is_named(officer, given_up, put):
    _, good = given_up()
    put(QUEUE, b"no json", **{"ce-id": (bad_id := str(uuid.uuid4()))})
    bad = seen(officer, "newsletter", bad_id)

    said = officer.post("/v1/parked/newsletter/replay", {"queue": QUEUE})

    assert good["parked_id"] in said["replayed"]
    assert {"parked_id": bad["parked_id"], "code": "NotReplayable"} in said["left"]


@pytest.mark.parametrize("body", [{}, {"queue": QUEUE, "parked_ids": [str(uuid.uuid4())]}])
def test_messages_or_a_queue_must_be_named_and_not_both(officer, body):
    with pytest.raises(Problem) as refused:
        officer.post("/v1/parked/newsletter/replay", body)

    assert refused.value.status == 422
    assert {one["field"] for one in refused.value.document["problems"]} == {"parked_ids", "queue"}


def test_giving_up_needs_a_reason_and_is_written_down(officer, given_up, sql, department):
    _, parked = given_up()
    path = f"/v1/parked/newsletter/{parked['parked_id']}"

    with pytest.raises(Problem) as refused:
        officer.post(f"{path}/discarding")
    done = officer.post(f"{path}/discarding", {"reason": "made by a test"})
    listed = officer.get("/v1/parked/newsletter", state="discarded")["items"]

    assert [one["field"] for one in refused.value.document["problems"]] == ["reason"]
    assert (done["state"], done["note"]) == ("discarded", "made by a test")
    assert parked["parked_id"] in [item["parked_id"] for item in listed]
    assert sql(
        "newsletter", "select action, role, account_id::text from audit where subject = %s", parked["parked_id"]
    ) == [("parked.discarded", "officer", done["settled_by"])]


@pytest.mark.parametrize("service", WITH_DATABASE)
def test_every_service_has_its_own_for_officers_and_nobody_else(officer, department, service):
    key = (department.secrets / "token_key.pem").read_text()
    others = {role: issue_token(key, Actor(role, uuid.uuid4()), utcnow(), 5) for role in ("institution", "focal_point")}

    assert "items" in officer.get(f"/v1/parked/{service}")
    for token, status in ((None, 401), (others["institution"], 403), (others["focal_point"], 403)):
        with pytest.raises(Problem) as refused:
            Api(department.found["gateway"], token).get(f"/v1/parked/{service}")
        assert refused.value.status == status


def test_what_is_not_there_is_not_found(officer):
    with pytest.raises(Problem) as refused:
        officer.post(f"/v1/parked/registry/{uuid.uuid4()}/replay")

    assert refused.value.status == 404
