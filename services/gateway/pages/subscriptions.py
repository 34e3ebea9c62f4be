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
from contracts.vocabularies import AUDIENCES
from services.gateway.pages import forms
from services.gateway.pages.forms import CHOICE, Field, Group, coded, countries, own_names
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


GROUPS = (
    Group("subscription", "", (
        Field("email", _("E-mail"), required=True, input="email", autocomplete="email"),
        Field("name", _("Your name"), autocomplete="name"),
        Field("language", _("Language"), CHOICE, options=own_names),
        Field("audience", _("You read as"), CHOICE, options=coded("audience", AUDIENCES)),
        Field("country", _("Country"), CHOICE, options=countries),
    )),
)  # fmt: skip
ONE_CLICK = "One-Click"
STEPS: dict[str, tuple[type[Request], dict[str, bool]]] = {
    "confirm": (ConfirmSubscription, {}),
    "pause": (ChangeSubscription, {"paused": True}),
    "resume": (ChangeSubscription, {"paused": False}),
    "end": (Unsubscribe, {}),
}


def subscribe(visit: Visit) -> Response:
    """The form; the answer is the same for every address."""
    form = forms.Form(visit, GROUPS, {"language": visit.language})
    if (
        form.sent
        and form.send(Subscribe, **({} if form.typed.get("language") else {"language": visit.language})) is not None
    ):
        return visit.page("subscribed.html", email=form.typed.get("email", ""))
    return visit.page("subscribe.html", status=form.status, form=form)


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
