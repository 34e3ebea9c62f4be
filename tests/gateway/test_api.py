import json

import pytest

from contracts.refusals import Forbidden, Invalid, NotFound, StaleVersion, TooMany
from contracts.scheduling.nominations import NominationTooLate
from deploy.catalogue import load_contracts
from services.gateway.routes import ROUTES
from tests.gateway.records import DIRECTORY, DUSHANBE, MOES, OFFER, id_of

KEY = {"Idempotency-Key": "k-1"}
INSTITUTION = f"/v1/institutions/{MOES['institution_id']}"


def problem(response):
    assert response.content_type == "application/problem+json"
    told = response.get_json()
    assert told["status"] == response.status_code
    assert {"type", "title", "detail", "instance", "code"} <= set(told)
    return told


def test_every_contract_has_a_route_and_every_route_fits_its_contract():
    assert {route.contract for route in ROUTES} == set(load_contracts()[1])
    for route in ROUTES:
        known = route.contract().fields
        assert set(route.names) <= set(known), route
        assert route.needs_version == ("version" in known and known["version"].required), route


def test_a_list_is_asked_with_typed_query_values(client, department):
    response = client.get("/v1/institutions?words=Éducation&limit=5&country=TJ&cursor=")

    fields, envelope = department.last("registry.search_institutions")
    assert fields == {"words": "Éducation", "limit": 5, "country": "TJ"}
    assert "_token" not in envelope
    assert response.get_json()["total"] == DIRECTORY["total"]
    assert (
        response.headers["Link"] == '</v1/institutions?words=%C3%89ducation&limit=5&country=TJ&cursor=abc>; rel="next"'
    )
    assert response.headers["Cache-Control"] == "no-cache"


def test_a_view_with_a_version_has_an_etag_and_answers_conditionally(client):
    response = client.get(INSTITUTION)

    assert response.headers["ETag"].startswith('"3-')
    again = client.get(INSTITUTION, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(INSTITUTION, headers={"If-None-Match": '"2"'}).status_code == 200


def test_head_answers_like_get_without_a_body(client):
    response, read = client.head(INSTITUTION), client.get(INSTITUTION)
    assert (response.status_code, response.data, response.headers["ETag"]) == (200, b"", read.headers["ETag"])


def test_a_post_passes_token_key_and_language_and_says_where_the_new_thing_is(client, department):
    department.answers["registry.register_institution"] = lambda fields, envelope: MOES
    body = {"names": {"en": "Ministry"}, "types": ["ministry"], "country": "TJ"}

    response = client.post(
        "/v1/institutions", json=body,
        headers={"Authorization": "Bearer abc.def", "Idempotency-Key": "k-9", "Accept-Language": "fr-CA, en;q=0.5"},
    )  # fmt: skip

    fields, envelope = department.last("registry.register_institution")
    assert fields == body
    assert {"_token": "abc.def", "_idempotency_key": "k-9", "_language": "fr"}.items() <= envelope.items()
    assert response.status_code == 201
    assert response.headers["Location"] == INSTITUTION
    assert response.headers["Cache-Control"] == "no-store"


def test_the_version_comes_from_if_match(client, department):
    department.answers["registry.change_institution_status"] = lambda fields, envelope: MOES
    body = {"status": "inactive", "reason": "moved"}

    client.post(f"{INSTITUTION}/status", json=body, headers=KEY | {"If-Match": '"3"'})

    assert department.last("registry.change_institution_status")[0] == body | {
        "institution_id": MOES["institution_id"], "version": 3,
    }  # fmt: skip


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


def test_an_import_may_be_larger(client, department):
    department.answers["registry.import_institutions"] = lambda fields, envelope: {"results": []}
    rows = [{"line": n + 1, "record": {"x": "y" * 7000}} for n in range(450)]

    assert client.post("/v1/institutions/imports", json={"rows": rows}, headers=KEY).status_code == 200


def test_a_body_that_contradicts_the_address_is_refused(client):
    response = client.put(INSTITUTION, json={"institution_id": id_of("other")}, headers={"If-Match": '"1"'})
    assert problem(response)["problems"][0]["code"] == "contradiction"


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotFound(), 404), (Forbidden(), 403), (StaleVersion(current=4), 412), (NominationTooLate(), 409),
        (TooMany(retry_after=17), 429), (Invalid([{"field": "x", "code": "required", "message": "Missing."}]), 422),
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
    assert response.headers.get("Retry-After") == ("17" if status == 429 else None)
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


def test_what_a_signature_or_a_token_opens_is_never_kept(client):
    offer = client.get(f"/v1/offers/{OFFER['nomination_id']}?signature=abc")
    own = client.get(INSTITUTION, headers={"Authorization": "Bearer abc"})
    assert offer.headers["Cache-Control"] == own.headers["Cache-Control"] == "no-store"


def test_a_calendar_is_a_calendar(client, department):
    ical = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    department.answers["scheduling.get_activity_calendar"] = lambda fields, envelope: {"ical": ical}

    response = client.get(f"/v1/activities/{DUSHANBE['activity_id']}.ics?language=ar")

    assert response.mimetype == "text/calendar"
    assert response.get_data(as_text=True) == ical
    assert department.last("scheduling.get_activity_calendar")[0] == {
        "activity_id": DUSHANBE["activity_id"], "language": "ar",
    }  # fmt: skip
    assert client.get("/v1/activities.ics", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_ending_a_session_answers_without_content(client, department):
    department.answers["registry.sign_out"] = lambda fields, envelope: None
    response = client.post("/v1/sessions/end", json={"refresh_token": "abc"}, headers=KEY)
    assert (response.status_code, response.data) == (204, b"")


def test_every_response_carries_the_security_headers_and_its_request_id(client):
    for path in ("/v1/nothing", INSTITUTION, "/en/", "/static/site.css", "/", "/nothing"):
        response = client.get(path, headers={"X-Request-Id": "trace-123456"})
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["X-Request-Id"] == "trace-123456"
        assert "Strict-Transport-Security" not in response.headers
    assert client.get("/en/", headers={"X-Request-Id": "<script>"}).headers["X-Request-Id"].isalnum()


def test_the_request_id_travels_on_as_correlation_id(client, app, caplog):
    # AskerClient sends no correlation id; the log line of the answer has route and status, and no address or id.
    with caplog.at_level("INFO"):
        client.get(f"/v1/offers/{OFFER['nomination_id']}?signature=abc")
    lines = [str(record.msg) for record in caplog.records if "answered" in str(record.msg)]
    assert all(OFFER["nomination_id"] not in line and "abc" not in line for line in lines)


def test_the_published_document_is_served(client):
    assert client.get("/v1/openapi.json").get_json()["openapi"].startswith("3.1")


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


def test_where_a_sign_in_comes_from_is_what_the_gateway_sees_whatever_the_client_says(client, department):
    department.answers["registry.sign_in"] = lambda fields, envelope: {"token": "t"}
    body = {"username": "u", "password": "p", "address": "203.0.113.99"}
    client.post("/v1/sessions", json=body, headers=KEY, environ_base={"REMOTE_ADDR": "192.0.2.7"})

    assert department.asked[-1][1]["address"] == "192.0.2.7"


def test_an_export_is_one_file_of_all_its_pieces(client, department):
    pieces = {None: {"content": '\ufeff"a"\r\n', "next": "x"}, "x": {"content": '"ü"\r\n', "next": None}}
    department.answers["registry.export_table"] = lambda fields, envelope: pieces[fields.get("cursor")]

    response = client.get("/v1/exports/institutions.csv", headers={"Authorization": "Bearer a.b"})

    assert response.data.decode() == '\ufeff"a"\r\n"ü"\r\n'
    assert response.content_type.startswith("text/csv; charset=utf-8")
    assert response.headers["Content-Disposition"] == 'attachment; filename="institutions.csv"'
    assert [envelope["_token"] for _, _, envelope in department.asked] == ["a.b", "a.b"]
    assert client.head("/v1/exports/institutions.csv").data == b""


def test_an_export_that_is_refused_is_a_problem_and_not_half_a_file(client, department):
    def refuse(fields, envelope):
        raise Forbidden

    department.answers["registry.export_records"] = refuse
    response = client.get("/v1/exports/institutions.json")
    assert (response.status_code, problem(response)["code"]) == (403, "Forbidden")


def test_a_public_answer_without_version_has_an_etag_of_its_content(client, department):
    answer = {"items": [], "next": "0.0", "more": False}
    department.answers["registry.read_institution_feed"] = lambda fields, envelope: answer

    first = client.get("/v1/feed/institutions")
    again = client.get("/v1/feed/institutions", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    department.answers["registry.read_institution_feed"] = lambda fields, envelope: answer | {"next": "1.0"}
    assert client.get("/v1/feed/institutions", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
