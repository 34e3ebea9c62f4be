"""The OpenAPI 3.1 document and its readable page, made from the routes: `python -m services.gateway.openapi [--page]`."""

import json
import sys
from typing import Any

from chassis.schemas import schemas_of
from contracts.base import PUBLIC, Contract
from contracts.refusals import FAMILY
from services.gateway import problems
from services.gateway.routes import ROUTES, Route
from services.gateway.routes.table import JSON

TITLE, VERSION = "Training and Technical Cooperation", "1.0.0"
ABOUT = (
    "The department's HTTP API. Every error is a problem document (RFC 9457) whose `code` is stable. Times are RFC 3339; "
    "multilingual text is a map of language to words. Lists are pages: follow the Link with rel=next."
)
COMMON = ("400", "401", "403", "404", "422", "429", "500", "503")


def document() -> dict[str, Any]:
    """The whole document; nothing in it is written by hand but a few sentences."""
    paths: dict[str, Any] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.1",
        "info": {"title": TITLE, "version": VERSION, "description": ABOUT},
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {**_views(), "Problem": _PROBLEM},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "responses": {
                "Problem": {"description": "A problem document.", "content": _content("Problem", problems.PROBLEM)}
            },
        },
    }


def text() -> str:
    """The document as it is published."""
    return json.dumps(document(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def page() -> str:
    """The routes and problem codes as Markdown."""
    lines = [
        "# HTTP API",
        "",
        "Made from the routes by `make contracts`; do not edit. The machine-readable form is `openapi.json`.",
        "",
        ABOUT,
        "",
    ]
    lines += ["| Method and path | What it does | Who | Asks | Answer |", "|---|---|---|---|---|"]
    lines += [_row(route) for route in ROUTES]
    lines += ["", "## Problem codes", "", "| Code | Status | Means |", "|---|---|---|"]
    ours = ("contracts.", "services.gateway.")
    real = (one for one in FAMILY.values() if one.__module__ in sys.modules)  # a test's own pretend to be contracts
    published = (one for one in real if one.__module__.startswith(ours))
    known = sorted(published, key=lambda refusal: (refusal.status, refusal.__name__))
    lines += [f"| `{one.__name__}` | {one.status} | {(one.__doc__ or '').strip().splitlines()[0]} |" for one in known]
    return "\n".join(lines) + "\n"


def _operation(route: Route) -> dict[str, Any]:
    contract = route.contract
    public = PUBLIC in contract.allowed
    operation: dict[str, Any] = {
        "operationId": _name(route),
        "summary": contract.purpose(),
        "tags": [contract.service()],
        "parameters": _parameters(route),
        "responses": _responses(route),
        "security": [{}, {"bearer": []}] if public else [{"bearer": []}],
        "x-roles": list(contract.allowed),
    }
    if route.has_body:
        content = {"application/json": {"schema": _body(route)}}
        operation["requestBody"] = {"required": bool(_body(route).get("required")), "content": content}
    return operation


def _name(route: Route) -> str:
    same = [other for other in ROUTES if other.contract is route.contract]
    if len(same) == 1:
        return route.contract.method()
    return f"{route.contract.method()}_{'by_' + route.names[-1] if route.names else 'all'}"


def _parameters(route: Route) -> list[dict[str, Any]]:
    fields = _schemas()[route.contract.__name__].get("properties", {})
    required = _schemas()[route.contract.__name__].get("required", [])
    found = [{"name": name, "in": "path", "required": True, "schema": fields[name]} for name in route.names]
    if not route.has_body:
        own = {*route.names, *(["cursor"] if route.joined else [])}
        others = [name for name in fields if name not in own and not _other_address(route, name)]
        found += [
            {"name": name, "in": "query", "required": name in required, "schema": fields[name]}
            for name in sorted(others)
        ]
    return found + _headers(route)


def _other_address(route: Route, name: str) -> bool:
    """Whether the field stands in the path of a sibling route, as id and slug do."""
    siblings = [other for other in ROUTES if other.contract is route.contract and other.path != route.path]
    return any(name in other.names for other in siblings)


def _headers(route: Route) -> list[dict[str, Any]]:
    found = []
    if route.method == "POST":
        key = {"type": "string", "pattern": "^[!-~]{1,128}$"}
        found.append({"name": "Idempotency-Key", "in": "header", "required": True, "schema": key})
    if route.takes_version:
        version = {"type": "string", "pattern": '^(W/)?"[!#-~]*"$', "examples": ['"3"']}
        found.append({"name": "If-Match", "in": "header", "required": route.needs_version, "schema": version})
    if not route.has_body:
        found.append({"name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"}})
    return found


def _responses(route: Route) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "Done." if route.has_body else "Found."}
    if route.media != JSON:
        good["content"] = {route.media.partition(";")[0]: {"schema": {"type": "string"}}}
    elif route.joined:
        good["content"] = {JSON: {"schema": {"type": "array", "items": {"type": "object"}}}}
    elif route.status != 204 and route.contract.returns:
        good["content"] = _content(route.contract.returns.__name__)
    if route.location:
        good["headers"] = {"Location": {"schema": {"type": "string"}}}
    codes = [
        *COMMON,
        *(["304"] if not route.has_body else ["409", "413", "415"]),
        *(["412", "428"] if route.takes_version else []),
        *(["412"] if "expected_version" in route.contract().fields else []),
    ]
    bad = {code: {"$ref": "#/components/responses/Problem"} for code in codes if code != "304"}
    unchanged = {"304": {"description": "As you have it."}} if "304" in codes else {}
    return {str(route.status): good, **unchanged, **dict(sorted(bad.items()))}


def _body(route: Route) -> dict[str, Any]:
    whole = _schemas()[route.contract.__name__]
    elsewhere = {*route.names, *(["version"] if route.needs_version else [])}
    kept = {name: shape for name, shape in whole.get("properties", {}).items() if name not in elsewhere}
    required = sorted(set(whole.get("required", [])) - elsewhere)
    return {
        "type": "object", "properties": kept, "additionalProperties": False,
        **({"required": required} if required else {}),
    }  # fmt: skip


def _content(name: str, media: str = "application/json") -> dict[str, Any]:
    return {media: {"schema": {"$ref": f"#/components/schemas/{name}"}}}


_made: dict[str, Any] = {}


def _schemas() -> dict[str, Any]:
    if not _made:
        wanted: dict[type[Contract], None] = {}
        for route in ROUTES:
            wanted[route.contract] = None
            if route.contract.returns:
                wanted[route.contract.returns] = None
        _made.update(schemas_of(wanted))
    return _made


def _views() -> dict[str, Any]:
    asked = {route.contract.__name__ for route in ROUTES}
    return {name: schema for name, schema in _schemas().items() if name not in asked}


def _row(route: Route) -> str:
    contract = route.contract
    view = "—" if route.status == 204 or not contract.returns else f"`{contract.returns.__name__}`"
    who = ", ".join(contract.allowed).replace("_", " ")
    version = " (`If-Match`)" if route.needs_version else " (`If-Match` optional)" if route.takes_version else ""
    asks = f"`{contract.service()}.{contract.method()}`"
    return f"| `{route.method} {route.path}`{version} | {contract.purpose()} | {who} | {asks} | {route.status} {view} |"


_PROBLEM = {
    "type": "object",
    "description": "RFC 9457, with the refusal's own facts beside the standard members.",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "code": {"type": "string", "description": "The refusal's class name; stable."},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("field", "code", "message")},
            },
        },
    },
}

if __name__ == "__main__":
    sys.stdout.write(page() if "--page" in sys.argv[1:] else text())
