"""Open training opportunities and the page of one."""

from werkzeug.wrappers import Response

from contracts.refusals import Invalid
from contracts.registry.opportunities import GetOpportunity, ListOpportunities
from contracts.vocabularies import FIELDS
from services.gateway.pages.institutions import by_slug_or_id
from services.gateway.pages.visit import Visit

FILTERS = ("topic", "country", "institution_id")
PER_PAGE = 20


def listing(visit: Visit) -> Response:
    """Open opportunities by deadline."""
    asked = visit.query(*FILTERS)
    try:
        found = visit.ask(ListOpportunities, **asked, **visit.query("cursor"), limit=PER_PAGE)
    except Invalid:
        found = {"items": [], "next": None}
    topics = [(code, visit.reading.label("topic", code)) for code in FIELDS]
    return visit.page("opportunities.html", found=found, asked=asked, topics=topics)


def opportunity(visit: Visit, slug: str) -> Response:
    """One opportunity."""
    found = visit.ask(GetOpportunity, **by_slug_or_id(slug, "opportunity_id"))
    if found["slug"] != slug:
        return visit.move(visit.url(f"/opportunities/{found['slug']}"), 301)
    return visit.page("opportunity.html", opportunity=found)
