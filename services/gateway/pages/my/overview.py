"""What waits for the institution, what closes soon, who looked."""

from werkzeug.wrappers import Response

from contracts.base import INSTITUTION, OFFICER
from contracts.registry.panel import GetPanel
from services.gateway.pages import desk as desks
from services.gateway.pages.visit import Visit

LISTS = (
    "draft",
    "returned",
    "in_review",
    "approved",
    "published",
    "revision_pending",
    "closing_soon",
    "closed",
    "suspended",
)
OPENS = {
    "confirm_institution": "/my/institutions/{}", "answer_applications": "/my/opportunities/{}/applications",
}  # fmt: skip


def overview(visit: Visit) -> Response:
    """The panel's first page; officers have an office instead."""
    desk = desks.at(visit)
    if desk.account["role"] == OFFICER:
        return visit.move(visit.url("/office"))
    if desk.account["role"] != INSTITUTION or not desk.account.get("institution_id"):
        return desk.page("my/none.html")
    found = visit.ask(GetPanel)
    to_do = [
        (task, visit.url(OPENS.get(task["kind"], "/my/opportunities/{}").format(task["subject_id"])))
        for task in found["to_do"]
    ]
    most = max((day["views"] for day in found["views_by_day"]), default=0) or 1
    return desk.page("my/overview.html", panel=found, to_do=to_do, lists=LISTS, most=most)
