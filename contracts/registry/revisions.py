"""Changes of a public opportunity: reviewed before the public sees them (R43); begun with `ReviseOpportunity`."""

from marshmallow import fields

from contracts.base import INSTITUTION, OFFICER, Contract
from contracts.fields import several, whole
from contracts.registry.opportunities import FieldComment, OpportunityRecord, OpportunityStep


class RevisedRecord(OpportunityRecord, Contract):
    """A public record with what is proposed written over it."""


class SubmitRevision(OpportunityStep):
    """Hand the pending revision to the reviewers; refuses `NotReady` where it changes nothing or its deadline has passed."""

    allowed = (INSTITUTION, OFFICER)


class ApproveRevision(OpportunityStep):
    """Make the pending revision public; never by its author or institution; `version` guards what was read."""

    version = whole(1, 2**31 - 1, load_default=None, allow_none=True)


class ReturnRevision(OpportunityStep):
    """Give the pending revision back with comments on fields; the public version stands."""

    comments = several(fields.Nested(FieldComment), least=1, required=True)


class DiscardRevision(OpportunityStep):
    """Drop the pending revision; the public version stands."""

    allowed = (INSTITUTION, OFFICER)


class ExtendDeadline(OpportunityStep):
    """Move the deadline of a published or closed one: an officer's word holds at once, an institution's goes to review."""

    deadline = fields.Date(required=True)
    version = whole(1, 2**31 - 1, required=True)
    allowed = (INSTITUTION, OFFICER)
