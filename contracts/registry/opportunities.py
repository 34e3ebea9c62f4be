"""Training opportunities of the TROP Management Panel: the record, its views and steps (R40–R48)."""

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from contracts.base import ANYONE, INSTITUTION, OFFICER, PageRequest, Request, View
from contracts.fields import (
    FIELD_OF_TRAINING,
    Amount,
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
    ZoneName,
    several,
    whole,
)
from contracts.paging import sorted_by
from contracts.refusals import Conflict
from contracts.registry.modules import Module
from contracts.registry.opportunity_parts import DateToCheck, FieldComment, PendingRevision
from contracts.vocabularies import FIELDS, MODALITIES, OPPORTUNITY_KINDS, STAKEHOLDERS

STATUSES = (
    "draft", "in_review", "approved", "published", "closed", "running", "ended", "archived", "cancelled", "suspended", "withdrawn",
)  # fmt: skip
LANGUAGE_LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
SENIORITIES = ("entry", "junior", "middle", "senior", "executive")
ATTENDANCES = ("any", "first_time", "attended_before")
CURRENCY = validate.Regexp(r"[A-Z]{3}\Z", error="unknown_currency|Three capitals of ISO 4217.")
GROUP = validate.Regexp(
    r"[a-z][a-z0-9_]{1,39}\Z", error="not_a_group_code|Small letters, digits and _, 2 to 40 of them."
)


class RevisionPending(Conflict):
    """Another change of it is being reviewed; one at a time."""


class EligibilityRules(Schema):
    """Who may take part; what is empty or null does not limit, several values of one rule are alternatives."""

    eligible_countries = several(CountryCode(), most=250, load_default=list)
    eligible_groups = several(
        fields.String(validate=GROUP), most=20, load_default=list, metadata={"description": "country groups"}
    )
    min_age = whole(10, 100, load_default=None, allow_none=True)
    max_age = whole(10, 100, load_default=None, allow_none=True)
    language_level = Code(
        LANGUAGE_LEVELS, load_default=None, allow_none=True, metadata={"description": "CEFR, at least"}
    )
    seniority = several(Code(SENIORITIES), most=5, load_default=list)
    sectors = several(Code(STAKEHOLDERS), most=7, load_default=list)
    attendance = Code(ATTENDANCES, load_default="any", metadata={"description": "of earlier runs"})

    @validates_schema(skip_on_field_errors=False)
    def agree(self, data, **_):
        """No rule contradicts another or itself."""
        wrong = {}
        youngest, oldest = data.get("min_age"), data.get("max_age")
        if youngest is not None and oldest is not None and youngest > oldest:
            wrong["max_age"] = ["contradicts|Not below the least age."]
        for name in ("eligible_countries", "eligible_groups", "seniority", "sectors"):
            if len(set(data.get(name) or ())) < len(data.get(name) or ()):
                wrong[name] = ["twice|Each one once."]
        if wrong:
            raise ValidationError(wrong)


class OpportunityRecord(EligibilityRules):
    """A training that an institution offers; without a fee, or with one of 0, it is free."""

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
    fee_amount = Amount(load_default=None, allow_none=True)
    fee_currency = Line(most=3, load_default=None, allow_none=True, validate=CURRENCY)
    eligibility = LanguageMap(most=2000, blank=True, load_default=dict)
    contact_email = EmailAddress(required=True)
    url = WebAddress(load_default=None, allow_none=True)
    fields_of_training = several(fields.String(validate=FIELD_OF_TRAINING), most=10, load_default=list)
    modules = several(fields.Nested(Module), most=50, load_default=list)

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
    """An opportunity as its owner, officers and (once published) the public see it; some fields are for insiders only."""

    opportunity_id = fields.UUID(required=True)
    slug = fields.String(required=True)
    institution_id = fields.UUID(required=True)
    institution_names = LanguageMap(required=True)
    country = fields.String(allow_none=True)
    status = Code(STATUSES, required=True)
    is_open = Flag(required=True, metadata={"description": "published and not past its deadline"})
    comments = fields.List(fields.Dict(), load_default=list)
    reason = fields.String(allow_none=True, metadata={"description": "why it was cancelled or suspended"})
    revision = fields.Integer(required=True, metadata={"description": "approved versions of its record so far"})
    course_id = fields.UUID(required=True, metadata={"description": "the same for all runs of one course"})
    published_at = Instant(allow_none=True)
    publish_at = Instant(allow_none=True, metadata={"description": "insiders: when it is to be published"})
    copied_from = fields.UUID(allow_none=True)
    deleted_at = Instant(allow_none=True, metadata={"description": "insiders: it was deleted and can be recovered"})
    dates_to_check = fields.List(fields.Nested(DateToCheck), load_default=list)
    pending_revision = fields.Nested(PendingRevision, allow_none=True, metadata={"description": "insiders"})
    views = fields.Integer(allow_none=True, metadata={"description": "insiders"})
    applications = fields.Integer(allow_none=True, metadata={"description": "insiders"})
    version = whole(1, 2**31 - 1, required=True)


class DraftOpportunity(OpportunityRecord, Request):
    """Begin an opportunity of one's own institution; with a `course_id`, a further run of that course."""

    institution_id = fields.UUID(required=True)
    course_id = fields.UUID(load_default=None, allow_none=True)
    allowed = (INSTITUTION, OFFICER)
    returns = OpportunityView


class ReviseOpportunity(OpportunityRecord, Request):
    """Change a draft at the version read; of a published one, begin or change its pending revision."""

    opportunity_id = fields.UUID(required=True)
    version = whole(1, 2**31 - 1, required=True)
    checked = several(
        Code(("start_date", "end_date", "deadline")), most=3, load_default=list,
        metadata={"description": "dates to check that are meant as they stand"},
    )  # fmt: skip
    allowed = (INSTITUTION, OFFICER)
    returns = OpportunityView


class OpportunityStep(Request):
    """A step of one opportunity."""

    abstract = True
    noun = "opportunities"
    opportunity_id = fields.UUID(required=True)
    returns = OpportunityView


class SubmitOpportunity(OpportunityStep):
    """Hand a complete draft with a future deadline to the reviewers."""

    allowed = (INSTITUTION, OFFICER)


class ReturnOpportunity(OpportunityStep):
    """Give it back to its authors with comments on fields."""

    comments = several(fields.Nested(FieldComment), least=1, required=True)


class ApproveOpportunity(OpportunityStep):
    """Accept it; never by its own institution; the like of another is refused as `Duplicate` unless `force_reason` says why."""

    force_reason = Line(load_default=None, allow_none=True)


class PublishOpportunity(OpportunityStep):
    """Show it to the public, now or at a later moment, while its deadline lies ahead."""

    publish_at = Instant(load_default=None, allow_none=True)

    allowed = (INSTITUTION, OFFICER)


class CancelOpportunity(OpportunityStep):
    """Call it off with a reason."""

    reason = Words(most=1000, blank=False, required=True)
    allowed = (INSTITUTION, OFFICER)


class WithdrawOpportunity(OpportunityStep):
    """Take back a draft or one in review."""

    allowed = (INSTITUTION, OFFICER)


class SuspendOpportunity(OpportunityStep):
    """Hide a public one with a reason; only officers show it again."""

    reason = Words(most=1000, blank=False, required=True)


class RestoreOpportunity(OpportunityStep):
    """Show a hidden one again as it was, closed where its deadline passed."""


class ArchiveOpportunity(OpportunityStep):
    """Put an ended one away."""

    allowed = (INSTITUTION, OFFICER)


class CopyOpportunity(OpportunityStep):
    """A new draft of the same course some years later; its deadline is to be said anew, `dates_to_check` proposes days."""

    years = whole(1, 5, load_default=1)
    allowed = (INSTITUTION, OFFICER)


class GetOpportunity(Request):
    """One opportunity by id or slug; `count_view` counts it as seen by somebody of the public, without who."""

    opportunity_id = fields.UUID(load_default=None, allow_none=True)
    slug = Line(most=200, load_default=None, allow_none=True)
    count_view = Flag(load_default=False)
    allowed = ANYONE
    reads = True
    returns = OpportunityView


class OpportunityFacet(Schema):
    """How many of the results carry one value."""

    value = fields.String(required=True)
    count = fields.Integer(required=True)


class OpportunityPage(View):
    """A page of opportunities, how many there are in all, and the counts of each facet over all results."""

    items = several(fields.Nested(OpportunityView), required=True)
    next = fields.String(required=True, allow_none=True)
    total = fields.Integer(required=True)
    facets = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(OpportunityFacet)), required=True)


class ListOpportunities(PageRequest):
    """Opportunities by deadline or as `sort` says; the public sees open ones, an institution its own, an officer all.

    `open_only` shows everybody what the public sees; `pending` those with a pending revision (true) or without (false);
    `deleted` those that were deleted, which stand in no other list.
    """

    words = Line(most=200, load_default=None, allow_none=True)
    status = Code(STATUSES, load_default=None, allow_none=True)
    kind = Code(OPPORTUNITY_KINDS, load_default=None, allow_none=True)
    topic = Code(FIELDS, load_default=None, allow_none=True)
    modality = Code(MODALITIES, load_default=None, allow_none=True)
    language = LanguageCode(load_default=None, allow_none=True)
    country = CountryCode(load_default=None, allow_none=True)
    institution_id = fields.UUID(load_default=None, allow_none=True)
    course_id = fields.UUID(load_default=None, allow_none=True)
    pending = Flag(load_default=None, allow_none=True)
    deleted = Flag(load_default=False)
    open_only = Flag(load_default=False)
    sort = sorted_by("deadline", "-deadline", "start", "-start", "-published")
    allowed = ANYONE
    returns = OpportunityPage
