"""What waits for officers, and since when."""

from werkzeug.wrappers import Response

from contracts.base import OFFICER
from contracts.registry.panel import GetReviewQueue
from services.gateway.pages import desk as desks
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


QUEUES = (
    ("applications", _("Applications for the directory"), "/office/applications"),
    ("opportunities", _("Opportunities to review"), "/office/reviews"),
    ("revisions", _("Changes of opportunities to review"), "/office/reviews?pending=yes"),
    ("change_requests", _("Proposed changes of records"), "/office/changes"),
    ("duplicates", _("Institutions that may be the same"), "/office/duplicates"),
)


def queue(visit: Visit) -> Response:
    """The office's first page."""
    desk = desks.at(visit, OFFICER)
    return desk.page("office/queue.html", found=visit.ask(GetReviewQueue), queues=QUEUES)
