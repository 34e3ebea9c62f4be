"""The signed-in session of a browser: a cookie that scripts cannot read, and forms that other sites cannot send."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from contracts.refusals import Forbidden, Refusal, Unauthenticated, Unavailable
from contracts.registry.accounts import RefreshSession
from services.gateway.pages.visit import Visit

COOKIE = "session"
EARLY = timedelta(seconds=60)
DAYS_30 = 30 * 24 * 3600
KEPT = ("token", "expires_at", "refresh_token")
ACCOUNT = ("name", "role", "institution_id", "country", "access", "covers_children")


def begin(visit: Visit, view: dict[str, Any], guard: str | None = None) -> dict[str, Any]:
    """Keep a session in the browser; `guard` binds its forms to it."""
    account = {name: view["account"].get(name) for name in ACCOUNT}
    session = {**{name: view[name] for name in KEPT}, "account": account, "guard": guard or token_urlsafe(16)}
    value = base64.urlsafe_b64encode(json.dumps(session).encode()).decode()
    visit.cookies.append(
        {"key": COOKIE, "value": value, "max_age": DAYS_30, "path": "/", "httponly": True, "samesite": "Lax",
         "secure": visit.public_url.startswith("https://")}
    )  # fmt: skip
    visit.private, visit.token = True, session["token"]
    return session


def end(visit: Visit) -> None:
    """Forget the session in the browser."""
    visit.cookies.append({"key": COOKIE, "value": "", "max_age": 0, "path": "/", "httponly": True, "samesite": "Lax"})


def current(visit: Visit) -> dict[str, Any]:
    """The session of this browser, refreshed where it runs out; refuses `Unauthenticated`."""
    visit.private = True
    session = _read(visit.request.cookies.get(COOKIE, ""))
    expires = datetime.fromisoformat(session["expires_at"].replace("Z", "+00:00"))
    if visit.now + EARLY < expires:
        visit.token = session["token"]
        return session
    try:
        view = visit.asker(RefreshSession, {"refresh_token": session["refresh_token"]}, language=visit.language)
    except Unavailable:
        raise
    except Refusal:
        end(visit)
        raise Unauthenticated from None
    return begin(visit, view, session["guard"])


def _read(value: str) -> dict[str, Any]:
    try:
        session = json.loads(base64.urlsafe_b64decode(value))
        assert all(isinstance(session[name], str) for name in (*KEPT, "guard"))
        assert isinstance(session["account"], dict)
        datetime.fromisoformat(session["expires_at"].replace("Z", "+00:00"))
    except (ValueError, KeyError, TypeError, AssertionError):
        raise Unauthenticated from None
    return session


def proof(visit: Visit, session: dict[str, Any]) -> str:
    """What a form of this session carries (OWASP: HMAC-based token pattern)."""
    message = f"form\n{session['guard']}".encode()
    return hmac.new(visit.link_secret.encode(), message, hashlib.sha256).hexdigest()


def check_proof(visit: Visit, session: dict[str, Any]) -> None:
    """Refuses a form that was not made for this session."""
    given = visit.request.form.get("proof", "")
    if not hmac.compare_digest(given.encode(), proof(visit, session).encode()):
        raise Forbidden("This form is too old or not ours; go back and try again.")
