"""Corrections that anyone proposes to a public record, and an officer's decision (R11)."""

from marshmallow import fields

from contracts.base import ANYONE, OFFICER, Event, PageRequest, Request, View, page_of
from contracts.fields import Code, EmailAddress, Instant, LanguageCode, LanguageMap, Line, Words
from contracts.paging import sorted_by
from contracts.refusals import Conflict

CHANGE_STATUSES = ("open", "accepted", "declined", "expired")
PROPOSABLE = (
    "names", "other_names", "types", "country", "city", "latitude", "longitude", "website", "domains", "established",
    "topics", "languages", "description", "external_ids",
)  # fmt: skip


class NothingProposed(Conflict):
    """The record says so already."""


class AlreadyDecided(Conflict):
    """This request was decided or has expired."""


class ChangeRequestView(View):
    """A proposed correction: by field what the record said and what it should say; who proposed it only for officers."""

    change_request_id = fields.UUID(required=True)
    institution_id = fields.UUID(required=True)
    changes = fields.Dict(keys=fields.String(), required=True, metadata={"description": "field to [old, new]"})
    reason = fields.String(required=True)
    status = Code(CHANGE_STATUSES, required=True)
    linked_to = fields.List(fields.UUID(), required=True, metadata={"description": "open ones on the same field"})
    proposer_name = fields.String(allow_none=True)
    proposer_email = fields.String(allow_none=True)
    decision_reason = fields.String(required=True, allow_none=True)
    proposed_at = Instant(required=True)
    expires_at = Instant(required=True)
    decided_at = Instant(required=True, allow_none=True)


class ChangeReceipt(View):
    """The proposal arrived; its outcome comes by mail."""

    change_request_id = fields.UUID(required=True)
    expires_at = Instant(required=True)


class ProposeChange(Request):
    """Propose other values for fields of a public institution; an officer decides within 90 days, or it expires."""

    institution_id = fields.UUID(required=True)
    changes = fields.Dict(keys=Code(PROPOSABLE), required=True, metadata={"description": "field to its new value"})
    reason = Words(most=2000, blank=False, required=True)
    proposer_name = Line(most=120, required=True)
    proposer_email = EmailAddress(required=True)
    language = LanguageCode(load_default="en")
    allowed = ANYONE
    returns = ChangeReceipt


class ListChangeRequests(PageRequest):
    """Change requests, the oldest first or as `sort` says: open ones, or those of a status or institution."""

    status = Code(CHANGE_STATUSES, load_default="open", allow_none=True)
    institution_id = fields.UUID(load_default=None, allow_none=True)
    sort = sorted_by("proposed", "-proposed")
    allowed = (OFFICER,)
    returns = page_of(ChangeRequestView)


class GetChangeRequest(Request):
    """One change request."""

    change_request_id = fields.UUID(required=True)
    allowed = (OFFICER,)
    reads = True
    returns = ChangeRequestView


class AcceptChange(Request):
    """Make the proposed values the record's; refuses `AlreadyDecided`, and `StaleVersion` where the record moved on."""

    change_request_id = fields.UUID(required=True)
    note = Words(most=2000, load_default="")
    allowed = (OFFICER,)
    returns = ChangeRequestView


class DeclineChange(Request):
    """Leave the record as it is, and say why."""

    change_request_id = fields.UUID(required=True)
    reason = Words(most=2000, blank=False, required=True)
    allowed = (OFFICER,)
    returns = ChangeRequestView


class ChangeRequestFacts(Event):
    """Which fields of which record; nothing of the person who proposed it."""

    change_request_id = fields.UUID(required=True)
    institution_id = fields.UUID(required=True)
    fields_proposed = fields.List(fields.String(), required=True)


class ChangeRequestSubmitted(ChangeRequestFacts):
    """Somebody proposed a correction."""

    about = "change_request"


class ChangeRequestAccepted(ChangeRequestFacts):
    """A proposed correction is the record's now."""

    about = "change_request"


class ChangeRequestDeclined(ChangeRequestFacts):
    """A proposed correction was not taken."""

    about = "change_request"
    reason = fields.String(required=True)


class ChangeRequestExpired(ChangeRequestFacts):
    """Nobody decided on a proposed correction in time."""

    about = "change_request"


class ChangeRequestAnswered(Event):
    """Whoever proposed the correction is to hear what became of it."""

    about = "change_request"
    internal = True
    change_request_id = fields.UUID(required=True)
    slug = fields.String(required=True)
    institution_names = LanguageMap(required=True)
    outcome = Code(("accepted", "declined", "expired"), required=True)
    reason = fields.String(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    language = fields.String(required=True)
