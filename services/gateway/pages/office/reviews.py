"""Reviewing opportunities and their changes: approve, or return with a word on each field."""

from typing import Any

from werkzeug.wrappers import Response

from contracts.base import OFFICER, Request
from contracts.refusals import Duplicate
from contracts.registry.opportunities import (
    ApproveOpportunity,
    GetOpportunity,
    ListOpportunities,
    RestoreOpportunity,
    ReturnOpportunity,
    SuspendOpportunity,
)  # fmt: skip
from contracts.registry.revisions import ApproveRevision, ReturnRevision
from services.gateway.pages import desk as desks
from services.gateway.pages import forms
from services.gateway.pages.forms import LONG, Field, Group, shown
from services.gateway.pages.my.offer_form import groups
from services.gateway.pages.my.offers import comments_of, origins
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


WHY = Field("force_reason", _("Why it is not the same as the other one"), required=True)
HIDE = Field("reason", _("Reason"), LONG, required=True, rows=3, hint=_("The institution reads it."))
COMMENT = "about_"


def listing(visit: Visit) -> Response:
    """What waits for review: opportunities, or changes of public ones."""
    desk = desks.at(visit, OFFICER)
    pending = visit.request.args.get("pending") == "yes"
    narrowed = {"pending": True} if pending else {"status": "in_review"}
    found = visit.find(ListOpportunities, **narrowed, **visit.query("cursor"), limit=50)
    return desk.page("office/reviews.html", found=found, pending=pending)


def review(visit: Visit, subject: str) -> Response:
    """One opportunity as it was handed in, its change old and new."""
    desk = desks.at(visit, OFFICER)
    found = visit.ask(GetOpportunity, opportunity_id=subject)
    pending = _in_review(found)
    questions = groups(*origins(visit))
    return desk.page(
        "office/review.html", opportunity=found, pending=pending, comments=comments_of(found),
        answers=shown.rows(questions, found, visit.reading),
        changes=shown.changes(questions, (pending or {}).get("changes", {}), visit.reading),
    )  # fmt: skip


def _in_review(found: dict[str, Any]) -> dict[str, Any] | None:
    pending = found.get("pending_revision")
    return pending if pending and pending["status"] == "in_review" else None


def approve(visit: Visit, subject: str) -> Response:
    """Accept it, or its change; one that is like another needs a word why it is not the same."""
    desk = desks.at(visit, OFFICER)
    found = visit.ask(GetOpportunity, opportunity_id=subject)
    pending, again = _in_review(found), "force_reason" in visit.request.form
    form = desk.form((Group("approve", "", (WHY,) if again else ()),), {})
    contract: type[Request] = ApproveRevision if pending else ApproveOpportunity
    version = {"version": found["version"]} if pending else {}
    if form.sent:
        if form.send(contract, opportunity_id=subject, **version) is not None:
            return desk.to("/office/reviews", "approved")
        if isinstance(form.refusal, Duplicate):
            form.groups = (Group("approve", "", (WHY,)),)
    effect = (
        _("The change is public at once.") if pending else _("Its institution can publish it now; it hears so by mail.")
    )
    return desk.ask_page(
        form, _("Approve"), _("Approve"), f"/office/reviews/{subject}", effect=(visit.reading.say(effect),),
        lead=visit.reading.text(found["title"]),
    )  # fmt: skip


def give_back(visit: Visit, subject: str) -> Response:
    """Return it with comments; each stands beside its field when the institution corrects it."""
    desk = desks.at(visit, OFFICER)
    found = visit.ask(GetOpportunity, opportunity_id=subject)
    pending = _in_review(found)
    form = desk.form(_comment_groups(visit, pending), {})
    if form.sent:
        said = form.data()
        comments = [{"field": name.removeprefix(COMMENT), "comment": words} for name, words in said.items()]
        contract: type[Request] = ReturnRevision if pending else ReturnOpportunity
        if form.replace(contract, opportunity_id=subject, comments=comments):
            return desk.to("/office/reviews", "returned")
        if not comments:
            form.problems, form.elsewhere = {}, [visit.reading.say(_("Write at least one comment."))]
    return desk.ask_page(
        form, _("Return with comments"), _("Return it"), f"/office/reviews/{subject}", lead=visit.reading.text(found["title"]),
        effect=(visit.reading.say(_("Its authors correct it and hand it in again. Leave empty what is right.")),),
    )  # fmt: skip


def _comment_groups(visit: Visit, pending: dict[str, Any] | None) -> list[Group]:
    wanted = set(pending["changes"]) if pending else None
    found = []
    for group in groups(*origins(visit)):
        asked = tuple(
            Field(COMMENT + one.place, one.label, LONG, rows=2)
            for one in group.fields
            if wanted is None or one.place in wanted
        )
        if asked:
            found.append(Group(group.name, group.title, asked))
    return found


def hide(visit: Visit, subject: str) -> Response:
    """Hide a public one."""
    return _step(
        visit,
        subject,
        SuspendOpportunity,
        (HIDE,),
        _("Hide the opportunity"),
        _("Nobody sees it until an officer shows it again."),
    )


def show(visit: Visit, subject: str) -> Response:
    """Show a hidden one again."""
    return _step(
        visit, subject, RestoreOpportunity, (), _("Show the opportunity again"), _("Everybody sees it again as it was.")
    )


def _step(
    visit: Visit, subject: str, contract: type[Request], asked: tuple[Field, ...], heading: str, effect: str
) -> Response:
    desk = desks.at(visit, OFFICER)
    found = visit.ask(GetOpportunity, opportunity_id=subject)
    form: forms.Form = desk.form((Group("step", "", asked),), {})
    if form.sent and form.send(contract, opportunity_id=subject) is not None:
        return desk.to(f"/office/reviews/{subject}", "saved")
    return desk.ask_page(
        form, heading, heading, f"/office/reviews/{subject}", effect=(visit.reading.say(effect),),
        lead=visit.reading.text(found["title"]), grave=bool(asked),
    )  # fmt: skip
