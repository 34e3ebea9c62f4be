"""What the API refuses, and how it says so."""

import json

import pytest

from contracts.refusals import Forbidden, Invalid, NotFound, StaleVersion, StillRunning, TooMany
from contracts.scheduling.nominations import NominationTooLate
from tests.gateway.records import MOES, id_of
from tests.gateway.seen import problem

KEY = {"Idempotency-Key": "k-1"}
INSTITUTION = f"/v1/institutions/{MOES['institution_id']}"


@pytest.mark.parametrize(
    ("if_match", "status", "code"),
    [
        (None, 428, "VersionMissing"),
        ("*", 428, "VersionMissing"),
        ('W/"3"', 412, "StaleVersion"),
        ('"abc"', 412, "StaleVersion"),
        ("3", 400, "VersionUnreadable"),
        ('"3', 400, "VersionUnreadable"),
    ],
)
def test_a_change_without_a_usable_version_is_refused(client, department, if_match, status, code):
    headers = KEY | ({"If-Match": if_match} if if_match else {})
    response = client.post(f"{INSTITUTION}/status", json={}, headers=headers)

    assert (response.status_code, problem(response)["code"]) == (status, code)
    assert department.asked == []


@pytest.mark.parametrize("key", [None, "", "k k", "ключ".encode().decode("latin-1"), "x" * 129])
def test_a_post_without_a_usable_idempotency_key_is_refused(client, department, key):
    headers = {} if key is None else {"Idempotency-Key": key}
    response = client.post("/v1/sessions", json={"username": "u", "password": "p"}, headers=headers)

    assert (response.status_code, problem(response)["code"]) == (400, "IdempotencyKeyMissing")
    assert department.asked == []


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b'{"a":', "application/json", 400, "RequestUnreadable"),
        (b'{"a": NaN}', "application/json", 400, "RequestUnreadable"),
        (b'{"a": {"b": ["\\ud800"]}}', "application/json", 400, "RequestUnreadable"),
        (b'{"a": 1, "a": 2}', "application/json", 400, "RequestUnreadable"),
        (b'{"a": 1e999}', "application/json", 400, "RequestUnreadable"),
        (b'{"a": %s}' % (b"9" * 5000), "application/json", 400, "RequestUnreadable"),
        (b"[" * 100_000, "application/json", 400, "RequestUnreadable"),
        (b"\xff\xfe", "application/json", 400, "RequestUnreadable"),
        (b"[1]", "application/json", 422, "Invalid"),
        (b"a=1", "application/x-www-form-urlencoded", 415, "MediaTypeUnsupported"),
        (b" " * (2 * 1024 * 1024 + 1), "application/json", 413, "BodyTooLarge"),
    ],
)
def test_a_body_of_the_wrong_shape_is_refused(client, department, body, kind, status, code):
    response = client.post("/v1/applications", data=body, content_type=kind, headers=KEY)

    assert (response.status_code, problem(response)["code"]) == (status, code)
    assert department.asked == []


def test_a_body_that_contradicts_the_address_is_refused(client):
    response = client.put(INSTITUTION, json={"institution_id": id_of("other")}, headers={"If-Match": '"1"'})
    assert problem(response)["problems"][0]["code"] == "contradiction"


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotFound(), 404), (Forbidden(), 403), (StaleVersion(current=4), 412), (NominationTooLate(), 409),
        (TooMany(retry_after=17), 429), (StillRunning(retry_after=17), 409), (Invalid([{"field": "x", "code": "required", "message": "Missing."}]), 422),
    ],
)  # fmt: skip
def test_a_refusal_becomes_its_problem(client, department, refusal, status):
    def refuse(fields, envelope):
        raise refusal

    department.answers["registry.get_institution"] = refuse
    response = client.get(INSTITUTION)

    told = problem(response)
    assert (response.status_code, told["code"]) == (status, type(refusal).__name__)
    assert refusal.facts.items() <= told.items()
    assert response.headers.get("Retry-After") == ("17" if "retry_after" in refusal.facts else None)
    assert response.headers["Cache-Control"] == "no-store"
    about = client.get(told["type"])
    assert about.get_json()["status"] == status


def test_every_problem_of_the_owner_is_passed_on_at_once(client, department):
    department.answers["registry.apply_for_membership"] = None
    response = client.post("/v1/applications", json={"nonsense": 1, "country": "XX"}, headers=KEY)

    codes = {(p["field"], p["code"]) for p in problem(response)["problems"]}
    assert {("nonsense", "unknown_field"), ("country", "unknown_country"), ("names", "required")} <= codes


def test_a_fault_of_ours_leaves_only_an_opaque_id(client, department):
    department.answers["registry.get_institution"] = lambda fields, envelope: {"slug": "secret ann@example.org"}
    response = client.get(INSTITUTION)

    told = problem(response)
    assert (response.status_code, told["code"]) == (500, "Unexpected")
    assert told["incident"]
    assert "ann@" not in response.get_data(as_text=True)


def test_a_service_that_does_not_answer_is_unavailable(client, department):
    del department.answers["registry.get_institution"]
    response = client.get(INSTITUTION)

    assert (response.status_code, problem(response)["code"]) == (503, "Unavailable")
    assert response.headers["Retry-After"] == "2"


def test_unknown_addresses_and_methods(client):
    assert problem(client.get("/v1/nothing"))["code"] == "NoSuchPath"
    refused = client.delete(INSTITUTION)
    assert problem(refused)["code"] == "MethodNotAllowed"
    assert refused.headers["Allow"] == "GET, HEAD, OPTIONS, PUT"
    assert client.options(INSTITUTION).headers["Allow"] == "GET, HEAD, OPTIONS, PUT"
    assert problem(client.get(INSTITUTION, headers={"Accept": "text/html"}))["code"] == "NotAcceptable"


def test_another_authorization_scheme_is_refused(client):
    response = client.get(INSTITUTION, headers={"Authorization": "Basic dTpw"})
    assert problem(response)["code"] == "Unauthenticated"
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_numbers_that_are_none_are_left_to_the_owner(client, department):
    response = client.get("/v1/institutions?limit=many&country=TJ&country=KR")
    assert problem(response)["problems"][0] | {} == {
        "field": "country",
        "code": "repeated",
        "message": "Once is enough.",
    }
    response = client.get("/v1/institutions?limit=many")
    assert problem(response)["problems"][0]["field"] == "limit"
    assert json.loads(response.data)["instance"] == "/v1/institutions"


def test_the_address_in_a_problem_is_one_whatever_was_asked(client):
    told = problem(client.get("/v1/opportunities/%12%C3%88%F2%A6%86%B9X%09g/nothing"))
    assert told["instance"] == "/v1/opportunities/%12%C3%88%F2%A6%86%B9X%09g/nothing"
