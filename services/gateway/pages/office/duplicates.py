"""Pairs of institutions that look like one: compare, merge, or say why they are two."""

from werkzeug.wrappers import Response

from contracts.base import OFFICER
from contracts.registry.duplicates import DismissDuplicate, ListDuplicates
from services.gateway.pages import desk as desks
from services.gateway.pages.forms import LONG, Field, Group
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


REASON = Field("reason", _("Why they are two"), LONG, required=True, rows=3, hint=_("It stays with the pair."))


def listing(visit: Visit) -> Response:
    """The open pairs, most alike first."""
    desk = desks.at(visit, OFFICER)
    asked = visit.query("country")
    found = visit.find(ListDuplicates, **asked, **visit.query("cursor"), limit=30)
    return desk.page("office/duplicates.html", found=found, asked=asked)


def dismiss(visit: Visit, subject: str) -> Response:
    """Keep them apart for good."""
    desk = desks.at(visit, OFFICER)
    form = desk.form((Group("dismiss", "", (REASON,)),), {})
    if form.sent and form.send(DismissDuplicate, pair_id=subject) is not None:
        return desk.to("/office/duplicates", "dismissed")
    effect = (visit.reading.say(_("Both records stay, and the pair is not shown again.")),)
    return desk.ask_page(form, _("They are two"), _("Keep them apart"), "/office/duplicates", effect=effect)
