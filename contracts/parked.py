"""Messages that a service could not handle, as officers see them: without a word of their bodies (P4)."""

from marshmallow import Schema, fields

from contracts.base import OFFICER, PageRequest, Request, View, page_of
from contracts.fields import Code, Instant, Line, several
from contracts.refusals import Conflict

STATES = ("parked", "replayed", "discarded")
AT_ONCE = 100


class NotReplayable(Conflict):
    """It has no queue, no event id or no readable body to go back with."""


class AlreadySettled(Conflict):
    """It was replayed or discarded before."""


class ParkedView(View):
    """A message that was given up on: where it lay, why, and what became of it; nothing of what it says."""

    parked_id = fields.UUID(required=True)
    queue = fields.String(required=True)
    reason = fields.String(required=True, metadata={"description": "docs/operations.md explains each"})
    cause = fields.String(required=True, metadata={"description": "the refusal's or the exception's name; no values"})
    event_id = fields.UUID(required=True, allow_none=True)
    subject = fields.UUID(required=True, allow_none=True, metadata={"description": "what the event is about"})
    correlation_id = fields.UUID(required=True, allow_none=True)
    size = fields.Integer(required=True, metadata={"description": "bytes"})
    first_seen_at = Instant(required=True)
    state = Code(STATES, required=True)
    settled_by = fields.String(required=True, allow_none=True)
    settled_at = Instant(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)


class ParkedMessageView(ParkedView):
    """One message with the shape of its body: names of fields, ids, dates and numbers; words only as their length."""

    shape = fields.String(required=True)


class NotSentBack(Schema):
    """A message that stays, and the refusal's code."""

    parked_id = fields.UUID(required=True)
    code = fields.String(required=True)


class ReplayedView(View):
    """Which messages go back to their queues and which stay."""

    replayed = fields.List(fields.UUID(), required=True)
    left = fields.List(fields.Nested(NotSentBack), required=True)


class ParkedList(PageRequest):
    """Messages that a service could not handle, oldest first, of one queue or all."""

    queue = Line(most=255, load_default=None, allow_none=True)
    state = Code(STATES, load_default="parked")
    allowed = (OFFICER,)
    returns = page_of(ParkedView)


class ParkedMessage(Request):
    """One message that a service could not handle, its body masked."""

    parked_id = fields.UUID(required=True)
    allowed = (OFFICER,)
    reads = True
    returns = ParkedMessageView


class ParkedReplay(Request):
    """Send a message back to its own queue under the same event id; refuses `AlreadySettled`, `NotReplayable`."""

    parked_id = fields.UUID(required=True)
    allowed = (OFFICER,)
    returns = ParkedView


class ParkedReplays(Request):
    """Send messages back to their own queues: the named ones, or the oldest hundred of one queue; what cannot go stays."""

    parked_ids = several(fields.UUID(), most=AT_ONCE, load_default=list)
    queue = Line(most=255, load_default=None, allow_none=True)
    allowed = (OFFICER,)
    returns = ReplayedView


class ParkedDiscard(Request):
    """Give a message up for ever, saying why; refuses `AlreadySettled`."""

    parked_id = fields.UUID(required=True)
    reason = Line(most=500, required=True)
    allowed = (OFFICER,)
    returns = ParkedView
