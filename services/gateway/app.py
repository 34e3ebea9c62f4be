"""The WSGI application: the API under /v1, static files, and the pages; what every response carries."""

import re
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import uuid4

from werkzeug.wrappers import Request, Response

from chassis import log, telemetry
from chassis.replies import Internal
from contracts.refusals import Refusal, Unavailable
from services.gateway.api import Api
from services.gateway.asking import Ask, Together, one_by_one
from services.gateway.files import Files
from services.gateway.pages.site import Site
from services.gateway.problems import Unexpected, problem_response
from services.gateway.proxies import Networks, address_of

_ID = re.compile(r"[\w.:-]{8,64}")
CONTENT_SECURITY = "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
TRANSPORT_SECURITY = "max-age=31536000; includeSubDomains"

logger = log.logger(__name__)


class App:
    """Answers every request with a response, whatever happens inside."""

    def __init__(
        self, ask: Ask, public_url: str, link_secret: str, together: Together = one_by_one, trusted: Networks = ()
    ) -> None:
        self.trusted = trusted
        self.api = Api(ask)
        self.files = Files()
        self.site = Site(ask, together, public_url, link_secret, self.files)
        self.headers = dict(HEADERS)
        if public_url.startswith("https://"):
            self.headers["Strict-Transport-Security"] = TRANSPORT_SECURITY

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        began = time.monotonic()
        request = Request({**environ, "REMOTE_ADDR": address_of(environ, self.trusted)})
        asked_id = request.headers.get("X-Request-Id", "")
        request_id = asked_id if _ID.fullmatch(asked_id) else uuid4().hex
        with log.bound(request_id=request_id, correlation_id=request_id):
            template, response = self._answer(request)
            self._finish(request, response, request_id)
            self._note(request, template, response, time.monotonic() - began)
        return response(environ, start_response)

    def _answer(self, request: Request) -> tuple[str, Response]:
        is_api = request.path == "/v1" or request.path.startswith("/v1/")
        try:
            if request.environ.get("chassis.busy"):
                raise Unavailable("All hands are full; try again shortly.", retry_after=1)
            if is_api:
                return self.api.answer(request)
            if request.path.startswith("/static/"):
                return "/static/{file}", self.files.answer(request)
            return self.site.answer(request)
        except Refusal as refusal:
            said = refusal
        except Exception as problem:  # noqa: BLE001 - the caller learns an id, the log the rest
            said = _unexpected(problem)
        template = request.environ.get("gateway.template", "(none)")
        return template, (problem_response(said, request.path) if is_api else self.site.refused(request, said))

    def _finish(self, request: Request, response: Response, request_id: str) -> None:
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        response.headers["X-Request-Id"] = request_id

    def _note(self, request: Request, template: str, response: Response, seconds: float) -> None:
        method = request.method if request.method in METHODS else "OTHER"
        outcome = telemetry.FAILED if response.status_code >= 500 else telemetry.OK
        outcome = telemetry.REFUSED if 400 <= response.status_code < 500 else outcome
        telemetry.ENTRYPOINTS.labels("gateway", f"{method} {template}", outcome).observe(seconds)
        logger.info("answered", method=method, route=template, status=response.status_code, ms=round(seconds * 1000, 1))


METHODS: Mapping[str, None] = dict.fromkeys(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


def _unexpected(problem: Exception) -> Refusal:
    incident = problem.incident if isinstance(problem, Internal) and problem.incident else uuid4().hex[:12]
    logger.error("request failed", incident=incident, exc_info=problem)
    return Unexpected(incident=incident)
