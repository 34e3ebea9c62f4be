"""The own record: see it whole, change it part by part, confirm that it is right."""

from typing import Any

from werkzeug.wrappers import Response

from contracts.base import INSTITUTION, OFFICER
from contracts.registry.confirmations import ConfirmInstitution
from contracts.registry.institutions import GetInstitution, ReviseInstitution
from contracts.registry.translations import GetTranslations
from services.gateway.pages import desk as desks
from services.gateway.pages import forms
from services.gateway.pages.forms import shown
from services.gateway.pages.my.record_form import GROUPS, folded, unfolded
from services.gateway.pages.visit import Visit
from services.gateway.problems import NoSuchPath

BOTH = (INSTITUTION, OFFICER)


def own(visit: Visit) -> Response:
    """To the record of who is signed in."""
    desk = desks.at(visit, INSTITUTION)
    return visit.move(visit.url(f"/my/institutions/{desk.account['institution_id']}", **visit.query("done")))


def record(visit: Visit, subject: str) -> Response:
    """The whole record, each part with its way to change it; a POST confirms that all of it is right."""
    desk = desks.at(visit, *BOTH)
    if visit.request.method == "POST":
        visit.act(ConfirmInstitution, visit.key(), institution_id=subject)
        return desk.to(home_of(desk, subject), "confirmed")
    found = visit.ask(GetInstitution, institution_id=subject)
    return desk.page(
        "my/institution.html", institution=found, home=visit.url(home_of(desk, subject)),
        answers=shown.rows(GROUPS, unfolded(found), visit.reading), children=_below(desk, found),
        translations=visit.ask(GetTranslations, institution_id=subject),
    )  # fmt: skip


def edit(visit: Visit, subject: str, part: str) -> Response:
    """One part of the record."""
    desk = desks.at(visit, *BOTH)
    group = forms.find(GROUPS, part)
    if group is None:
        raise NoSuchPath
    found = visit.ask(GetInstitution, institution_id=subject)
    form = desk.form((group,), unfolded(found))
    form.guard(found["version"])
    back = home_of(desk, subject)
    if form.sent and _saved(form, group, found):
        return desk.to(back, "saved")
    lead = visit.reading.text(found["names"])
    return desk.ask_page(form, _("Change the record"), _("Save"), back, lead=lead)


def _saved(form: forms.Form, group: forms.Group, found: dict[str, Any]) -> bool:
    whole = folded(found, group, form.data())
    return form.replace(ReviseInstitution, institution_id=found["institution_id"], version=form.version, **whole)


def home_of(desk: desks.Desk, subject: str) -> str:
    """Where this record's page stands: in the panel or in the office."""
    return f"/office/institutions/{subject}" if desk.account["role"] == OFFICER else f"/my/institutions/{subject}"


def _below(desk: desks.Desk, found: dict[str, Any]) -> list[dict[str, Any]]:
    if not desk.account.get("covers_children"):
        return []
    return [one for one in found.get("relations", []) if one["kind"] == "child"]


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown
