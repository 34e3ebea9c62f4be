"""What we hold about somebody: ask for a link, then see it or have it erased; GET only shows, POST acts."""

from typing import Any

from werkzeug.wrappers import Response

from contracts.registry.privacy import ErasePerson, ExportPerson, RequestPersonalData
from services.gateway.pages import forms
from services.gateway.pages.forms import Field, Group
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


ASK = (Group("address", "", (Field("email", _("E-mail"), required=True, input="email", autocomplete="email"),)),)
TITLES = {
    "accounts": _("Accounts"), "sessions": _("Where you are signed in"), "api_tokens": _("Tokens for programs"),
    "applications": _("Applications to join"), "people": _("Speakers and contacts"), "interests": _("Applications for opportunities"),
    "change_requests": _("Proposed corrections"), "institution_contacts": _("Contacts of institutions"),
    "opportunities": _("Opportunities"), "import_jobs": _("Import tables"), "mentions": _("Texts that name you"),
}  # fmt: skip


def ask(visit: Visit) -> Response:
    """Ask for a link; the answer is the same for every address."""
    visit.private = True
    form = forms.Form(visit, ASK)
    if form.sent and form.send(RequestPersonalData, language=visit.language) is not None:
        return visit.page("personal-data.html", step="sent", form=None, places=[])
    return visit.page("personal-data.html", status=form.status, step="ask", form=form, places=[])


def link(visit: Visit, subject: str) -> Response:
    """See the data, or have it erased, by the mailed link."""
    visit.private = True
    whose = {"request_id": subject, "signature": visit.signature()}
    step = visit.request.form.get("step", "") if visit.request.method == "POST" else ""
    if step == "see":
        found = visit.act(ExportPerson, visit.key(), **whose)["found"]
        return visit.page("personal-data.html", step="seen", form=None, places=_shown(found))
    if step == "erase" and visit.request.form.get("sure"):
        visit.act(ErasePerson, visit.key(), **whose)
        return visit.page("personal-data.html", step="erased", form=None, places=[])
    return visit.page("personal-data.html", step="choose", form=None, places=[])


def _shown(found: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [
        {"title": TITLES.get(place, place), "rows": [_pairs(row) for row in rows]}
        for place, rows in found.items()
        if rows
    ]


def _pairs(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in row.items() if value not in (None, "", [], {})]
