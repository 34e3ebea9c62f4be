"""The directory and the page of an institution."""

from typing import Any
from uuid import UUID

from werkzeug.wrappers import Response

from contracts.refusals import Invalid
from contracts.registry.institutions import GetInstitution, SearchInstitutions
from contracts.registry.opportunities import ListOpportunities
from contracts.vocabularies import FIELDS, INSTITUTION_TYPES
from services.gateway.pages.visit import Visit

FILTERS = ("country", "institution_type", "topic")
PER_PAGE = 20


def directory(visit: Visit) -> Response:
    """Search by words and facets, a page at a time."""
    asked = visit.query("words", *FILTERS)
    try:
        found = visit.ask(SearchInstitutions, **asked, **visit.query("cursor"), limit=PER_PAGE)
    except Invalid:
        # Words too long, a code that is none, a cursor of another search: the plain directory, and that nothing was found.
        return visit.page("directory.html", asked=asked, found=None, facets={}, choices=_choices(visit))
    return visit.page("directory.html", asked=asked, found=found, facets=found["facets"], choices=_choices(visit))


def _choices(visit: Visit) -> dict[str, list[tuple[str, str]]]:
    reading = visit.reading
    return {
        "institution_type": [(code, reading.label("institution_type", code)) for code in INSTITUTION_TYPES],
        "topic": [(code, reading.label("topic", code)) for code in FIELDS],
    }


def institution(visit: Visit, slug: str) -> Response:
    """One institution; an id, an old slug or a merged one leads to where it stands now."""
    found = visit.ask(GetInstitution, **by_slug_or_id(slug, "institution_id"))
    if found.get("merged_into"):
        found = visit.ask(GetInstitution, institution_id=found["merged_into"])
    if found["slug"] != slug:
        return visit.move(visit.url(f"/institutions/{found['slug']}"), 301)
    own = visit.parts(offers=lambda: visit.ask(ListOpportunities, institution_id=found["institution_id"], limit=10))
    return visit.page("institution.html", institution=found, **own)


def by_slug_or_id(slug: str, name: str) -> dict[str, Any]:
    """The field by which to ask: an id under `name`, else the slug."""
    try:
        return {name: str(UUID(slug))}
    except ValueError:
        return {"slug": slug}
