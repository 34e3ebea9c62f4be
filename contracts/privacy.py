"""What every service answers about a person it holds data of (P28)."""

from marshmallow import fields

from contracts.base import Request, View
from contracts.fields import EmailAddress, several


class HeldView(View):
    """What one service holds about a person, by where it stands; empty lists where there is nothing."""

    secret = True
    found = fields.Dict(keys=fields.String(), values=fields.List(fields.Dict()), required=True)


class HeldExport(Request):
    """What this service holds about whoever has the address, or is known by these ids; officers only."""

    abstract = True
    email = EmailAddress(required=True)
    ids = several(
        fields.UUID(),
        load_default=list,
        metadata={
            "description": "of the accounts and people in the registry's answer, by which others know the person"
        },
    )
    returns = HeldView
