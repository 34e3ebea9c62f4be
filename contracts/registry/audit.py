"""Who changed what, from what to what, for every record of the registry (P14)."""

from marshmallow import Schema, fields
from marshmallow.validate import Regexp

from contracts.base import OFFICER, PageRequest, View, page_of
from contracts.fields import Instant
from contracts.paging import sorted_by

_KIND = Regexp(r"^[a-z][a-z_]{1,39}\Z", error="not_a_kind|The kind of a record, e.g. institution.")
_ID = Regexp(r"^[A-Za-z0-9_.:-]{1,80}\Z", error="not_an_id|The id of a record.")


class AuditActor(Schema):
    """Who did it."""

    role = fields.String(required=True)
    account_id = fields.UUID(required=True, allow_none=True)
    institution_id = fields.UUID(required=True, allow_none=True)


class AuditEntryView(View):
    """One act: the values before and after by field, and what else was noted."""

    entry = fields.Integer(required=True)
    at = Instant(required=True)
    actor = fields.Nested(AuditActor, required=True)
    action = fields.String(required=True)
    changes = fields.Dict(keys=fields.String(), required=True, metadata={"description": "field to [old, new]"})
    notes = fields.Dict(keys=fields.String(), required=True)


class ListAudit(PageRequest):
    """The history of one record, the latest first or as `sort` says."""

    subject_kind = fields.String(required=True, validate=_KIND)
    subject_id = fields.String(required=True, validate=_ID)
    sort = sorted_by("-entry", "entry")
    allowed = (OFFICER,)
    returns = page_of(AuditEntryView)
