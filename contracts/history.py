"""The history of a service's public events, for subscribers that come late (P7)."""

from marshmallow import Schema, fields

from contracts.base import OFFICER, Request, View
from contracts.fields import Flag, Instant, Line, several, whole


class PastEvent(Schema):
    """One event as CloudEvents 1.0 in JSON."""

    specversion = fields.Constant("1.0")
    id = fields.UUID(required=True)
    source = fields.String(required=True)
    type = fields.String(required=True)
    subject = fields.String(required=True)
    time = Instant(required=True)
    sequence = fields.String(required=True, metadata={"description": "per subject; keep the highest you have seen"})
    datacontenttype = fields.Constant("application/json")
    correlationid = fields.String(required=True)
    causationid = fields.String(required=True, allow_none=True)
    data = fields.Dict(required=True)


class HistoryView(View):
    """Events in the order of the cursor; `next` is where to read on, now or later."""

    items = fields.List(fields.Nested(PastEvent), required=True)
    next = fields.String(required=True)
    more = Flag(required=True, metadata={"description": "false: you are up to date, come back later"})


class HistoryRequest(Request):
    """What a service published, from the oldest kept or after a cursor; refuses `Gone` where what follows is not kept any more."""

    cursor = Line(most=60, load_default=None, allow_none=True)
    types = several(Line(most=80), most=50, load_default=list)
    limit = whole(1, 500, load_default=100)
    allowed = (OFFICER,)
    reads = True
    returns = HistoryView
