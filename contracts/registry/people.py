"""Persons the department works with: speakers, officers, delegates."""

from marshmallow import Schema, fields

from contracts.base import ANYONE, OFFICER, Event, PageRequest, Request, View, page_of
from contracts.fields import CountryCode, EmailAddress, LanguageMap, Line, whole


class PersonRecord(Schema):
    """A person with title, position and organisation as they are now."""

    honorific = Line(most=60, load_default=None, allow_none=True)
    name = Line(most=120, required=True)
    position = LanguageMap(most=300, blank=True, load_default=dict)
    institution_id = fields.UUID(load_default=None, allow_none=True)
    country = CountryCode(load_default=None, allow_none=True)
    email = EmailAddress(load_default=None, allow_none=True, metadata={"description": "shown to officers only"})


class PersonView(PersonRecord, View):
    """A person; the address only for officers."""

    person_id = fields.UUID(required=True)
    version = whole(1, 2**31 - 1, required=True)


class RegisterPerson(PersonRecord, Request):
    """Enter a person; the same id again with the same facts changes nothing."""

    person_id = fields.UUID(load_default=None, allow_none=True)
    allowed = (OFFICER,)
    returns = PersonView


class GetPerson(Request):
    """One person."""

    person_id = fields.UUID(required=True)
    allowed = ANYONE
    reads = True
    returns = PersonView


class ListPeople(PageRequest):
    """Persons by name."""

    allowed = (OFFICER,)
    returns = page_of(PersonView)


class PersonRegistered(Event):
    """A person is known; without any address."""

    about = "person"
    person_id = fields.UUID(required=True)
    honorific = fields.String(allow_none=True)
    name = fields.String(required=True)
    position = LanguageMap(blank=True)
    institution_id = fields.UUID(allow_none=True)
    country = fields.String(allow_none=True)
