"""Becoming a member of TROP: an institution applies, proves its address, an officer decides (R12)."""

from marshmallow import Schema, fields

from contracts.base import ANYONE, OFFICER, Event, PageRequest, Request, View, page_of
from contracts.fields import (
    Code,
    CountryCode,
    EmailAddress,
    Flag,
    Instant,
    LanguageCode,
    LanguageMap,
    Line,
    WebAddress,
    Words,
    several,
)
from contracts.paging import sorted_by
from contracts.vocabularies import FIELDS, INSTITUTION_TYPES, STAKEHOLDERS


class ApplicationRecord(Schema):
    """What an applicant tells."""

    names = LanguageMap(most=300, required=True)
    acronym = Line(most=40, load_default=None, allow_none=True)
    country = CountryCode(required=True)
    city = Line(most=120, required=True)
    types = several(Code(INSTITUTION_TYPES), least=1, most=6, required=True)
    stakeholder = Code(STAKEHOLDERS, load_default="other")
    topics = several(Code(FIELDS), load_default=list)
    website = WebAddress(load_default=None, allow_none=True)
    description = LanguageMap(most=4000, blank=True, load_default=dict)
    applicant_name = Line(most=120, required=True)
    applicant_email = EmailAddress(required=True)
    language = LanguageCode(load_default="en")


class ApplicationReceipt(View):
    """What an applicant is told: the same whether the address was known or not."""

    application_id = fields.UUID(required=True)
    status = fields.String(required=True)


class ApplicationView(ApplicationRecord, View):
    """An application as officers see it."""

    application_id = fields.UUID(required=True)
    status = Code(("unverified", "verified", "approved", "declined"), required=True)
    free_mail = Flag(required=True, metadata={"description": "the address is of a free-mail host"})
    applied_at = Instant(required=True)
    institution_id = fields.UUID(allow_none=True)
    reason = fields.String(allow_none=True)


class ApplyForMembership(ApplicationRecord, Request):
    """Ask to stand in the directory; a repeat while one is open is refused as `Duplicate`."""

    allowed = ANYONE
    returns = ApplicationReceipt


class VerifyApplication(Request):
    """Prove the applicant's address by the link that was mailed; again is fine."""

    application_id = fields.UUID(required=True)
    signature = Line(most=100, required=True)
    allowed = ANYONE
    returns = ApplicationReceipt


class ApproveApplication(Request):
    """Register the institution and invite its first account, once; needs a verified address.

    Where the institution stands in the directory already, `institution_id` gives it the account instead; look-alikes are
    refused as `ConfirmationNeeded` unless `force_reason` says why it is another.
    """

    application_id = fields.UUID(required=True)
    institution_id = fields.UUID(load_default=None, allow_none=True)
    force_reason = Line(most=500, load_default=None, allow_none=True)
    allowed = (OFFICER,)
    returns = ApplicationView


class DeclineApplication(Request):
    """Turn an application down with a reason."""

    application_id = fields.UUID(required=True)
    reason = Words(most=1000, blank=False, required=True)
    allowed = (OFFICER,)
    returns = ApplicationView


class GetApplication(Request):
    """One application as officers see it."""

    application_id = fields.UUID(required=True)
    allowed = (OFFICER,)
    reads = True
    returns = ApplicationView


class ListApplications(PageRequest):
    """Applications, newest first or as `sort` says."""

    status = Code(("unverified", "verified", "approved", "declined"), load_default=None, allow_none=True)
    sort = sorted_by("-applied", "applied")
    allowed = (OFFICER,)
    returns = page_of(ApplicationView)


class ApplicationFacts(Event):
    """An application's id, names and country."""

    internal = True
    application_id = fields.UUID(required=True)
    names = LanguageMap(required=True)
    country = fields.String(required=True)
    applicant_name = fields.String(required=True)
    applicant_email = fields.String(required=True)
    language = fields.String(required=True)


class ApplicationReceived(ApplicationFacts):
    """An institution applied; its address is to be proved."""

    about = "application"


class ApplicationVerified(ApplicationFacts):
    """The applicant proved the address; officers may decide."""

    about = "application"


class ApplicationDeclined(ApplicationFacts):
    """An officer turned the application down."""

    about = "application"
    reason = fields.String(required=True)


class InstitutionApplied(Event):
    """An institution asks to stand in the directory."""

    about = "institution"
    institution_id = fields.UUID(required=True, metadata={"description": "the id it will have"})
    application_id = fields.UUID(required=True)
    names = LanguageMap(required=True)
    country = fields.String(required=True)
    types = fields.List(fields.String(), required=True)
