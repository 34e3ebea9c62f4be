"""Signing in and out; a form that was sent after the session ran out comes back with what was typed."""

import base64
import json
import re

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from contracts.base import OFFICER
from contracts.languages import LANGUAGES
from contracts.refusals import Invalid, TooMany, Unauthenticated
from contracts.registry.accounts import CredentialsWrong, SignIn, SignOut
from services.gateway.pages import forms, sessions
from services.gateway.pages.forms import Field, Group
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


DEVICE, DAYS_180 = "device", 180 * 24 * 3600
PLACE = re.compile(rf"/({'|'.join(LANGUAGES)})/(my|office)(/[\w/-]*)?(\?[^\s\\]*)?")
NOT_KEPT = ("key", "proof", "password", "again", "current", "kept", "after", forms.RESUMED)
GROUPS = (
    Group("sign-in", "", (
        Field("username", _("Username"), required=True, input="username", autocomplete="username"),
        Field("password", _("Password"), required=True, input="password", autocomplete="current-password"),
    )),
)  # fmt: skip


def sign_in(visit: Visit) -> Response:
    """Username and password; the answer is the same for both being wrong."""
    visit.private = True
    form = forms.Form(visit, GROUPS)
    after, kept = _place(visit), visit.request.form.get("kept", "")
    if form.sent:
        try:
            session = _begun(visit, form)
            return _resumed(visit, session, after, kept) if kept and after else _onward(visit, session, after)
        except (Invalid, Unauthenticated, TooMany) as wrong:
            # A password that is too short to be one is no other answer than a wrong one.
            form.refuse(wrong if isinstance(wrong, TooMany) else CredentialsWrong())
    form.hidden = {name: value for name, value in (("after", after), ("kept", kept)) if value}
    return visit.page("sign-in.html", status=form.status, form=form, again=bool(kept))


def again(visit: Visit) -> Response:
    """The sign-in page in place of one that needs a session: it leads back, with what was typed."""
    visit.private = True
    if visit.request.method != "POST":
        return visit.move(visit.url("/sign-in", after=visit.request.full_path.rstrip("?")))
    form = forms.Form(visit, GROUPS)
    form.came, form.typed = False, MultiDict()
    form.hidden = {"after": visit.request.path, "kept": _packed(visit.request.form)}
    return visit.page("sign-in.html", status=401, form=form, again=True)


def sign_out(visit: Visit) -> Response:
    """End the session here and at its owner."""
    session = sessions.current(visit)
    sessions.check_proof(visit, session)
    visit.asker(SignOut, {"refresh_token": session["refresh_token"]}, language=visit.language)
    sessions.end(visit)
    return visit.move(visit.url("/"))


def _begun(visit: Visit, form: forms.Form) -> dict[str, object]:
    own = {
        "username": form.typed.get("username", ""), "password": form.typed.get("password", ""),
        "device": visit.request.cookies.get(DEVICE, "")[:200] or None, "address": (visit.request.remote_addr or "")[:45] or None,
    }  # fmt: skip
    view = visit.asker(SignIn, own, language=visit.language)
    if view.get("device"):
        visit.cookies.append(
            {"key": DEVICE, "value": view["device"], "max_age": DAYS_180, "path": "/", "httponly": True,
             "samesite": "Lax", "secure": visit.public_url.startswith("https://")}
        )  # fmt: skip
    return sessions.begin(visit, view)


def _onward(visit: Visit, session: dict[str, object], after: str) -> Response:
    account = session["account"]
    office = isinstance(account, dict) and account.get("role") == OFFICER
    return visit.move(after or visit.url("/office" if office else "/my"))


def _resumed(visit: Visit, session: dict[str, object], after: str, kept: str) -> Response:
    pairs = [(name, value) for name, value in _unpacked(kept) if name not in NOT_KEPT]
    return visit.page("resumed.html", after=after, pairs=pairs, proof=sessions.proof(visit, session))


def _place(visit: Visit) -> str:
    """The page to go on to, only ever one of the panel or the office."""
    asked = visit.request.form.get("after") or visit.request.args.get("after") or ""
    return asked if len(asked) < 2000 and PLACE.fullmatch(asked) else ""


def _packed(form: MultiDict[str, str]) -> str:
    pairs = [(name, value) for name, value in form.items(multi=True) if name not in NOT_KEPT]
    return base64.urlsafe_b64encode(json.dumps(pairs).encode()).decode()


def _unpacked(kept: str) -> list[tuple[str, str]]:
    try:
        pairs = json.loads(base64.urlsafe_b64decode(kept.encode()))
        return [(str(name), str(value)) for name, value in pairs]
    except (ValueError, TypeError):
        return []
