"""The calendar of activities and the page of one."""

from datetime import timedelta
from itertools import groupby
from typing import Any

from werkzeug.wrappers import Response

from contracts.refusals import NotFound, Unavailable
from contracts.registry.projects import GetProject
from contracts.scheduling.activities import GetActivity, ListActivities
from contracts.scheduling.agenda import GetAgenda
from contracts.scheduling.outcomes import GetOutcomes
from contracts.vocabularies import ACTIVITY_KINDS, ORGANISER_ROLES, PROGRAMMES
from services.gateway.pages.institutions import by_slug_or_id
from services.gateway.pages.visit import Visit

FILTERS = ("kind", "programme", "country", "words")
PER_PAGE = 24


def calendar(visit: Visit) -> Response:
    """Upcoming or past activities by month."""
    asked, past = visit.query(*FILTERS), visit.request.args.get("when") == "past"
    today = visit.now.date()
    span = {"until": (today - timedelta(days=1)).isoformat(), "order": "desc"} if past else {"since": today.isoformat()}
    found = visit.find(ListActivities, **span, **asked, **visit.query("cursor"), limit=PER_PAGE)
    months = [(month, list(items)) for month, items in groupby(found["items"], key=_month)]
    return visit.page(
        "calendar.html", months=months, found=found, asked=asked, past=past,
        kinds=[(code, visit.reading.label("activity_kind", code)) for code in ACTIVITY_KINDS], programmes=PROGRAMMES,
    )  # fmt: skip


def _month(activity: dict[str, Any]) -> str:
    return (activity.get("starts") or activity.get("period") or "")[:7]


def activity(visit: Visit, slug: str) -> Response:
    """One activity with agenda, people and outcomes."""
    found = visit.ask(GetActivity, **by_slug_or_id(slug, "activity_id"))
    if found["slug"] != slug:
        return visit.move(visit.url(f"/activities/{found['slug']}"), 301)
    activity_id, project_id = found["activity_id"], found.get("project_id")
    parts = visit.parts(
        agenda=lambda: _or_nothing(visit, GetAgenda, activity_id=activity_id),
        outcomes=lambda: _or_nothing(visit, GetOutcomes, activity_id=activity_id),
        project=lambda: _or_nothing(visit, GetProject, project_id=project_id) if project_id else {},
    )
    days = by_day((parts["agenda"] or {}).get("sessions", []))
    roles = [(role, [one for one in found["organisers"] if one["role"] == role]) for role in ORGANISER_ROLES]
    return visit.page("activity.html", activity=found, days=days, roles=roles, **parts)


def by_day(sessions: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The sessions of each day in order."""
    return [(day, list(items)) for day, items in groupby(sessions, key=lambda session: session["starts"][:10])]


def _or_nothing(visit: Visit, contract: Any, **fields: Any) -> Any:
    try:
        return visit.ask(contract, **fields)
    except Unavailable:
        raise
    except NotFound:
        return {}
