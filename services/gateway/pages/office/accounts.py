"""All accounts: of institutions, focal points and officers."""

from werkzeug.wrappers import Response

from contracts.base import INSTITUTION, OFFICER
from contracts.languages import LANGUAGES
from contracts.registry.accounts import STATUSES, AppointFocalPoint, InviteColleague, ListAccounts
from services.gateway.pages import desk as desks
from services.gateway.pages.forms import CHOICE, Field, Group, countries, languages
from services.gateway.pages.my.colleagues import INVITE
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


ROLES = (INSTITUTION, "focal_point", OFFICER)
FOCAL_POINT = Group("focal", "", (
    Field("country", _("Country"), CHOICE, required=True, options=countries),
    Field("name", _("Name"), required=True, autocomplete="off"),
    Field("email", _("E-mail"), required=True, input="email", autocomplete="off"),
    Field("language", _("Language"), CHOICE, required=True, options=languages(LANGUAGES), hint=_("In which we write to them.")),
))  # fmt: skip


def listing(visit: Visit) -> Response:
    """Accounts by name, narrowed by role and state."""
    desk = desks.at(visit, OFFICER)
    asked = visit.query("role", "status", "institution_id")
    found = visit.find(ListAccounts, **asked, **visit.query("cursor"), limit=50)
    label = visit.reading.label
    return desk.page(
        "office/accounts.html", found=found, asked=asked, roles=[(code, label("role", code)) for code in ROLES],
        states=[(code, label("account_status", code)) for code in STATUSES],
    )  # fmt: skip


def focal_point(visit: Visit) -> Response:
    """Appoint a country's focal point."""
    desk = desks.at(visit, OFFICER)
    form = desk.form((FOCAL_POINT,), {"language": visit.language})
    if form.sent and form.send(AppointFocalPoint) is not None:
        return desk.to("/office/accounts", "invited")
    lead = visit.reading.say(_("Focal points nominate people of their country for the department's activities."))
    return desk.ask_page(form, _("Appoint a focal point"), _("Send the invitation"), "/office/accounts", lead=lead)


def invite(visit: Visit, subject: str) -> Response:
    """Invite somebody for an institution."""
    desk = desks.at(visit, OFFICER)
    form = desk.form((INVITE,), {"language": visit.language, "access": "owner"})
    if form.sent and form.send(InviteColleague, institution_id=subject) is not None:
        return desk.to(f"/office/institutions/{subject}", "invited")
    return desk.ask_page(form, _("Invite somebody"), _("Send the invitation"), f"/office/institutions/{subject}")
