"""Whoever we hold data about can see it and have it erased (P28)."""

from marshmallow import fields

from contracts.base import ANYONE, Event, Request, View
from contracts.fields import Code, EmailAddress, Instant, LanguageCode, Line


class PersonalDataReceipt(View):
    """The same whether we hold anything about the address or not."""

    status = Code(("sent",), required=True)


class RequestPersonalData(Request):
    """Mail a link to the holder of the address, by which the data about it can be seen or erased for a day."""

    email = EmailAddress(required=True)
    language = LanguageCode(load_default="en")
    allowed = ANYONE
    own_account = True
    returns = PersonalDataReceipt


ELSEWHERE = ("scheduling", "notifications", "newsletter")


class PersonalDataView(View):
    """Everything that the registry holds about a person, by where it stands; empty lists where there is nothing."""

    secret = True
    email = fields.String(required=True, allow_none=True)
    found = fields.Dict(keys=fields.String(), values=fields.List(fields.Dict()), required=True)
    elsewhere = fields.List(
        fields.String(),
        load_default=list,
        metadata={
            "description": "services that may hold more about the person, which is not in this answer: officers ask each, "
            "`POST /v1/personal-data/export/<service>`"
        },
    )


class _Whose(Request):
    abstract = True
    email = EmailAddress(load_default=None, allow_none=True)
    account_id = fields.UUID(load_default=None, allow_none=True)
    request_id = fields.UUID(
        load_default=None, allow_none=True, metadata={"description": "of the mailed link, with its signature"}
    )
    signature = Line(most=100, load_default=None, allow_none=True)
    allowed = ANYONE
    own_account = True


class ExportPerson(_Whose):
    """All data about a person: officers by address or account, the person by the mailed link."""

    returns = PersonalDataView


class ErasureView(View):
    """That it was done; the same whether anything was known or not."""

    status = Code(("erased",), required=True)


class ErasePerson(_Whose):
    """Erase a person for good, here and by event everywhere; what counts and histories need stays without the person."""

    reason = Line(most=500, load_default=None, allow_none=True)
    returns = ErasureView


class PersonalDataRequested(Event):
    """A link to see or erase one's data is to be mailed."""

    about = "personal_data"
    internal = True
    personal_data_id = fields.UUID(required=True, metadata={"description": "of the request"})
    email = fields.String(required=True)
    language = fields.String(required=True)
    expires_at = Instant(required=True)


class PersonErased(Event):
    """A person is to be forgotten by everybody: by address and by the ids that others may know."""

    about = "person"
    internal = True
    person_id = fields.UUID(required=True, metadata={"description": "of the erasure"})
    email = fields.String(required=True, metadata={"description": "folded"})
    ids = fields.List(fields.UUID(), required=True, metadata={"description": "of accounts, applications and people"})
    erased_at = Instant(required=True)
