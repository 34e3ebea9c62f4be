"""Applications for the directory: read, approve (as a new record or for one that stands there already), decline."""

from typing import Any

from markupsafe import Markup
from werkzeug.wrappers import Response

from contracts.base import OFFICER
from contracts.registry.applications import (
    ApproveApplication,
    DeclineApplication,
    GetApplication,
    ListApplications,
)  # fmt: skip
from contracts.registry.duplicates import FindLookalikes
from contracts.registry.institutions import ConfirmationNeeded
from services.gateway.pages import desk as desks
from services.gateway.pages.applications import APPLY
from services.gateway.pages.forms import LONG, RADIOS, Field, Group, shown
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


STATES = ("verified", "unverified", "approved", "declined")
NEW_ONE = "new"
REASON = Field("reason", _("Reason"), LONG, required=True, rows=3, hint=_("The applicant reads it in our mail."))
WHY = Field(
    "force_reason",
    _("Why it is another institution"),
    hint=_("Needed where one that looks alike stands in the directory."),
)


def listing(visit: Visit) -> Response:
    """Applications of one state; those that can be decided first."""
    desk = desks.at(visit, OFFICER)
    asked = {"status": "verified", **visit.query("status", "sort")}
    found = visit.find(ListApplications, **asked, **visit.query("cursor"), limit=50)
    states = [(code, visit.reading.label("status", code)) for code in STATES]
    sorts = visit.sorts(ListApplications)
    return desk.page("office/applications.html", found=found, asked=asked, states=states, sorts=sorts)


def application(visit: Visit, subject: str) -> Response:
    """One application with the institutions that look like it."""
    desk = desks.at(visit, OFFICER)
    found = visit.ask(GetApplication, application_id=subject)
    return desk.page(
        "office/application.html", application=found, alike=_alike(visit, found),
        answers=shown.rows(APPLY, found, visit.reading),
    )  # fmt: skip


def approve(visit: Visit, subject: str) -> Response:
    """Register it as new, or give its applicant the account of a record that stands there already."""
    desk = desks.at(visit, OFFICER)
    found = visit.ask(GetApplication, application_id=subject)
    form = desk.form(
        (Group("approve", "", (_which(visit, found), WHY)),), {"which": visit.request.args.get("record", NEW_ONE)}
    )
    if form.sent:
        form.unsent.add("which")
        which = form.typed.get("which", NEW_ONE)
        existing = {} if which == NEW_ONE else {"institution_id": which}
        if form.send(ApproveApplication, application_id=subject, **existing) is not None:
            return desk.to("/office/applications", "approved")
        if isinstance(form.refusal, ConfirmationNeeded):
            form.problems, form.elsewhere = {"force_reason": form.elsewhere[0]}, []
    effect = (
        visit.reading.say(_("The record stands in the directory at once.")),
        visit.reading.say(_("The applicant gets an invitation by mail and becomes the record's owner.")),
    )
    return desk.ask_page(
        form, _("Approve the application"), _("Approve"), f"/office/applications/{subject}", effect=effect,
        lead=visit.reading.text(found["names"]),
    )  # fmt: skip


def _which(visit: Visit, found: dict[str, Any]) -> Field:
    reading = visit.reading
    records = [(NEW_ONE, reading.say(_("A new record")))] + [
        (one["institution_id"], Markup("{} · <bdi>{}</bdi>").format(reading.text(one["names"]), one["city"] or ""))
        for one in _alike(visit, found)
    ]
    return Field("which", _("Which record is it?"), RADIOS, required=True, options=lambda _reading: records)


def decline(visit: Visit, subject: str) -> Response:
    """Turn it down with a reason."""
    desk = desks.at(visit, OFFICER)
    found = visit.ask(GetApplication, application_id=subject)
    form = desk.form((Group("decline", "", (REASON,)),), {})
    if form.sent and form.send(DeclineApplication, application_id=subject) is not None:
        return desk.to("/office/applications", "declined")
    effect = (visit.reading.say(_("The applicant gets a mail with your reason.")),)
    return desk.ask_page(
        form, _("Decline the application"), _("Decline"), f"/office/applications/{subject}", effect=effect, grave=True,
        lead=visit.reading.text(found["names"]),
    )  # fmt: skip


def _alike(visit: Visit, found: dict[str, Any]) -> list[dict[str, Any]]:
    """Institutions that it may be, most alike first."""
    told = {name: found[name] for name in ("names", "acronym", "country", "city", "website") if found.get(name)}
    return list(visit.ask(FindLookalikes, **told, limit=8)["items"])
