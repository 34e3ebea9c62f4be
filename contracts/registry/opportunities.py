"""Training opportunities of the TROP Management Panel (R40, R42, R44)."""

from marshmallow import Schema, ValidationError, fields, validates_schema

from contracts.base import ANYONE, INSTITUTION, OFFICER, Event, PageRequest, Request, View, page_of
from contracts.fields import (
    Code,
    CountryCode,
    EmailAddress,
    Instant,
    LanguageCode,
    LanguageMap,
    Line,
    WebAddress,
    Words,
    ZoneName,
    several,
    whole,
)
from contracts.vocabularies import FIELDS, MODALITIES, OPPORTUNITY_KINDS

STATUSES = (
    "draft", "in_review", "approved", "published", "closed", "running", "ended", "archived", "cancelled", "suspended", "withdrawn",
)  # fmt: skip


class OpportunityRecord(Schema):
    """A training that an institution offers."""

    title = LanguageMap(most=300, required=True)
    description = LanguageMap(most=4000, blank=True, load_default=dict)
    kind = Code(OPPORTUNITY_KINDS, required=True)
    topic = Code(FIELDS, required=True)
    start_date = fields.Date(required=True)
    end_date = fields.Date(required=True)
    deadline = fields.Date(required=True, metadata={"description": "last day, in the zone"})
    zone = ZoneName(required=True)
    languages = several(LanguageCode(), least=1, most=10, required=True)
    modality = Code(MODALITIES, required=True)
    place = Line(most=200, load_default=None, allow_none=True)
    fee_amount = fields.Decimal(places=2, as_string=True, load_default=None, allow_none=True)
    fee_currency = Line(most=3, load_default=None, allow_none=True)
    eligibility = LanguageMap(most=2000, blank=True, load_default=dict)
    contact_email = EmailAddress(required=True)
    url = WebAddress(load_default=None, allow_none=True)

    @validates_schema(skip_on_field_errors=False)
    def hang_together(self, data, **_):
        """Dates in order, a place where people meet, a currency where there is a fee."""
        wrong = {}
        start, end, deadline = data.get("start_date"), data.get("end_date"), data.get("deadline")
        if start and end and end < start:
            wrong["end_date"] = ["ends_before_start|Not before the start."]
        if start and deadline and deadline > start:
            wrong["deadline"] = ["deadline_after_start|Not after the start."]
        if data.get("modality") in ("onsite", "hybrid") and not data.get("place"):
            wrong["place"] = ["required|A place is needed where people meet."]
        fee = data.get("fee_amount")
        if fee is not None and fee < 0:
            wrong["fee_amount"] = ["out_of_range|Not below zero."]
        if fee and not data.get("fee_currency"):
            wrong["fee_currency"] = ["required|A fee needs its currency (ISO 4217)."]
        if wrong:
            raise ValidationError(wrong)


class OpportunityView(OpportunityRecord, View):
    """An opportunity as its owner, officers and (once published) the public see it."""

    opportunity_id = fields.UUID(required=True)
    slug = fields.String(required=True)
    institution_id = fields.UUID(required=True)
    institution_names = LanguageMap(required=True)
    country = fields.String(allow_none=True)
    status = Code(STATUSES, required=True)
    is_open = fields.Boolean(required=True, metadata={"description": "published and not past its deadline"})
    comments = fields.List(fields.Dict(), load_default=list)
    version = whole(1, 2**31 - 1, required=True)


class DraftOpportunity(OpportunityRecord, Request):
    """Begin an opportunity of one's own institution."""

    institution_id = fields.UUID(required=True)
    allowed = (INSTITUTION, OFFICER)
    returns = OpportunityView


class ReviseOpportunity(OpportunityRecord, Request):
    """Change a draft at the version read."""

    opportunity_id = fields.UUID(required=True)
    version = whole(1, 2**31 - 1, required=True)
    allowed = (INSTITUTION, OFFICER)
    returns = OpportunityView


class OpportunityStep(Request):
    """A step of one opportunity."""

    abstract = True
    opportunity_id = fields.UUID(required=True)
    returns = OpportunityView


class SubmitOpportunity(OpportunityStep):
    """Hand a complete draft with a future deadline to the reviewers."""

    allowed = (INSTITUTION, OFFICER)


class FieldComment(Schema):
    """A reviewer's word about one field."""

    field = Line(most=60, required=True)
    comment = Words(most=1000, blank=False, required=True)


class ReturnOpportunity(OpportunityStep):
    """Give it back to its authors with comments on fields."""

    comments = several(fields.Nested(FieldComment), least=1, required=True)


class ApproveOpportunity(OpportunityStep):
    """Accept it; never by its own institution."""


class PublishOpportunity(OpportunityStep):
    """Show it to the public while its deadline lies ahead."""

    allowed = (INSTITUTION, OFFICER)


class CancelOpportunity(OpportunityStep):
    """Call it off with a reason."""

    reason = Words(most=1000, blank=False, required=True)
    allowed = (INSTITUTION, OFFICER)


class WithdrawOpportunity(OpportunityStep):
    """Take back a draft or one in review."""

    allowed = (INSTITUTION, OFFICER)


class GetOpportunity(Request):
    """One opportunity by id or slug."""

    opportunity_id = fields.UUID(load_default=None, allow_none=True)
    slug = Line(most=200, load_default=None, allow_none=True)
    allowed = ANYONE
    reads = True
    returns = OpportunityView


class ListOpportunities(PageRequest):
    """Opportunities by deadline; the public sees open ones, an institution its own, an officer all."""

    status = Code(STATUSES, load_default=None, allow_none=True)
    topic = Code(FIELDS, load_default=None, allow_none=True)
    country = CountryCode(load_default=None, allow_none=True)
    institution_id = fields.UUID(load_default=None, allow_none=True)
    allowed = ANYONE
    returns = page_of(OpportunityView)


class OpportunityFacts(Event):
    """Every opportunity event carries the whole public card."""

    opportunity_id = fields.UUID(required=True)
    slug = fields.String(required=True)
    title = LanguageMap(required=True)
    institution_id = fields.UUID(required=True)
    institution_names = LanguageMap(required=True)
    country = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True)
    topic = fields.String(required=True)
    start_date = fields.Date(required=True)
    end_date = fields.Date(required=True)
    deadline = fields.Date(required=True)
    zone = fields.String(required=True)
    languages = fields.List(fields.String(), required=True)
    modality = fields.String(required=True)
    place = fields.String(allow_none=True)
    status = fields.String(required=True)
    url = fields.String(allow_none=True)


class OpportunitySubmitted(OpportunityFacts):
    """An institution handed an opportunity to the reviewers."""

    about = "opportunity"


class OpportunityReturned(OpportunityFacts):
    """A reviewer gave it back."""

    about = "opportunity"
    comments = fields.List(fields.Dict(), required=True)


class OpportunityApproved(OpportunityFacts):
    """A reviewer accepted it."""

    about = "opportunity"


class OpportunityPublished(OpportunityFacts):
    """The public sees it."""

    about = "opportunity"
    published_at = Instant(required=True)


class OpportunityClosed(OpportunityFacts):
    """Its deadline passed."""

    about = "opportunity"


class OpportunityCancelled(OpportunityFacts):
    """It was called off."""

    about = "opportunity"
    reason = fields.String(required=True)


class OpportunityWithdrawn(OpportunityFacts):
    """It was taken back before publication."""

    about = "opportunity"


class OpportunityStarted(OpportunityFacts):
    """It began."""

    about = "opportunity"


class OpportunityEnded(OpportunityFacts):
    """It is over."""

    about = "opportunity"


class OpportunitySuspended(OpportunityFacts):
    """It is out of sight because its institution is not active."""

    about = "opportunity"


class OpportunityRestored(OpportunityFacts):
    """It is back where it was before it was suspended, or closed where its deadline passed."""

    about = "opportunity"
