"""Subscribing, and the pages behind the links in newsletters; GET only shows, POST acts (RFC 8058)."""

from uuid import uuid4

from werkzeug.wrappers import Response

from contracts.base import Request
from contracts.newsletter.subscribers import (
    ChangeSubscription,
    ConfirmSubscription,
    GetSubscription,
    Subscribe,
    Unsubscribe,
)  # fmt: skip
from contracts.refusals import Invalid
from contracts.vocabularies import AUDIENCES
from services.gateway.pages import forms
from services.gateway.pages.visit import Visit

ONE_CLICK = "One-Click"
STEPS: dict[str, tuple[type[Request], dict[str, bool]]] = {
    "confirm": (ConfirmSubscription, {}),
    "pause": (ChangeSubscription, {"paused": True}),
    "resume": (ChangeSubscription, {"paused": False}),
    "end": (Unsubscribe, {}),
}


def subscribe(visit: Visit) -> Response:
    """The form; the answer is the same for every address."""
    refusal = None
    if visit.request.method == "POST":
        asked = {"language": visit.language, **visit.form("email", "name", "language", "audience", "country")}
        try:
            visit.act(Subscribe, visit.key(), **asked)
            return visit.page("subscribed.html", email=asked["email"])
        except Invalid as wrong:
            refusal = wrong
    return visit.page(
        "subscribe.html", status=422 if refusal else 200, typed=forms.keep(visit.request.form),
        problems=forms.sentences(refusal, visit.reading),
        audiences=[(code, visit.reading.label("audience", code)) for code in AUDIENCES],
    )  # fmt: skip


def subscription(visit: Visit, subject: str) -> Response:
    """Confirm, pause, resume, change the language or end a subscription."""
    visit.private = True
    link = {"subscriber_id": subject, "signature": visit.signature()}
    if visit.request.method == "GET" or visit.request.method == "HEAD":
        return visit.page("subscription.html", subscription=visit.ask(GetSubscription, **link), done=None)
    step = visit.request.form.get("step", "")
    if step == "language":
        found = visit.act(ChangeSubscription, visit.key(), **link, **visit.form("language"))
    elif step in STEPS:
        contract, change = STEPS[step]
        found = visit.act(contract, visit.key(), **link, **change)
    else:
        found, step = visit.ask(GetSubscription, **link), ""
    return visit.page("subscription.html", subscription=found, done=step or None)


def unsubscribe(visit: Visit, subject: str) -> Response:
    """A button for people; a mail program's one-click POST needs no cookie and no form of ours."""
    visit.private = True
    link = {"subscriber_id": subject, "signature": visit.signature()}
    one_click = visit.request.form.get("List-Unsubscribe") == ONE_CLICK
    if visit.request.method != "POST":
        return visit.page("unsubscribe.html", subscription=visit.ask(GetSubscription, **link), done=False)
    key = uuid4().hex if one_click else visit.key()
    return visit.page("unsubscribe.html", subscription=visit.act(Unsubscribe, key, **link), done=True)
