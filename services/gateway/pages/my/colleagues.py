"""The accounts of one's colleagues: invite, remind, change what they may, end."""

from typing import Any

from werkzeug.wrappers import Response

from contracts.base import ACCESS, INSTITUTION, OFFICER
from contracts.languages import LANGUAGES
from contracts.refusals import Forbidden, NotFound
from contracts.registry.accounts import (
    ChangeAccess,
    DisableAccount,
    InviteColleague,
    ListAccounts,
    OwnAccess,
    ResendInvitation,
)  # fmt: skip
from services.gateway.pages import desk as desks
from services.gateway.pages.forms import CHOICE, FLAG, RADIOS, Field, Group, languages
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


BOTH = (INSTITUTION, OFFICER)
WHAT = Field("access", _("Access"), RADIOS, required=True, options=lambda reading: [
    (code, f"{reading.label('access', code)} – {reading.label('access_means', code)}") for code in ACCESS
])  # fmt: skip
INVITE = Group("invite", "", (
    Field("name", _("Name"), required=True, autocomplete="off"),
    Field("email", _("E-mail"), required=True, input="email", autocomplete="off"),
    Field("language", _("Language"), CHOICE, required=True, options=languages(LANGUAGES), hint=_("In which we write to them.")),
    WHAT,
))  # fmt: skip
BELOW = Field("covers_children", _("Acts for the institutions below its own too"), FLAG,
              hint=_("Changes their records and opportunities as if they were its own."))  # fmt: skip
REASON = Field("reason", _("Reason"), required=True, hint=_("For our records; the person does not read it."))


def listing(visit: Visit) -> Response:
    """Everybody with an account of the institution."""
    desk = desks.at(visit, INSTITUTION)
    found = visit.ask(ListAccounts, **visit.query("cursor"), limit=100)
    return desk.page("my/colleagues.html", found=found, owner=desk.account.get("access") in ("owner", None))


def invite(visit: Visit) -> Response:
    """Invite somebody."""
    desk = desks.at(visit, INSTITUTION)
    form = desk.form((INVITE,), {"language": visit.language, "access": "editor"})
    if form.sent and form.send(InviteColleague) is not None:
        return desk.to("/my/colleagues", "invited")
    lead = visit.reading.say(_("They get a mail with a link by which they choose a username and a password."))
    return desk.ask_page(form, _("Invite a colleague"), _("Send the invitation"), "/my/colleagues", lead=lead)


def remind(visit: Visit, subject: str) -> Response:
    """Send the invitation once more."""
    desk = desks.at(visit, *BOTH)
    visit.act(ResendInvitation, visit.key(), account_id=subject)
    return desk.to(home_of(desk), "invited")


def access(visit: Visit, subject: str) -> Response:
    """What a colleague may do."""
    desk = desks.at(visit, *BOTH)
    one = find(visit, subject)
    asked = (WHAT, BELOW) if desk.account["role"] == OFFICER else (WHAT,)
    form = desk.form((Group("access", "", asked),), one)
    if form.sent:
        try:
            if form.send(ChangeAccess, account_id=subject) is not None:
                return desk.to(home_of(desk), "saved")
        except OwnAccess as refusal:
            form.refuse(refusal)
    return desk.ask_page(form, _("Change the access"), _("Save"), home_of(desk), lead=visit.reading.text(one["name"]))


def remove(visit: Visit, subject: str) -> Response:
    """End a colleague's account."""
    desk = desks.at(visit, *BOTH)
    one = find(visit, subject)
    form = desk.form((Group("remove", "", (REASON,)),), {})
    if form.sent:
        try:
            if form.send(DisableAccount, account_id=subject) is not None:
                return desk.to(home_of(desk), "ended")
        except Forbidden as refusal:
            form.refuse(refusal)
    effect = (
        visit.reading.say(_("The person is signed out everywhere at once and cannot sign in again.")),
        visit.reading.say(_("What the person did stays in the history.")),
    )
    return desk.ask_page(
        form,
        _("End the account"),
        _("End the account"),
        home_of(desk),
        lead=visit.reading.text(one["name"]),
        effect=effect,
        grave=True,
    )


def find(visit: Visit, subject: str) -> dict[str, Any]:
    """The account, from the list of those that the caller may see."""
    cursor: dict[str, Any] = {}
    for _page in range(20):
        found = visit.ask(ListAccounts, limit=100, **cursor)
        for one in found["items"]:
            if one["account_id"] == subject.lower():
                return one
        if not found["next"]:
            break
        cursor = {"cursor": found["next"]}
    raise NotFound


def home_of(desk: desks.Desk) -> str:
    """Where the list of accounts stands."""
    return "/office/accounts" if desk.account["role"] == OFFICER else "/my/colleagues"
