"""Applications received for an own opportunity, and the answers to them."""

from werkzeug.wrappers import Response

from contracts.base import INSTITUTION, OFFICER
from contracts.registry.interests import ANSWERS, OUTCOMES, AnswerInterest, ListInterests
from contracts.registry.opportunities import GetOpportunity
from services.gateway.pages import desk as desks
from services.gateway.pages.forms import LONG, RADIOS, Field, Group, coded
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


BOTH = (INSTITUTION, OFFICER)
ANSWER = (
    Group("answer", "", (
        Field("outcome", _("Your answer"), RADIOS, required=True, options=coded("interest", OUTCOMES)),
        Field("note", _("A word to the applicant"), LONG, rows=3, hint=_("It goes into the mail that we send.")),
    )),
)  # fmt: skip


def listing(visit: Visit, subject: str) -> Response:
    """The applications for one opportunity."""
    desk = desks.at(visit, *BOTH)
    asked = visit.query("status")
    found = visit.ask(GetOpportunity, opportunity_id=subject)
    received = visit.find(ListInterests, opportunity_id=subject, **asked, **visit.query("cursor"), limit=50)
    states = [(code, visit.reading.label("interest", code)) for code in ANSWERS]
    return desk.page("my/interests.html", opportunity=found, found=received, asked=asked, states=states)


def answer(visit: Visit, subject: str, other: str) -> Response:
    """Tell an applicant what became of it."""
    desk = desks.at(visit, *BOTH)
    back = f"/my/opportunities/{subject}/applications"
    form = desk.form(ANSWER, {"outcome": visit.request.args.get("outcome")})
    if form.sent and form.send(AnswerInterest, interest_id=other) is not None:
        return desk.to(back, "sent")
    effect = (visit.reading.say(_("The applicant gets a mail with your answer.")),)
    return desk.ask_page(form, _("Answer an application"), _("Send the answer"), back, effect=effect)
