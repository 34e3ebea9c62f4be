"""The JSON API under /v1: one handler for all routes."""

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

from contracts.refusals import FAMILY
from services.gateway import shape
from services.gateway.asking import Ask
from services.gateway.problems import MethodNotAllowed, NoSuchPath, Unexpected
from services.gateway.routes import TABLE, Route
from services.gateway.routes.table import CALENDAR, JSON

SLOW_SECONDS = 30.0
USUAL_SECONDS = 5.0
_SAFE = ("GET", "HEAD")


class Api:
    """Answers /v1 by asking the owner of each route's contract."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask

    def answer(self, request: Request) -> tuple[str, Response]:
        """The route's template (for the log) and the response; refuses what no route takes."""
        if own := _own_document(request):
            return request.path if request.path == "/v1/openapi.json" else "/v1/problems/{code}", own
        methods, path = TABLE.find(request.path)
        if not methods:
            raise NoSuchPath
        template = next(iter(methods.values())).path
        request.environ["gateway.template"] = template
        if request.method == "OPTIONS":
            return template, Response(status=204, headers={"Allow": ", ".join(_allowed(methods))})
        route = methods.get("GET" if request.method == "HEAD" else request.method)
        if route is None:
            raise MethodNotAllowed(allowed=_allowed(methods))
        return template, self._asked(request, route, path)

    def _asked(self, request: Request, route: Route, path: dict[str, str]) -> Response:
        shape.check_acceptable(request, route.media)
        token, key = shape.token_of(request), shape.key_of(request)
        fields = shape.fields_of(request, route, path)
        if route.address_in:
            fields[route.address_in] = request.remote_addr
        large = route.largest_body > 2 * 1024 * 1024
        ask = partial(
            self.ask, route.contract, token=token, idempotency_key=key, language=shape.language_of(request),
            timeout=SLOW_SECONDS if large or route.joined else USUAL_SECONDS,
        )  # fmt: skip
        view = ask(fields)
        if route.joined:
            return joined(request, route, view, lambda cursor: ask({**fields, "cursor": cursor}))
        return written(request, route, view, private=token is not None)


def joined(request: Request, route: Route, first: dict[str, Any], ask: Callable[[str], dict[str, Any]]) -> Response:
    """One file of all pages, sent piece by piece; where a later piece is refused the file breaks off, never ends well."""

    def pieces() -> Iterator[bytes]:
        view = first
        yield view["content"].encode()
        while view["next"] is not None:
            view = ask(view["next"])
            yield view["content"].encode()

    response = Response(pieces() if request.method == "GET" else b"", route.status, content_type=route.media)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = f'attachment; filename="{request.path.rpartition("/")[2]}"'
    return response


def written(request: Request, route: Route, view: dict[str, Any], private: bool) -> Response:
    """The view as a response with ETag, Location, Link and how it may be kept."""
    if route.status == 204:
        return Response(status=204, headers={"Cache-Control": "no-store"})
    body = view["ical"] if route.media == CALENDAR else json.dumps(view, ensure_ascii=False, separators=(",", ":"))
    response = Response(body, route.status, content_type=route.media)
    secret = private or "signature" in request.args or request.method not in _SAFE
    response.headers["Cache-Control"] = "no-store" if secret else "no-cache"
    response.headers["Vary"] = "Authorization, Accept, Accept-Language"
    if "version" in view or not secret:
        response.set_etag(_tag(view, body))
    if location := route.found_at(view):
        response.headers["Location"] = location
    if link := _next_page(request, view):
        response.headers["Link"] = link
    if request.method in _SAFE:
        response.make_conditional(request)
    return response


def _tag(view: dict[str, Any], body: str) -> str:
    """The version, where there is one, and a digest of all that is shown: some of it changes without a new version."""
    digest = hashlib.sha256(body.encode()).hexdigest()[:20]
    return f"{view['version']}-{digest}" if "version" in view else digest


def _next_page(request: Request, view: dict[str, Any]) -> str | None:
    if not isinstance(view.get("next"), str):
        return None
    query = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return f'<{request.path}?{urlencode([*query, ("cursor", view["next"])])}>; rel="next"'


def _allowed(methods: dict[str, Route]) -> list[str]:
    return sorted({*methods, "OPTIONS", *(["HEAD"] if "GET" in methods else [])})


def _own_document(request: Request) -> Response | None:
    if request.method not in _SAFE:
        return None
    if request.path == "/v1/openapi.json":
        return Response(_openapi(), content_type=JSON)
    code = request.path.removeprefix("/v1/problems/")
    if code == request.path or code not in FAMILY or issubclass(FAMILY[code], Unexpected):
        return None
    known = FAMILY[code]
    about = {"code": code, "status": known.status, "means": (known.__doc__ or "").strip().splitlines()[0]}
    return Response(json.dumps(about), content_type=JSON)


@cache
def _openapi() -> str:
    from services.gateway.openapi import text

    return text()
