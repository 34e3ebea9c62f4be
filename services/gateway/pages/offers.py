"""The page behind an offer's link: see it, confirm, decline or withdraw; GET only shows."""

from werkzeug.wrappers import Response

from contracts.base import Request
from contracts.refusals import Conflict
from contracts.scheduling.nominations import ConfirmNomination, DeclineNomination, GetOffer, WithdrawNomination
from services.gateway.pages.visit import Visit

ANSWERS: dict[str, type[Request]] = {
    "confirm": ConfirmNomination, "decline": DeclineNomination, "withdraw": WithdrawNomination,
}  # fmt: skip


def offer(visit: Visit, subject: str) -> Response:
    """The offer with the answers that are possible now; an answer that comes too late says so beside the facts."""
    visit.private = True
    link = {"nomination_id": subject, "signature": visit.signature()}
    answer, refusal, done = visit.request.form.get("answer", ""), None, None
    if visit.request.method == "POST" and answer in ANSWERS:
        reason = visit.form("reason") if answer != "confirm" else {}
        try:
            visit.act(ANSWERS[answer], visit.key(), **link, **reason)
            done = answer
        except Conflict as late:
            refusal = late
    found = visit.ask(GetOffer, **link)
    return visit.page("offer.html", status=refusal.status if refusal else 200, offer=found, done=done, refusal=refusal)
