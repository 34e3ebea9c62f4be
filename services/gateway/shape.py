"""From an HTTP request to a contract's plain data: shape only, the owner validates."""

import json
import math
import re
from typing import Any

from marshmallow import fields
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request

from contracts.base import Request as Contract
from contracts.languages import LANGUAGES
from contracts.problems import problem
from contracts.refusals import Invalid, StaleVersion, Unauthenticated
from services.gateway.problems import (
    BodyTooLarge,
    IdempotencyKeyMissing,
    MediaTypeUnsupported,
    NotAcceptable,
    RequestUnreadable,
    VersionMissing,
    VersionUnreadable,
)  # fmt: skip
from services.gateway.routes import Route

LONGEST_NUMBER = 100  # digits
_KEY = re.compile(r"[\x21-\x7e]{1,128}")
_ENTITY_TAG = re.compile(r'(W/)?"[\x21\x23-\x7e\x80-\xff]*"')
_VERSION = re.compile(r'"(\d{1,10})(?:-[0-9a-f]{20})?"')
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")


def fields_of(request: Request, route: Route, path: dict[str, str]) -> dict[str, Any]:
    """The contract's fields from path, body or query, and If-Match; refuses what has the wrong shape."""
    data = body_of(request, route.largest_body) if route.has_body else query_of(request.args, route.contract)
    guarded = route.needs_version or (request.headers.get("If-Match", "").strip() and route.takes_version)
    own = dict(path) | ({"version": version_of(request)} if guarded else {})
    wrong = [
        problem(name, "contradiction", "The address or a header says something else.")
        for name, value in own.items()
        if name in data and str(data[name]) != str(value)
    ]
    if wrong:
        raise Invalid(wrong)
    return data | own


def body_of(request: Request, largest: int) -> dict[str, Any]:
    """The JSON object in the body, {} without one; refuses other media types, sizes and broken JSON."""
    raw = raw_body(request, largest)
    if not raw:
        return {}
    if request.mimetype != "application/json":
        raise MediaTypeUnsupported(accepted=["application/json"])
    try:
        data = json.loads(
            raw, parse_constant=_no_constant, parse_float=_finite, parse_int=_short, object_pairs_hook=_each_once
        )  # fmt: skip
        if b"\\u" in raw:  # only an escape can bring half a character, which no message of ours could carry on
            json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as broken:
        raise RequestUnreadable(f"The body is not JSON: {_why(broken)}.") from None
    if not isinstance(data, dict):
        raise Invalid([problem("", "not_an_object", "A JSON object is needed.")])
    return data


def raw_body(request: Request, largest: int) -> bytes:
    """The body's bytes; refuses more than `largest`."""
    if (request.content_length or 0) > largest:
        raise BodyTooLarge(largest_bytes=largest)
    request.max_content_length = largest
    try:
        return request.get_data(cache=False)
    except HTTPException as too_much:
        if too_much.code == 413:
            raise BodyTooLarge(largest_bytes=largest) from None
        raise RequestUnreadable("The body ended too early.") from None
    except (OSError, ValueError):
        raise RequestUnreadable("The body could not be read.") from None


def query_of(query: MultiDict[str, str], contract: type[Contract]) -> dict[str, Any]:
    """The query as the contract types it: whole numbers, booleans, lists by repetition; an empty value counts as absent."""
    known, data, wrong = contract().fields, {}, []
    for name, values in query.lists():
        given = [value for value in values if value != ""]
        field = known.get(name)
        if isinstance(field, fields.List):
            data[name] = [_typed(value, field.inner) for value in given]
        elif len(given) > 1:
            wrong.append(problem(name, "repeated", "Once is enough."))
        elif given:
            data[name] = _typed(given[0], field)
    if wrong:
        raise Invalid(wrong)
    return data


def _typed(value: str, field: fields.Field | None) -> Any:
    if isinstance(field, fields.Integer) and _WHOLE.fullmatch(value):
        return int(value)
    if isinstance(field, fields.Boolean) and value in ("true", "false"):
        return value == "true"
    return value


def version_of(request: Request) -> int:
    """The version that If-Match names: an entity tag that we gave, or the version alone, such as "3"."""
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        raise VersionMissing
    if not _ENTITY_TAG.fullmatch(given):
        raise VersionUnreadable
    found = _VERSION.fullmatch(given)
    if not found:
        raise StaleVersion("If-Match names no version of this.")
    return int(found.group(1))


def key_of(request: Request) -> str | None:
    """The Idempotency-Key, which a POST must have."""
    given = request.headers.get("Idempotency-Key")
    if given is None and request.method != "POST":
        return None
    if given is None or not _KEY.fullmatch(given):
        raise IdempotencyKeyMissing
    return given


def token_of(request: Request) -> str | None:
    """The bearer token, None without Authorization (RFC 6750)."""
    given = request.headers.get("Authorization")
    if given is None:
        return None
    scheme, _, token = given.partition(" ")
    if scheme.lower() != "bearer" or not re.fullmatch(r"[\w.~+/=-]{1,4096}", token.strip()):
        raise Unauthenticated("Authorization needs the form: Bearer <token>.")
    return token.strip()


def language_of(request: Request) -> str:
    """The best of our languages for Accept-Language; English where none fits."""
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((code for code in wanted if code in LANGUAGES), LANGUAGES[0])


def check_acceptable(request: Request, media: str) -> None:
    """Refuses a request whose Accept allows neither the answer's media type nor a problem document."""
    plain = media.partition(";")[0]
    wanted = request.accept_mimetypes
    if wanted and not wanted.best_match([plain, "application/problem+json"]):
        raise NotAcceptable(available=[plain])


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _finite(number: str) -> float:
    if math.isinf(found := float(number)):
        raise ValueError("a number is too large")
    return found


def _short(number: str) -> int:
    if len(number) > LONGEST_NUMBER:
        raise ValueError("a number is too long")
    return int(number)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _why(broken: Exception) -> str:
    if isinstance(broken, json.JSONDecodeError):
        return f"{broken.msg} at line {broken.lineno} column {broken.colno}"
    if isinstance(broken, UnicodeEncodeError):
        return "a lone surrogate is half a character"
    return "nested too deeply" if isinstance(broken, RecursionError) else str(broken).splitlines()[0][:100]
