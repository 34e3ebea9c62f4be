"""Applications for an opportunity through TROP: forwarded with consent to the institution that offers it (R46)."""

from marshmallow import ValidationError, fields

from contracts.base import ANYONE, INSTITUTION, OFFICER, Event, PageRequest, Request, View, page_of
from contracts.fields import Code, CountryCode, EmailAddress, Flag, Instant, LanguageCode, LanguageMap, Line, Words

OUTCOMES = ("accepted", "declined", "waiting")
ANSWERS = ("received", *OUTCOMES)


def _given(consent: bool) -> None:
    if not consent:
        raise ValidationError("consent_needed|Without consent nothing is forwarded.")


class InterestReceipt(View):
    """What an applicant is told: the same for the first time and for every repeat from the same address."""

    interest_id = fields.UUID(required=True)
    opportunity_id = fields.UUID(required=True)
    status = Code(("received",), required=True)


class ApplyForOpportunity(Request):
    """Ask to take part; refuses `TooLate` after the deadline and `TooMany` over the limits per address and opportunity."""

    opportunity_id = fields.UUID(required=True)
    name = Line(most=120, required=True)
    email = EmailAddress(required=True)
    country = CountryCode(required=True)
    message = Words(most=4000, load_default="")
    language = LanguageCode(load_default="en")
    consent = Flag(
        required=True, validate=_given, metadata={"description": "to these facts being given to the institution; true"}
    )
    allowed = ANYONE
    returns = InterestReceipt


class InterestView(View):
    """An application as the offering institution and officers see it."""

    interest_id = fields.UUID(required=True)
    opportunity_id = fields.UUID(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    country = fields.String(required=True)
    message = fields.String(required=True)
    language = fields.String(required=True)
    status = Code(ANSWERS, required=True)
    note = fields.String(required=True, allow_none=True)
    country_is_eligible = Flag(
        required=True,
        allow_none=True,
        metadata={"description": "null where no rule of the opportunity speaks of countries"},
    )
    received_at = Instant(required=True)
    answered_at = Instant(required=True, allow_none=True)


class ListInterests(PageRequest):
    """The applications for an own opportunity, newest first; officers see those of all."""

    opportunity_id = fields.UUID(required=True)
    status = Code(ANSWERS, load_default=None, allow_none=True)
    allowed = (INSTITUTION, OFFICER)
    returns = page_of(InterestView)


class AnswerInterest(Request):
    """Note what became of an application and let the applicant know; again with another outcome is fine."""

    interest_id = fields.UUID(required=True)
    outcome = Code(OUTCOMES, required=True)
    note = Words(most=2000, load_default=None, allow_none=True)
    allowed = (INSTITUTION, OFFICER)
    returns = InterestView


class OpportunityApplicationReceived(Event):
    """Somebody applied for an opportunity; nothing about who."""

    about = "opportunity"
    opportunity_id = fields.UUID(required=True)
    application_id = fields.UUID(required=True)


class InterestFacts(Event):
    """An application with what a mail about it needs; stays inside."""

    internal = True
    interest_id = fields.UUID(required=True)
    opportunity_id = fields.UUID(required=True)
    slug = fields.String(required=True)
    title = LanguageMap(required=True)
    institution_id = fields.UUID(required=True)
    institution_names = LanguageMap(required=True)
    country = fields.String(required=True)
    applicant_name = fields.String(required=True)
    applicant_email = fields.String(required=True)
    language = fields.String(required=True)


class InterestForwarded(InterestFacts):
    """An application is to reach the contact of its opportunity."""

    about = "interest"
    contact_email = fields.String(required=True)
    institution_country = fields.String(allow_none=True)
    message = fields.String(required=True)


class InterestAnswered(InterestFacts):
    """An applicant is to hear what became of the application."""

    about = "interest"
    outcome = Code(OUTCOMES, required=True)
    note = fields.String(required=True, allow_none=True)
