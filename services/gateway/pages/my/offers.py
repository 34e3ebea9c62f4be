"""The own opportunities: the list, a new one, one whole, its parts."""

from typing import Any

from werkzeug.wrappers import Response

from contracts.base import INSTITUTION, OFFICER
from contracts.refusals import Invalid, NotFound
from contracts.registry.institutions import GetInstitution
from contracts.registry.member_states import GetMemberState, ListMemberStates
from contracts.registry.opportunities import (
    STATUSES,
    DraftOpportunity,
    GetOpportunity,
    ListOpportunities,
    ReviseOpportunity,
)  # fmt: skip
from contracts.registry.reference import ListCountryGroups
from contracts.registry.translations import GetTranslations
from services.gateway.pages import desk as desks
from services.gateway.pages import forms
from services.gateway.pages.forms import shown
from services.gateway.pages.my import offer_steps
from services.gateway.pages.my.offer_form import NEW, folded, groups, proposed, to_say_anew
from services.gateway.pages.opportunities import names_in
from services.gateway.pages.visit import Visit
from services.gateway.problems import NoSuchPath

PER_PAGE = 20
EDITABLE = ("draft", "published", "closed")
BOTH = (INSTITUTION, OFFICER)


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


def listing(visit: Visit) -> Response:
    """The own opportunities, narrowed by state and words."""
    desk = desks.at(visit, INSTITUTION)
    asked = visit.query("status", "words", "pending", "deleted", "sort")
    narrowed = asked | {name: True for name in ("pending", "deleted") if name in asked}
    own = desk.account["institution_id"]
    found = visit.find(ListOpportunities, institution_id=own, **narrowed, **visit.query("cursor"), limit=PER_PAGE)
    states = [(code, visit.reading.label("status", code)) for code in STATUSES]
    sorts = visit.sorts(ListOpportunities)
    parted = offer_steps.possible
    return desk.page("my/opportunities.html", found=found, asked=asked, states=states, sorts=sorts, parted=parted)


def new(visit: Visit) -> Response:
    """Begin an opportunity of the own institution; it is a draft until it is submitted."""
    desk = desks.at(visit, INSTITUTION)
    own = desk.account["institution_id"]
    form = desk.form(NEW, {} if visit.request.method == "POST" else _beginning(visit, own))
    if form.sent:
        made = form.send(DraftOpportunity, institution_id=own)
        if made is not None:
            return desk.to(f"/my/opportunities/{made['opportunity_id']}", "saved")
    lead = visit.reading.say(_("It is a draft that only you see, until you submit it and it was reviewed."))
    return desk.ask_page(form, _("New opportunity"), _("Save as draft"), "/my/opportunities", lead=lead)


def _beginning(visit: Visit, own: str) -> dict[str, Any]:
    """What is likely, so that less is to be typed: the zone of the country, the languages, the address."""
    found = visit.ask(GetInstitution, institution_id=own)
    guess = {"languages": found.get("languages") or [], "contact_email": (found.get("contact") or {}).get("email")}
    try:
        zones = visit.ask(GetMemberState, code=found.get("country"))["time_zones"] if found.get("country") else []
    except (NotFound, Invalid):
        zones = []
    return {**guess, "zone": zones[0] if zones else None, "place": found.get("city")}


def offer(visit: Visit, subject: str) -> Response:
    """One opportunity with its state, comments, pending change and possible steps."""
    desk = desks.at(visit, *BOTH)
    found = visit.ask(GetOpportunity, opportunity_id=subject)
    pending = found.get("pending_revision")
    comments = comments_of(found)
    questions = groups(*origins(visit))
    return desk.page(
        "my/opportunity.html", opportunity=found, pending=pending, comments=comments,
        answers=shown.rows(questions, found, visit.reading), steps=offer_steps.possible(found),
        changes=shown.changes(questions, (pending or {}).get("changes", {}), visit.reading),
        editable=found["status"] in EDITABLE, translations=visit.ask(GetTranslations, opportunity_id=subject),
    )  # fmt: skip


def edit(visit: Visit, subject: str, part: str) -> Response:
    """One part: of a draft at once, of a public one as a change that is reviewed first."""
    desk = desks.at(visit, *BOTH)
    found = visit.ask(GetOpportunity, opportunity_id=subject)
    group = forms.find(groups(*(origins(visit) if part == "rules" else ([], []))), part)
    if group is None:
        raise NoSuchPath
    form = desk.form((group,), {**proposed(found), **to_say_anew(found)})
    form.comments, back = comments_of(found), f"/my/opportunities/{subject}"
    form.guard(found["version"])
    if form.sent and _saved(form, group, found):
        return desk.to(back, "saved" if found["status"] == "draft" else "revised")
    public = found["status"] != "draft"
    effect = (visit.reading.say(_("Everybody goes on seeing the present version until the change was reviewed.")),)
    return desk.ask_page(
        form, _("Change the opportunity"), _("Save"), back, lead=visit.reading.text(found["title"]),
        effect=effect if public else (),
    )  # fmt: skip


def _saved(form: forms.Form, group: forms.Group, found: dict[str, Any]) -> bool:
    whole = folded(proposed(found), group, form.data())
    if group.name == "when" and found["status"] == "draft":
        whole["checked"] = ["start_date", "end_date", "deadline"]  # who saves them has seen them
    return form.replace(ReviseOpportunity, opportunity_id=found["opportunity_id"], version=form.version, **whole)


def preview(visit: Visit, subject: str) -> Response:
    """As everybody will see it, its pending change included."""
    desks.at(visit, *BOTH)
    found = visit.ask(GetOpportunity, opportunity_id=subject)
    whole = proposed(found)
    return visit.page("opportunity.html", opportunity=whole, preview=True, named=names_in(visit, whole))


def comments_of(found: dict[str, Any]) -> dict[str, list[str]]:
    """The reviewers' words by field, those on a pending change too."""
    said: dict[str, list[str]] = {}
    pending = found.get("pending_revision") or {}
    for one in [*found.get("comments", []), *pending.get("comments", [])]:
        said.setdefault(str(one.get("field", "")), []).append(str(one.get("comment", "")))
    return said


def origins(visit: Visit) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The member states and the groups of countries, each by their names."""
    found = visit.together({
        "states": lambda: visit.ask(ListMemberStates, limit=100), "groups": lambda: visit.ask(ListCountryGroups, limit=100),
    })  # fmt: skip
    for answer in found.values():
        if isinstance(answer, Exception):
            raise answer
    states = [(one["code"], visit.reading.country(one["code"])) for one in found["states"]["items"]]
    named = sorted(found["groups"]["items"], key=lambda one: visit.reading.plain(one["names"]))
    return sorted(states, key=lambda pair: pair[1]), [(one["code"], visit.reading.text(one["names"])) for one in named]
