"""Signing in, and an institution's own panel: its opportunities and their next steps."""

from typing import Any

from werkzeug.wrappers import Response

from contracts.base import Request
from contracts.languages import LANGUAGES
from contracts.refusals import Conflict, Invalid, Refusal, TooMany, Unauthenticated
from contracts.registry.accounts import SignIn, SignOut
from contracts.registry.opportunities import (
    DraftOpportunity,
    ListOpportunities,
    PublishOpportunity,
    SubmitOpportunity,
    WithdrawOpportunity,
)  # fmt: skip
from contracts.vocabularies import FIELDS, MODALITIES, OPPORTUNITY_KINDS
from services.gateway.pages import forms, sessions
from services.gateway.pages.visit import Visit

STEPS: dict[str, type[Request]] = {
    "submit": SubmitOpportunity, "publish": PublishOpportunity, "withdraw": WithdrawOpportunity,
}  # fmt: skip
POSSIBLE = {"draft": ("submit", "withdraw"), "in_review": ("withdraw",), "approved": ("publish",)}
PLAIN = (
    "kind", "topic", "start_date", "end_date", "deadline", "zone", "modality", "place", "fee_amount", "fee_currency",
    "contact_email", "url",
)  # fmt: skip


def sign_in(visit: Visit) -> Response:
    """Username and password; the answer is the same for both being wrong."""
    visit.private = True
    refusal: Refusal | None = None
    if visit.request.method == "POST":
        form = visit.request.form
        try:
            own = {"username": form.get("username", ""), "password": form.get("password", "")}
            sessions.begin(visit, visit.asker(SignIn, own, language=visit.language))
            return visit.move(visit.url("/my"))
        except (Invalid, Unauthenticated, TooMany) as wrong:
            refusal = wrong
    status = 429 if isinstance(refusal, TooMany) else 422 if refusal else 200
    typed = forms.keep(visit.request.form, "password")
    return visit.page("sign-in.html", status=status, refusal=refusal, typed=typed)


def sign_out(visit: Visit) -> Response:
    """End the session here and at its owner."""
    session = sessions.current(visit)
    sessions.check_proof(visit, session)
    visit.asker(SignOut, {"refresh_token": session["refresh_token"]}, language=visit.language)
    sessions.end(visit)
    return visit.move(visit.url("/"))


def overview(visit: Visit) -> Response:
    """The own opportunities with their states and what can be done next."""
    try:
        session = sessions.current(visit)
    except Unauthenticated:
        return visit.move(visit.url("/sign-in"))
    return _overview(visit, session, None)


def _overview(visit: Visit, session: dict[str, Any], refusal: Refusal | None) -> Response:
    institution_id = session["account"].get("institution_id")
    own: dict[str, Any] = {"items": [], "next": None}
    if institution_id:
        own = visit.ask(ListOpportunities, institution_id=institution_id, limit=100)
    return visit.page(
        "my.html", status=refusal.status if refusal else 200, session=session, own=own, possible=POSSIBLE,
        proof=sessions.proof(visit, session), refusal=refusal,
    )  # fmt: skip


def step(visit: Visit, subject: str) -> Response:
    """One step of an own opportunity."""
    session = sessions.current(visit)
    sessions.check_proof(visit, session)
    wanted = STEPS.get(visit.request.form.get("step", ""))
    if wanted:
        try:
            visit.act(wanted, visit.key(), opportunity_id=subject)
        except (Conflict, Invalid) as refusal:
            return _overview(visit, session, refusal)
    return visit.move(visit.url("/my"))


def new_opportunity(visit: Visit) -> Response:
    """Begin an opportunity of the own institution."""
    session = sessions.current(visit)
    refusal: Invalid | None = None
    if visit.request.method == "POST":
        sessions.check_proof(visit, session)
        try:
            visit.act(DraftOpportunity, visit.key(), **_opportunity(visit, session))
            return visit.move(visit.url("/my"))
        except Invalid as wrong:
            refusal = wrong
    label = visit.reading.label
    return visit.page(
        "my-opportunity.html", status=422 if refusal else 200, typed=forms.keep(visit.request.form),
        problems=forms.sentences(refusal, visit.reading), proof=sessions.proof(visit, session),
        chosen=visit.request.form.getlist("languages"), languages_offered=LANGUAGES,
        kinds=[(code, label("activity_kind", code)) for code in OPPORTUNITY_KINDS],
        topics=[(code, label("topic", code)) for code in FIELDS],
        modalities=[(code, label("modality", code)) for code in MODALITIES],
    )  # fmt: skip


def _opportunity(visit: Visit, session: dict[str, Any]) -> dict[str, Any]:
    form = visit.request.form
    maps = {name: forms.language_map(form, name, visit.language) for name in ("title", "description", "eligibility")}
    return {
        **visit.form(*PLAIN), **maps, "languages": form.getlist("languages"),
        "institution_id": session["account"].get("institution_id"),
    }  # fmt: skip
