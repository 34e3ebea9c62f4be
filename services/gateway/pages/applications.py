"""Applying for a place in the directory, proving the address, accepting the invitation."""

from typing import Any

from werkzeug.wrappers import Response

from contracts.refusals import Conflict, Duplicate, Invalid
from contracts.registry.accounts import AcceptInvitation, GetInvitation
from contracts.registry.applications import ApplyForMembership, VerifyApplication
from contracts.vocabularies import FIELDS, INSTITUTION_TYPES, STAKEHOLDERS
from services.gateway.pages import forms
from services.gateway.pages.visit import Visit


def apply(visit: Visit) -> Response:
    """The application form."""
    refusal: Invalid | None = None
    duplicate = False
    if visit.request.method == "POST":
        try:
            visit.act(ApplyForMembership, visit.key(), **_application(visit))
            return visit.page("applied.html", email=visit.request.form.get("applicant_email", ""))
        except Invalid as wrong:
            refusal = wrong
        except Duplicate:
            duplicate = True
    choices = {
        "types": [(code, visit.reading.label("institution_type", code)) for code in INSTITUTION_TYPES],
        "topics": [(code, visit.reading.label("topic", code)) for code in FIELDS],
        "stakeholders": [(code, visit.reading.label("stakeholder", code)) for code in STAKEHOLDERS],
    }
    return visit.page(
        "apply.html", status=409 if duplicate else 422 if refusal else 200, typed=forms.keep(visit.request.form),
        chosen={name: visit.request.form.getlist(name) for name in ("types", "topics")}, choices=choices,
        problems=forms.sentences(refusal, visit.reading), duplicate=duplicate,
    )  # fmt: skip


def _application(visit: Visit) -> dict[str, Any]:
    form = visit.request.form
    return {
        **visit.form("acronym", "country", "city", "website", "stakeholder", "applicant_name", "applicant_email"),
        "names": forms.language_map(form, "names", visit.language),
        "description": forms.language_map(form, "description", visit.language),
        "types": form.getlist("types"),
        "topics": form.getlist("topics"),
        "language": visit.language,
    }


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
    link, form = {"account_id": subject, "signature": visit.signature()}, visit.request.form
    problems: dict[str, str] = {}
    taken = False
    if visit.request.method == "POST":
        if form.get("password") != form.get("again"):
            problems = {"again": visit.reading.translations.gettext("The two passwords differ.")}
        else:
            try:
                own = {"username": form.get("username", ""), "password": form.get("password", "")}
                account = visit.act(AcceptInvitation, visit.key(), **link, **own)
                return visit.page("accepted.html", account=account)
            except Invalid as wrong:
                problems = forms.sentences(wrong, visit.reading)
            except Conflict as refusal:
                if refusal.code != "UsernameTaken":
                    raise
                taken = True
    return visit.page(
        "invitation.html", status=422 if problems else 409 if taken else 200, taken=taken, problems=problems,
        invitation=visit.ask(GetInvitation, **link), typed=forms.keep(form, "password", "again"),
    )  # fmt: skip
