"""Every error as application/problem+json (RFC 9457); what is not a refusal leaves only an opaque id."""

import json
from typing import Any
from urllib.parse import quote

from werkzeug.wrappers import Response

from contracts.refusals import Invalid, Refusal, StillRunning, TooMany, Unauthenticated, Unavailable

PROBLEM = "application/problem+json"
TYPE = "/v1/problems/{code}"
RETRY_SECONDS = {Unavailable: 5, TooMany: 30, StillRunning: 3}


class RequestUnreadable(Refusal):
    """The request is not what HTTP or JSON allows."""

    status = 400


class IdempotencyKeyMissing(Refusal):
    """A POST needs the header Idempotency-Key: 1 to 128 visible ASCII characters, the same when repeated."""

    status = 400


class NoSuchPath(Refusal):
    """Nothing lives at this address."""

    status = 404


class MethodNotAllowed(Refusal):
    """This address does not take this method; the header Allow names those it takes."""

    status = 405


class NotAcceptable(Refusal):
    """This address cannot answer in any of the media types asked for."""

    status = 406


class BodyTooLarge(Refusal):
    """The body is larger than this address takes."""

    status = 413


class MediaTypeUnsupported(Refusal):
    """The body is of another media type than this address takes."""

    status = 415


class VersionMissing(Refusal):
    """A change needs the header If-Match with the entity tag or the version that was read, e.g. "3"."""

    status = 428


class VersionUnreadable(Refusal):
    """If-Match is no entity tag such as "3" (RFC 9110, 8.8.3)."""

    status = 400


class Unexpected(Refusal):
    """Something went wrong here; the id names it in our log."""

    status = 500


def as_problem(refusal: Refusal, instance: str) -> dict[str, Any]:
    """The refusal as a problem document; a fact never overwrites a standard member."""
    return {
        **refusal.facts,
        "type": TYPE.format(code=refusal.code),
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "instance": quote(instance, safe="/:@!$&'()*+,;=~"),
        "code": refusal.code,
        **({"problems": refusal.problems} if isinstance(refusal, Invalid) else {}),
    }


def problem_response(refusal: Refusal, instance: str) -> Response:
    """The problem document with the headers its status asks for."""
    body = json.dumps(as_problem(refusal, instance), ensure_ascii=False, default=str)
    response = Response(body, refusal.status, content_type=PROBLEM)
    for name, value in extra_headers(refusal).items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response


def extra_headers(refusal: Refusal) -> dict[str, str]:
    """Retry-After, WWW-Authenticate and Allow where the refusal calls for them."""
    headers = {}
    rest = next((seconds for family, seconds in RETRY_SECONDS.items() if isinstance(refusal, family)), None)
    if rest is not None:
        told = refusal.facts.get("retry_after", rest)
        headers["Retry-After"] = str(max(1, round(told))) if isinstance(told, int | float) else str(rest)
    if isinstance(refusal, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(refusal, MethodNotAllowed):
        headers["Allow"] = ", ".join(refusal.facts.get("allowed", []))  # type: ignore[arg-type]
    return headers
