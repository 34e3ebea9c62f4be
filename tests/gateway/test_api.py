from contracts.refusals import Forbidden
from deploy.catalogue import load_contracts
from services.gateway.routes import ROUTES
from tests.gateway.records import DIRECTORY, DUSHANBE, MOES, OFFER
from tests.gateway.seen import problem

KEY = {"Idempotency-Key": "k-1"}
INSTITUTION = f"/v1/institutions/{MOES['institution_id']}"


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


def test_an_import_may_be_larger(client, department):
    department.answers["registry.import_institutions"] = lambda fields, envelope: {"results": []}
    rows = [{"line": n + 1, "record": {"x": "y" * 7000}} for n in range(450)]

    assert client.post("/v1/institutions/imports", json={"rows": rows}, headers=KEY).status_code == 200


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
