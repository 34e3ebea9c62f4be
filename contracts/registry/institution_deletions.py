"""Institutions that were entered by mistake, deleted and recovered (P15)."""

from marshmallow import fields

from contracts.base import PageRequest, Request, View, page_of
from contracts.fields import Code, Instant, LanguageMap, Words, several, whole
from contracts.refusals import Conflict
from contracts.registry.institutions import ExternalId, InstitutionView
from contracts.vocabularies import INSTITUTION_STATUSES

HANGING = ("account", "merged", "opportunity", "person", "project", "source")


class InstitutionInUse(Conflict):
    """Something hangs on it; it can be closed, or merged into another."""


class IdTakenMeanwhile(Conflict):
    """Another institution has one of its external ids by now."""


class InstitutionIsDeleted(Conflict):
    """It was deleted; recover it before any other change."""


class DeletedInstitutionView(View):
    """A deleted institution, what it was before, and the external ids that others may take now."""

    institution_id = fields.UUID(required=True)
    names = LanguageMap(required=True)
    country = fields.String(required=True, allow_none=True)
    status_before = Code(INSTITUTION_STATUSES, required=True)
    external_ids = several(fields.Nested(ExternalId), required=True)
    deleted_at = Instant(required=True)


class DeleteInstitution(Request):
    """Close one that was entered by mistake and free its external ids; refuses `InstitutionInUse`; again is fine."""

    noun = "institutions"
    institution_id = fields.UUID(required=True)
    reason = Words(most=1000, blank=False, required=True)
    version = whole(1, 2**31 - 1, required=True)
    returns = InstitutionView


class RecoverInstitution(Request):
    """Bring a deleted one back as it was; refuses `IdTakenMeanwhile`, naming the ids; again is fine."""

    noun = "institutions"
    institution_id = fields.UUID(required=True)
    version = whole(1, 2**31 - 1, load_default=None, allow_none=True)
    returns = InstitutionView


class ListDeletedInstitutions(PageRequest):
    """The deleted institutions, the latest first."""

    noun = "institutions"
    returns = page_of(DeletedInstitutionView)
