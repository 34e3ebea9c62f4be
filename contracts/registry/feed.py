"""The public feed of the directory and of opportunities, in the order of their changes (R50)."""

from marshmallow import Schema, fields

from contracts.base import ANYONE, Request, View
from contracts.fields import Flag, Line, whole
from contracts.registry.institutions import InstitutionView
from contracts.registry.opportunities import OpportunityView


class FeedRequest(Request):
    """What changed after `since`, the `next` of an earlier answer; all from the beginning without it."""

    since = Line(most=60, load_default=None, allow_none=True)
    limit = whole(1, 200, load_default=100)
    abstract = True
    allowed = ANYONE
    reads = True


class InstitutionFeedItem(Schema):
    """An institution as it is now, or a tombstone: it is not public any more, `redirect` says which stands for it."""

    institution_id = fields.UUID(required=True)
    deleted = Flag(required=True)
    redirect = fields.UUID(required=True, allow_none=True)
    institution = fields.Nested(InstitutionView, required=True, allow_none=True)


class InstitutionFeedView(View):
    """Changes in order, each institution once at its latest; go on after `next`, at once where there is `more`."""

    items = fields.List(fields.Nested(InstitutionFeedItem), required=True)
    next = fields.String(required=True)
    more = Flag(required=True)


class OpportunityFeedItem(Schema):
    """An opportunity as it is now, or a tombstone."""

    opportunity_id = fields.UUID(required=True)
    deleted = Flag(required=True)
    opportunity = fields.Nested(OpportunityView, required=True, allow_none=True)


class OpportunityFeedView(View):
    """Changes in order, each opportunity once at its latest; go on after `next`, at once where there is `more`."""

    items = fields.List(fields.Nested(OpportunityFeedItem), required=True)
    next = fields.String(required=True)
    more = Flag(required=True)


class ReadInstitutionFeed(FeedRequest):
    """The institutions that became, changed or ceased to be public after `since`."""

    returns = InstitutionFeedView


class ReadOpportunityFeed(FeedRequest):
    """The opportunities that became, changed or ceased to be public after `since`."""

    returns = OpportunityFeedView
