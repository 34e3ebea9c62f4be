import json
from pathlib import Path

from openapi_spec_validator import validate

from services.gateway import openapi
from services.gateway.routes import ROUTES

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_document_is_valid_and_has_every_route():
    document = openapi.document()

    validate(document)
    assert {(method.upper(), path) for path, methods in document["paths"].items() for method in methods} == {
        (route.method, route.path) for route in ROUTES
    }
    names = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(set(names)) == len(names)


def test_what_is_required_where():
    paths = openapi.document()["paths"]
    status = paths["/v1/institutions/{institution_id}/status"]["post"]
    headers = {p["name"] for p in status["parameters"] if p["in"] == "header" and p["required"]}
    assert headers == {"Idempotency-Key", "If-Match"}
    body = status["requestBody"]["content"]["application/json"]["schema"]
    assert set(body["properties"]) == {"status", "reason"}
    assert {"409", "412", "428", "200"} <= set(status["responses"])
    words = paths["/v1/institutions"]["get"]["parameters"]
    assert {p["name"] for p in words if p["in"] == "query"} == {
        "country",
        "cursor",
        "institution_type",
        "language",
        "limit",
        "programme",
        "sort",
        "topic",
        "view",
        "words",
    }


def test_orders_and_views_are_told_by_name():
    found = openapi.document()["paths"]["/v1/institutions"]["get"]["parameters"]
    told = {one["name"]: one["schema"] for one in found}
    assert (told["sort"]["enum"], told["sort"]["default"]) == (["relevance", "name", "-name", "-entered"], "relevance")
    assert (told["view"]["enum"], told["view"]["default"]) == (["complete", "basic"], "complete")
    assert "institution_id, slug, status" in told["view"]["description"]


def test_the_committed_documents_are_current():
    """`make contracts` brings them up to date."""
    assert json.loads((DOCS / "openapi.json").read_text()) == openapi.document()
    assert (DOCS / "http.md").read_text() == openapi.page()
