"""The first page: what the department does and what is next."""

from werkzeug.wrappers import Response

from contracts.newsletter.archive import ListArchive
from contracts.registry.institutions import SearchInstitutions
from contracts.registry.member_states import ListMemberStates
from contracts.registry.opportunities import ListOpportunities
from contracts.scheduling.activities import ListActivities
from services.gateway.pages.visit import Visit


def show(visit: Visit) -> Response:
    """The home page; a part whose service is away says so while the others stand."""
    today = visit.now.date().isoformat()
    parts = visit.parts(
        institutions=lambda: visit.ask(SearchInstitutions, limit=1),
        states=lambda: visit.ask(ListMemberStates, limit=100),
        upcoming=lambda: visit.ask(ListActivities, since=today, order="asc", limit=3),
        recent=lambda: visit.ask(ListActivities, until=today, order="desc", limit=3),
        opportunities=lambda: visit.ask(ListOpportunities, limit=3),
        archive=lambda: visit.ask(ListArchive, limit=1),
    )
    return visit.page("home.html", **parts)
