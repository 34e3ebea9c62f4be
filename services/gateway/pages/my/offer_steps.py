"""The steps of an opportunity: which are possible, what each will do, and doing it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.wrappers import Response

from contracts.base import INSTITUTION, OFFICER, Request
from contracts.registry.deletions import DeleteOpportunity, RecoverOpportunity
from contracts.registry.opportunities import (
    ArchiveOpportunity,
    CancelOpportunity,
    CopyOpportunity,
    GetOpportunity,
    PublishOpportunity,
    SubmitOpportunity,
    WithdrawOpportunity,
)  # fmt: skip
from contracts.registry.revisions import DiscardRevision, ExtendDeadline, SubmitRevision
from services.gateway.pages import desk as desks
from services.gateway.pages.forms import LONG, Field, Form, Group
from services.gateway.pages.labels.panel import STEP
from services.gateway.pages.visit import Visit
from services.gateway.problems import NoSuchPath


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


REASON = Field("reason", _("Reason"), LONG, required=True, rows=3, hint=_("People who were interested read it."))
DEADLINE = Field("deadline", _("New deadline"), required=True, input="date", hint=_("On or before the first day."))
MOMENT = Field("publish_at", _("At a later moment"), input="datetime-local",
               hint=_("On the clock of its time zone. Leave it empty to publish it now."))  # fmt: skip


@dataclass(frozen=True)
class Step:
    """What can be done with one, from where, with which questions, and what it will do."""

    contract: type[Request]
    states: tuple[str, ...]
    done: str
    effect: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    grave: bool = False
    versioned: bool = False
    pending: str = ""
    deleted: bool = False


STEPS = {
    "submit": Step(SubmitOpportunity, ("draft",), "submitted", (
        _("A reviewer of the department reads it. Until then nobody else sees it."),
        _("You cannot change it while it is being reviewed; you can withdraw it."),
    )),
    "submit_revision": Step(SubmitRevision, ("published", "closed"), "submitted", (
        _("A reviewer of the department reads the change."),
        _("Everybody goes on seeing the present version until then."),
    ), pending="draft"),
    "publish": Step(PublishOpportunity, ("approved",), "published", (
        _("Everybody can see it, search for it and apply until its deadline."),
        _("It is announced to those who follow its field, and in the newsletter."),
    ), (MOMENT,)),
    "extend": Step(ExtendDeadline, ("published", "closed"), "submitted", (
        _("A reviewer of the department looks at the new deadline first."),
    ), (DEADLINE,), versioned=True),
    "copy": Step(CopyOpportunity, ("published", "closed", "running", "ended", "archived", "cancelled"), "copied", (
        _("You get a new draft with the same words and all dates a year later."),
        _("You say the deadline anew before you submit it."),
        _("Nobody sees it before you submit it and it was reviewed."),
    )),
    "archive": Step(ArchiveOpportunity, ("ended",), "saved", (_("It leaves your list of what is current. Its page stays."),)),
    "discard_revision": Step(DiscardRevision, ("published", "closed"), "ended", (
        _("The change is gone. Everybody goes on seeing the present version."),
    ), grave=True, pending="any"),
    "withdraw": Step(WithdrawOpportunity, ("draft", "in_review"), "withdrawn", (
        _("It is taken back for good. Nobody will see it."),
        _("To offer it later you begin a new one."),
    ), grave=True),
    "delete": Step(DeleteOpportunity, ("draft", "withdrawn"), "deleted", (
        _("It leaves your lists. Nobody outside has seen it."),
        _("You find it under “Deleted” and can bring it back from there."),
    )),
    "recover": Step(RecoverOpportunity, ("draft", "withdrawn"), "recovered", (
        _("It comes back into your lists as it was."),
    ), deleted=True),
    "cancel": Step(CancelOpportunity, ("approved", "published", "closed", "running"), "cancelled", (
        _("It leaves the list of open opportunities at once, and its page says that it is cancelled."),
        _("This cannot be taken back."),
    ), (REASON,), grave=True),
}  # fmt: skip


def possible(found: dict[str, Any]) -> list[str]:
    """The steps that its state allows."""
    pending = (found.get("pending_revision") or {}).get("status", "")
    return [
        code
        for code, step in STEPS.items()
        if found["status"] in step.states
        and step.deleted == bool(found.get("deleted_at"))
        and (not step.pending or pending == step.pending or (pending and step.pending == "any"))
    ]


def take(visit: Visit, subject: str, step: str) -> Response:
    """Show what a step will do; a POST does it."""
    desk = desks.at(visit, INSTITUTION, OFFICER)
    code = step.replace("-", "_")
    if code not in STEPS:
        raise NoSuchPath
    wanted, found = STEPS[code], visit.ask(GetOpportunity, opportunity_id=subject)
    form = desk.form((Group(code, "", wanted.fields),), {})
    if form.sent:
        made = form.send(wanted.contract, opportunity_id=subject, **_beside(wanted, found, form))
        if made is not None:
            done = "timed" if code == "publish" and made.get("publish_at") else wanted.done
            return desk.to(f"/my/opportunities/{made.get('opportunity_id', subject)}", done)
    return desk.ask_page(
        form, STEP[code], STEP[code], f"/my/opportunities/{subject}", effect=_effects(visit, wanted, found),
        lead=visit.reading.text(found["title"]), grave=wanted.grave,
    )  # fmt: skip


def _beside(step: Step, found: dict[str, Any], form: Form) -> dict[str, Any]:
    """What goes with the answers: the version, and the moment that the wall clock of its zone shows."""
    own = {"version": found["version"]} if step.versioned else {}
    wall = form.typed.get("publish_at", "").strip() if MOMENT in step.fields else ""
    return {**own, "publish_at": _moment(wall, found["zone"])} if wall else own


def _moment(wall: str, zone: str) -> str:
    try:
        return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).isoformat()
    except ValueError:
        return wall


def _effects(visit: Visit, step: Step, found: dict[str, Any]) -> list[str]:
    reading = visit.reading
    lines = [reading.say(line) for line in step.effect]
    applied = found.get("applications") or 0
    if step.contract is CancelOpportunity and applied:
        ngettext = reading.translations.ngettext
        lines.insert(
            0,
            ngettext("%(num)s person applied.", "%(num)s people applied.", applied) % {"num": reading.number(applied)},
        )
    return lines
