"""Applying for a place in the directory, proving the address, accepting the invitation."""

from werkzeug.wrappers import Response

from contracts.refusals import Duplicate
from contracts.registry.accounts import AcceptInvitation, GetInvitation, UsernameTaken
from contracts.registry.applications import ApplyForMembership, VerifyApplication
from contracts.vocabularies import FIELDS, INSTITUTION_TYPES, STAKEHOLDERS
from services.gateway.pages import forms
from services.gateway.pages.account.passwords import agree
from services.gateway.pages.forms import (
    CHOICE,
    LANGUAGES_LINE,
    LANGUAGES_LONG,
    TICKS,
    Field,
    Group,
    coded,
    countries,
)
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


APPLY = (
    Group("institution", _("The institution"), (
        Field("names", _("Name"), LANGUAGES_LINE, required=True, hint=_("In every language in which it has one; at least one.")),
        Field("acronym", _("Acronym")),
        Field("country", _("Country"), CHOICE, required=True, options=countries),
        Field("city", _("City"), required=True),
        Field("website", _("Website"), input="url", autocomplete="url", hint=_("Begins with https:// or http://")),
    )),
    Group("kind", _("What it does"), (
        Field("types", _("Type"), TICKS, required=True, options=coded("institution_type", INSTITUTION_TYPES)),
        Field("stakeholder", _("Sector"), CHOICE, options=coded("stakeholder", STAKEHOLDERS)),
        Field("topics", _("Fields"), TICKS, options=coded("topic", FIELDS)),
        Field("description", _("Description"), LANGUAGES_LONG, hint=_("A few sentences; leave an empty line between paragraphs.")),
    )),
    Group("you", _("You"), (
        Field("applicant_name", _("Your name"), required=True, autocomplete="name"),
        Field("applicant_email", _("E-mail"), required=True, input="email", autocomplete="email",
              hint=_("Best an address of your institution; we send a link to prove it.")),
    )),
)  # fmt: skip
ACCOUNT = (
    Group("account", "", (
        Field("username", _("Username"), required=True, input="username", autocomplete="username",
              hint=_("You sign in with it. Letters, digits, dots and hyphens.")),
        Field("password", _("Password"), required=True, input="password", autocomplete="new-password",
              hint=_("At least 12 characters; a few words are easy to remember.")),
        Field("again", _("The password again"), required=True, input="password", autocomplete="new-password"),
    )),
)  # fmt: skip
OPEN_ALREADY = _("An application for this institution is open already. Please look into your mail.")


def apply(visit: Visit) -> Response:
    """The application form."""
    form = forms.Form(visit, APPLY)
    if form.sent:
        if form.send(ApplyForMembership, language=visit.language) is not None:
            return visit.page("applied.html", email=form.typed.get("applicant_email", ""))
        if isinstance(form.refusal, Duplicate):
            form.elsewhere = [visit.reading.say(OPEN_ALREADY)]
    return visit.page("apply.html", status=form.status, form=form)


def application(visit: Visit, subject: str) -> Response:
    """Prove the applicant's address with a button, so that a mail scanner's GET proves nothing."""
    visit.private = True
    receipt = None
    if visit.request.method == "POST":
        link = {"application_id": subject, "signature": visit.signature()}
        receipt = visit.act(VerifyApplication, visit.key(), **link)
    return visit.page("application.html", receipt=receipt)


def invitation(visit: Visit, subject: str) -> Response:
    """Choose a username and a password."""
    visit.private = True
    link = {"account_id": subject, "signature": visit.signature()}
    form = forms.Form(visit, ACCOUNT)
    form.hidden = {"signature": visit.signature()}
    if form.sent and agree(form):
        account = form.send(AcceptInvitation, **link)
        if account is not None:
            return visit.page("accepted.html", account=account)
        if isinstance(form.refusal, UsernameTaken):
            form.problems, form.elsewhere = {"username": form.elsewhere[0]}, []
    return visit.page("invitation.html", status=form.status, form=form, invitation=visit.ask(GetInvitation, **link))
