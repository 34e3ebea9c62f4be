"""Open training opportunities, the page of one, and applying for it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from werkzeug.wrappers import Response

from contracts.refusals import TooLate
from contracts.registry.interests import ApplyForOpportunity
from contracts.registry.opportunities import GetOpportunity, ListOpportunities
from contracts.registry.reference import GetFieldOfTraining, ListCountryGroups
from contracts.vocabularies import FIELDS
from services.gateway.pages import forms, structured
from services.gateway.pages.forms import CHOICE, FLAG, LONG, Field, Group, countries
from services.gateway.pages.institutions import by_slug_or_id
from services.gateway.pages.visit import Visit
from services.gateway.pages.visitors import is_view


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


FILTERS = ("kind", "topic", "modality", "language", "country", "institution_id")
PER_PAGE = 20
LABELS = {"kind": "activity_kind", "topic": "topic", "modality": "modality"}
APPLY = (
    Group("you", "", (
        Field("name", _("Your name"), required=True, autocomplete="name"),
        Field("email", _("E-mail"), required=True, input="email", autocomplete="email"),
        Field("country", _("Country"), CHOICE, required=True, options=countries, hint=_("In which you live or work.")),
        Field("message", _("Your message"), LONG, rows=6, hint=_("What you do, and why you would like to take part.")),
        Field("consent", _("I agree that these facts are passed on to the institution."), FLAG, required=True),
    )),
)  # fmt: skip


def listing(visit: Visit) -> Response:
    """Open opportunities by deadline, narrowed by words and facets."""
    asked = visit.query("words", "sort", *FILTERS)
    found = visit.find(ListOpportunities, open_only=True, **asked, **visit.query("cursor"), limit=PER_PAGE)
    topics = [(code, visit.reading.label("topic", code)) for code in FIELDS]
    sorts = visit.sorts(ListOpportunities)
    return visit.page("opportunities.html", found=found, asked=asked, topics=topics, sorts=sorts, named=_namer(visit))


def _namer(visit: Visit) -> Callable[[str, str], str]:
    def named(name: str, code: str) -> str:
        if name == "country":
            return visit.reading.country(code)
        return visit.reading.language_name(code) if name == "language" else visit.reading.label(LABELS[name], code)

    return named


def opportunity(visit: Visit, slug: str) -> Response:
    """One opportunity."""
    wanted = by_slug_or_id(slug, "opportunity_id")
    seen = "slug" in wanted and is_view(visit.request)  # an id leads on to the slug, which is seen then
    found = visit.ask(GetOpportunity, **wanted, count_view=seen)
    if found["slug"] != slug:
        return visit.move(visit.url(f"/opportunities/{found['slug']}"), 301)
    return visit.page(
        "opportunity.html", opportunity=found, preview=False, structured=structured.opportunity(visit, found),
        named=names_in(visit, found),
    )  # fmt: skip


def names_in(visit: Visit, found: dict[str, Any]) -> dict[str, list[Any]]:
    """What the country groups and fields of training in it are called; their codes while nobody can say."""
    codes, groups = found.get("fields_of_training") or [], found.get("eligible_groups") or []
    questions = {code: partial(visit.ask, GetFieldOfTraining, code=code) for code in codes}
    if groups:
        questions["groups"] = partial(visit.ask, ListCountryGroups, limit=100)
    answers = visit.parts(**questions) if questions else {}
    known = {one["code"]: one["names"] for one in (answers.get("groups") or {"items": []})["items"]}
    return {
        "groups": [known.get(code, code) for code in groups],
        "fields": [answers[code]["names"] if answers[code] else code for code in codes],
    }


def apply(visit: Visit, slug: str) -> Response:
    """Apply here; the institution gets it by mail and answers."""
    visit.private = True
    found = visit.ask(GetOpportunity, **by_slug_or_id(slug, "opportunity_id"))
    form = forms.Form(visit, APPLY)
    if form.sent:
        own = {"opportunity_id": found["opportunity_id"], "language": visit.language}
        if form.send(ApplyForOpportunity, **own) is not None:
            return visit.page("interest-sent.html", opportunity=found, email=form.typed.get("email", ""))
        if isinstance(form.refusal, TooLate):
            form.elsewhere = [visit.reading.say(_("The deadline has passed."))]
    return visit.page("interest.html", status=form.status, form=form, opportunity=found)
