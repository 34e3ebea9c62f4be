"""The own account: password, where it is signed in, tokens for programs."""

from datetime import UTC, datetime, time
from typing import Any

from werkzeug.wrappers import Response

from contracts.base import INSTITUTION, OFFICER, READ
from contracts.refusals import Refusal
from contracts.registry.accounts import GetOwnAccount
from contracts.registry.credentials import (
    ChangePassword,
    EndOwnSession,
    IssueApiToken,
    ListApiTokens,
    ListOwnSessions,
    RevokeApiToken,
)  # fmt: skip
from services.gateway.pages import desk as desks
from services.gateway.pages.account.passwords import PASSWORD, agree
from services.gateway.pages.forms import TICKS, Field, Group, coded
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


CURRENT = Field("current", _("Present password"), required=True, input="password", autocomplete="current-password")
SCOPES = {
    INSTITUTION: (READ, "institutions:write", "opportunities:write"),
    OFFICER: (READ, "institutions:write", "opportunities:write", "applications:write", "change_requests:write", "transfers:write"),
}  # fmt: skip


def account(visit: Visit) -> Response:
    """Who I am here, where I am signed in, which tokens I made."""
    desk = desks.at(visit)
    parts = visit.parts(
        own=lambda: visit.ask(GetOwnAccount),
        sessions=lambda: visit.ask(ListOwnSessions, limit=100),
        tokens=lambda: visit.ask(ListApiTokens, limit=100),
    )
    return desk.page("my/account.html", **parts)


def password(visit: Visit) -> Response:
    """Replace the password; other sessions end."""
    desk = desks.at(visit)
    form = desk.form((Group("password", "", (CURRENT, *PASSWORD)),))
    if form.sent and agree(form) and form.send(ChangePassword) is not None:
        return desk.to("/my/account", "saved")
    return desk.ask_page(
        form, _("Change the password"), _("Change the password"), "/my/account",
        lead=visit.reading.say(_("You stay signed in here; everywhere else you are signed out.")),
    )  # fmt: skip


def end_session(visit: Visit, subject: str) -> Response:
    """Sign out elsewhere."""
    desk = desks.at(visit)
    visit.act(EndOwnSession, visit.key(), session_id=subject)
    return desk.to("/my/account", "ended")


def revoke(visit: Visit, subject: str) -> Response:
    """End a token."""
    desk = desks.at(visit)
    visit.act(RevokeApiToken, visit.key(), token_id=subject)
    return desk.to("/my/account", "ended")


def new_token(visit: Visit) -> Response:
    """Make a token for a program; it is shown once."""
    desk = desks.at(visit)
    form = desk.form((Group("token", "", _token_fields(desk.account["role"])),))
    if form.sent:
        made = _issued(visit, form)
        if made:
            return desk.page("my/token.html", token=made)
    return desk.ask_page(form, _("New token for a program"), _("Make the token"), "/my/account")


def _token_fields(role: str) -> tuple[Field, ...]:
    return (
        Field("name", _("Name"), required=True, hint=_("What it is for, so that you know it again.")),
        Field("scopes", _("What it may do"), TICKS, required=True, options=coded("scope", SCOPES.get(role, (READ,)))),
        Field("expires_at", _("Last day"), required=True, input="date", hint=_("At most a year from now.")),
    )


def _issued(visit: Visit, form: Any) -> dict[str, Any] | None:
    day = form.typed.get("expires_at", "")
    try:
        moment = datetime.combine(datetime.fromisoformat(day).date(), time(23, 59), UTC)
        own = {"expires_at": moment.isoformat()}
    except ValueError:
        own = {"expires_at": day}
    try:
        return form.send(IssueApiToken, **own)
    except Refusal as refusal:
        form.refuse(refusal)
        return None
