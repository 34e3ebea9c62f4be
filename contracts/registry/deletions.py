"""Opportunities that nobody outside has seen, deleted and recovered (P15)."""

from contracts.base import INSTITUTION, OFFICER
from contracts.fields import whole
from contracts.refusals import Conflict
from contracts.registry.opportunities import OpportunityStep


class OpportunityIsDeleted(Conflict):
    """It was deleted; recover it before any other step."""


class DeleteOpportunity(OpportunityStep):
    """Take a draft, or one withdrawn before it was approved, out of all lists; it keeps its id, slug and words; again is fine."""

    version = whole(1, 2**31 - 1, load_default=None, allow_none=True)
    allowed = (INSTITUTION, OFFICER)


class RecoverOpportunity(OpportunityStep):
    """Bring a deleted one back as it was; one that is not deleted stays as it is."""

    version = whole(1, 2**31 - 1, load_default=None, allow_none=True)
    allowed = (INSTITUTION, OFFICER)
