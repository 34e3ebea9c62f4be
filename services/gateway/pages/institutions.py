"""The directory, the page of an institution, and what anybody can say about its record."""

from functools import partial
from typing import Any
from uuid import UUID

from werkzeug.wrappers import Response

from contracts.base import Request
from contracts.refusals import Conflict, Invalid
from contracts.registry.change_requests import PROPOSABLE, ProposeChange
from contracts.registry.confirmations import ConfirmInstitution
from contracts.registry.institutions import GetInstitution, SearchInstitutions
from contracts.registry.opportunities import ListOpportunities
from contracts.registry.reference import GetFieldOfTraining
from contracts.vocabularies import FIELDS, INSTITUTION_TYPES
from services.gateway.pages import forms, structured
from services.gateway.pages.forms import LONG, Field, Group
from services.gateway.pages.my.record_form import GROUPS, NAMES, folded, unfolded
from services.gateway.pages.visit import Visit
from services.gateway.pages.visitors import is_view


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


FILTERS = ("country", "institution_type", "topic", "programme", "language")
MOST_FIELDS = 12  # each is asked for its name
PER_PAGE = 20
ASKED = ("names", "other_names", "acronyms", "aliases", *PROPOSABLE)
RECORD = tuple(
    Group(group.name, group.title, tuple(one for one in group.fields if one.place in ASKED), group.hint)
    for group in GROUPS
    if any(one.place in ASKED for one in group.fields)
)
WHO = Group("who", _("Why, and who you are"), (
    Field("reason", _("How do you know?"), LONG, required=True, rows=3, hint=_("A page that says so, or that you work there.")),
    Field("proposer_name", _("Your name"), required=True, autocomplete="name"),
    Field("proposer_email", _("E-mail"), required=True, input="email", autocomplete="email",
          hint=_("Only our officers see it. We write what became of your proposal.")),
))  # fmt: skip


def directory(visit: Visit) -> Response:
    """Search by words and facets, a page at a time."""
    asked = visit.query("words", "sort", *FILTERS)
    try:
        found = visit.ask(SearchInstitutions, **asked, **visit.query("cursor"), limit=PER_PAGE)
    except Invalid:
        # Words too long, a code that is none, a cursor of another search: the plain directory, and that nothing was found.
        return visit.page("directory.html", asked=asked, found=None, facets={}, choices=_choices(visit))
    sorts = visit.sorts(SearchInstitutions, *([] if "words" in asked else ["relevance"]))
    return visit.page(
        "directory.html", asked=asked, found=found, facets=found["facets"], choices=_choices(visit), sorts=sorts
    )


def _choices(visit: Visit) -> dict[str, list[tuple[str, str]]]:
    reading = visit.reading
    return {
        "institution_type": [(code, reading.label("institution_type", code)) for code in INSTITUTION_TYPES],
        "topic": [(code, reading.label("topic", code)) for code in FIELDS],
    }


def institution(visit: Visit, slug: str) -> Response:
    """One institution; an id, an old slug or a merged one leads to where it stands now."""
    wanted = by_slug_or_id(slug, "institution_id")
    seen = "slug" in wanted and is_view(visit.request)  # an id leads on to the slug, which is seen then
    found = visit.ask(GetInstitution, **wanted, count_view=seen)
    if found.get("merged_into"):
        found = visit.ask(GetInstitution, institution_id=found["merged_into"])
    if found["slug"] != slug:
        return visit.move(visit.url(f"/institutions/{found['slug']}"), 301)
    codes = (found.get("fields_of_training") or [])[:MOST_FIELDS]
    own = visit.parts(
        offers=lambda: visit.ask(ListOpportunities, institution_id=found["institution_id"], open_only=True, limit=10),
        **{code: partial(visit.ask, GetFieldOfTraining, code=code) for code in codes},
    )
    return visit.page(
        "institution.html", institution=found, structured=structured.institution(visit, found), offers=own["offers"],
        trained=[own[code]["names"] if own[code] else code for code in codes],
    )  # fmt: skip


def by_slug_or_id(slug: str, name: str) -> dict[str, Any]:
    """The field by which to ask: an id under `name`, else the slug."""
    try:
        return {name: str(UUID(slug))}
    except ValueError:
        return {"slug": slug}


def propose(visit: Visit, subject: str) -> Response:
    """Propose a correction: the record as it is, to be written over where it is wrong."""
    visit.private = True
    found = visit.ask(GetInstitution, institution_id=subject)
    form = forms.Form(visit, (*RECORD, WHO), unfolded(found))
    if form.sent:
        own = {one.name: forms.answer(one, form.typed, visit.language) for one in WHO.fields}
        given = {name: value for name, value in own.items() if value is not None}
        if form.replace(
            ProposeChange, institution_id=subject, changes=_changes(form, found), language=visit.language, **given
        ):
            return visit.page("proposed.html", institution=found)
    return visit.page("propose.html", status=form.status, form=form, institution=found)


def _changes(form: forms.Form, found: dict[str, Any]) -> dict[str, Any]:
    """What is written otherwise than in the record."""
    data = form.data()
    new = {
        name: data.get(name) for name in data if name not in ("acronyms", "aliases", *(one.name for one in WHO.fields))
    }
    written: dict[str, Any] = {name: data[name] for name in ("acronyms", "aliases") if name in data}
    new["other_names"] = folded(found, NAMES, {"names": found["names"], **written})["other_names"]
    empty: tuple[Any, ...] = (None, "", [], {})
    asked = [name for name in PROPOSABLE if name in new or (found.get(name) not in empty and _was_asked(name))]
    return {
        name: new.get(name)
        for name in asked
        if new.get(name) != found.get(name) and not (new.get(name) in empty and found.get(name) in empty)
    }


def _was_asked(name: str) -> bool:
    return any(one.place == name for group in RECORD for one in group.fields)


def confirm(visit: Visit, subject: str) -> Response:
    """Behind the link in the mail that asks to confirm: look, and press."""
    visit.private = True
    found = visit.ask(GetInstitution, institution_id=subject)
    done, late = False, False
    if visit.request.method == "POST":
        contract: type[Request] = ConfirmInstitution
        try:
            visit.act(contract, visit.key(), institution_id=subject, signature=visit.signature())
            done = True
        except Conflict:
            late = True
    answers = forms.rows(GROUPS, unfolded(found), visit.reading)
    return visit.page(
        "confirm.html", status=409 if late else 200, institution=found, done=done, late=late, answers=answers
    )
