"""What waits for whom: the panel of an institution and the queue of the officers (R17, R18)."""

from marshmallow import Schema, fields

from contracts.base import INSTITUTION, OFFICER, Request, View
from contracts.fields import Code, Instant, LanguageMap, several
from contracts.registry.institutions import InstitutionView
from contracts.registry.opportunities import OpportunityView

TO_DO = (
    "confirm_institution",
    "revise_returned",
    "revise_returned_revision",
    "publish_approved",
    "answer_applications",
    "archive_ended",
)


class PanelCounts(Schema):
    """How many opportunities stand where; one can count more than once (published and closing soon)."""

    draft = fields.Integer(required=True)
    returned = fields.Integer(required=True)
    in_review = fields.Integer(required=True)
    approved = fields.Integer(required=True)
    published = fields.Integer(required=True)
    revision_pending = fields.Integer(required=True)
    closing_soon = fields.Integer(required=True)
    closed = fields.Integer(required=True)
    suspended = fields.Integer(required=True)


class ToDo(Schema):
    """Something that waits for the institution."""

    kind = Code(TO_DO, required=True)
    subject_id = fields.UUID(required=True, metadata={"description": "the opportunity, or the institution itself"})
    title = LanguageMap(required=True)
    since = Instant(required=True, allow_none=True)
    count = fields.Integer(required=True)


class DayCount(Schema):
    """How often public pages were seen on one day (UTC)."""

    day = fields.Date(required=True)
    views = fields.Integer(required=True)


class PanelView(View):
    """An institution's own overview."""

    institution = fields.Nested(InstitutionView, required=True)
    counts = fields.Nested(PanelCounts, required=True)
    expiring = several(fields.Nested(OpportunityView), required=True)
    stale = several(
        fields.Nested(OpportunityView), required=True, metadata={"description": "drafts untouched for 30 days"}
    )
    to_do = several(fields.Nested(ToDo), required=True)
    views_30_days = fields.Integer(required=True)
    applications_30_days = fields.Integer(required=True)
    views_by_day = several(
        fields.Nested(DayCount), required=True, metadata={"description": "the last 30 days, oldest first"}
    )


class GetPanel(Request):
    """The overview of the signed-in account's institution, or of another that the account may see."""

    institution_id = fields.UUID(load_default=None, allow_none=True)
    allowed = (INSTITUTION, OFFICER)
    reads = True
    returns = PanelView


class Waiting(Schema):
    """How many wait, and since when the oldest does."""

    count = fields.Integer(required=True)
    oldest = Instant(required=True, allow_none=True)


class ReviewQueueView(View):
    """What waits for officers."""

    applications = fields.Nested(Waiting, required=True)
    opportunities = fields.Nested(Waiting, required=True)
    revisions = fields.Nested(Waiting, required=True)
    change_requests = fields.Nested(Waiting, required=True)
    duplicates = fields.Nested(Waiting, required=True)


class GetReviewQueue(Request):
    """How much waits for officers in each of their queues."""

    allowed = (OFFICER,)
    reads = True
    returns = ReviewQueueView
