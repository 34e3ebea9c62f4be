"""Institutions that were entered by mistake: delete one, list the deleted, bring one back."""

from werkzeug.wrappers import Response

from contracts.base import OFFICER
from contracts.registry.institution_deletions import DeleteInstitution, ListDeletedInstitutions, RecoverInstitution
from contracts.registry.institutions import GetInstitution
from services.gateway.pages import desk as desks
from services.gateway.pages.forms import LONG, Field, Group
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


REASON = Field("reason", _("Reason"), LONG, required=True, rows=3, hint=_("It stays in the history of the record."))
HOME = "/office/institutions/{}"
GOES = (
    _(
        "For a record that was entered by mistake. It leaves the directory, and its numbers elsewhere are free for others."
    ),
    _("You find it under “Deleted” and can bring it back from there while nobody else has taken its numbers."),
)
COMES = (_("It comes back as it was, with its numbers elsewhere."),)


def delete(visit: Visit, subject: str) -> Response:
    """Delete one on which nothing hangs."""
    desk = desks.at(visit, OFFICER)
    found = visit.ask(GetInstitution, institution_id=subject)
    form = desk.form((Group("deletion", "", (REASON,)),), {})
    form.guard(found["version"])
    if form.sent and form.send(DeleteInstitution, institution_id=subject, version=form.version) is not None:
        return desk.to("/office/institutions/deleted", "deleted")
    return desk.ask_page(
        form, _("Delete"), _("Delete"), HOME.format(subject), lead=visit.reading.text(found["names"]), grave=True,
        effect=[visit.reading.say(line) for line in GOES],
    )  # fmt: skip


def listing(visit: Visit) -> Response:
    """The deleted ones, the latest first."""
    desk = desks.at(visit, OFFICER)
    found = visit.find(ListDeletedInstitutions, **visit.query("cursor"), limit=30)
    return desk.page("office/deleted.html", found=found)


def recover(visit: Visit, subject: str) -> Response:
    """Bring one back."""
    desk = desks.at(visit, OFFICER)
    found = visit.ask(GetInstitution, institution_id=subject)
    form = desk.form((Group("recovery", "", ()),), {})
    if form.sent and form.send(RecoverInstitution, institution_id=subject) is not None:
        return desk.to(HOME.format(subject), "recovered")
    return desk.ask_page(
        form, _("Bring it back"), _("Bring it back"), "/office/institutions/deleted",
        lead=visit.reading.text(found["names"]), effect=[visit.reading.say(line) for line in COMES],
    )  # fmt: skip
