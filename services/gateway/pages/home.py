"""The first page: what the department does and what is next."""

from typing import Any

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
        upcoming=lambda: visit.ask(ListActivities, since=today, order="asc", limit=100),
        recent=lambda: visit.ask(ListActivities, until=today, order="desc", limit=3),
        opportunities=lambda: visit.ask(ListOpportunities, limit=100),
        archive=lambda: visit.ask(ListArchive, limit=1),
    )
    counts = {name: how_many(visit, parts[name]) for name in ("institutions", "states", "upcoming", "opportunities")}
    return visit.page("home.html", counts=counts, **parts)


def how_many(visit: Visit, found: dict[str, Any] | None) -> str:
    """How many there are, as far as the list tells."""
    if found is None:
        return "–"
    if isinstance(found.get("total"), int):
        return visit.reading.number(found["total"])
    return visit.reading.number(len(found["items"])) + ("+" if found["next"] else "")
