"""Every six months an institution confirms or corrects its record, so that the directory stays true (R49)."""

from marshmallow import fields

from contracts.base import ANYONE, Request
from contracts.fields import Flag, Instant, Line
from contracts.registry.institutions import InstitutionFacts, InstitutionView


class ConfirmInstitution(Request):
    """Say that the record is right as it stands: its owners and editors, officers, or whoever has the mailed link."""

    institution_id = fields.UUID(required=True)
    signature = Line(most=100, load_default=None, allow_none=True)
    allowed = ANYONE
    noun = "institutions"
    returns = InstitutionView


class InstitutionConfirmationDue(InstitutionFacts):
    """An institution's owners are to be asked to confirm or correct; `nonce` makes older links invalid."""

    about = "institution"
    internal = True
    due_at = Instant(required=True)
    answer_by = Instant(required=True)
    reminder = Flag(required=True)
    missed_confirmations = fields.Integer(required=True)
    nonce = fields.String(required=True)


class InstitutionConfirmed(InstitutionFacts):
    """An institution's record was said to be right."""

    about = "institution"
    confirmed_at = Instant(required=True)
    confirmation_due_at = Instant(required=True, allow_none=True)


class InstitutionUnconfirmed(InstitutionFacts):
    """An institution did not answer twice in a row; its opportunities are suspended until it does."""

    about = "institution"
    missed_confirmations = fields.Integer(required=True)
    since = Instant(required=True)
