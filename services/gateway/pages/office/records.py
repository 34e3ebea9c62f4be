"""The history of a record, and corrections that somebody proposed."""

from typing import Any

from werkzeug.wrappers import Response

from contracts.base import OFFICER
from contracts.registry.audit import ListAudit
from contracts.registry.change_requests import (
    CHANGE_STATUSES,
    AcceptChange,
    DeclineChange,
    GetChangeRequest,
    ListChangeRequests,
)  # fmt: skip
from contracts.registry.institutions import GetInstitution
from services.gateway.pages import desk as desks
from services.gateway.pages import labels
from services.gateway.pages.forms import LONG, Field, Group, shown
from services.gateway.pages.my.offer_form import groups
from services.gateway.pages.my.record_form import GROUPS
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


REASON = Field("reason", _("Reason"), LONG, required=True, rows=3, hint=_("Whoever proposed it reads it in our mail."))
NOTE = Field("note", _("A word to whoever proposed it"), LONG, rows=3)
HOMES = {"institution": "/office/institutions/{}", "opportunity": "/office/reviews/{}"}


def audit(visit: Visit, kind: str, subject: str) -> Response:
    """Who changed what, from what to what."""
    desk = desks.at(visit, OFFICER)
    asked = visit.query("sort")
    found = visit.find(ListAudit, subject_kind=kind, subject_id=subject, **asked, **visit.query("cursor"), limit=30)
    questions = (*GROUPS, *groups([], [])) if kind == "opportunity" else GROUPS
    entries = [(one, shown.changes(questions, one["changes"], visit.reading)) for one in found["items"]]
    home = HOMES[kind].format(subject) if kind in HOMES else "/office"

    def said(group: str, code: str) -> str:
        """The words for a code in the page's language, and in English where there are none."""
        own = code in labels.GROUPS[group]
        reading = visit.reading
        return reading.label(group, code) if own else reading.in_language(labels.english(group, code), "en")

    return desk.page(
        "office/audit.html",
        found=found,
        entries=entries,
        home=home,
        said=said,
        asked=asked,
        path=f"/office/audit/{kind}/{subject}",
        sorts=visit.sorts(ListAudit),
    )


def changes(visit: Visit) -> Response:
    """Proposed corrections, the oldest first."""
    desk = desks.at(visit, OFFICER)
    asked = {"status": "open", **visit.query("status", "sort")}
    found = visit.find(ListChangeRequests, **asked, **visit.query("cursor"), limit=50)
    states = [(code, visit.reading.label("change", code)) for code in CHANGE_STATUSES]
    sorts, labelled = visit.sorts(ListChangeRequests), _labels(visit)
    return desk.page("office/changes.html", found=found, asked=asked, states=states, sorts=sorts, labels=labelled)


def _labels(visit: Visit) -> dict[str, str]:
    return {field.place: visit.reading.say(field.label) for group in GROUPS for field in group.fields}


def change(visit: Visit, subject: str) -> Response:
    """One proposed correction beside what the record says."""
    desk = desks.at(visit, OFFICER)
    found = visit.ask(GetChangeRequest, change_request_id=subject)
    parts = visit.parts(institution=lambda: visit.ask(GetInstitution, institution_id=found["institution_id"]))
    pairs = shown.changes(GROUPS, found["changes"], visit.reading)
    return desk.page("office/change.html", change=found, pairs=pairs, **parts)


def accept(visit: Visit, subject: str) -> Response:
    """Make the proposed values the record's."""
    return _decide(visit, subject, AcceptChange, NOTE, _("Accept the change"), "approved")


def decline(visit: Visit, subject: str) -> Response:
    """Leave the record as it is."""
    return _decide(visit, subject, DeclineChange, REASON, _("Decline the change"), "declined")


def _decide(visit: Visit, subject: str, contract: Any, asked: Field, heading: str, done: str) -> Response:
    desk = desks.at(visit, OFFICER)
    form = desk.form((Group("decide", "", (asked,)),), {})
    if form.sent and form.send(contract, change_request_id=subject) is not None:
        return desk.to("/office/changes", done)
    return desk.ask_page(form, heading, heading, f"/office/changes/{subject}", grave=contract is DeclineChange)
