"""What appears regularly (L1)."""

from marshmallow import Schema, fields

from contracts.base import ANYONE, PageRequest, View, page_of
from contracts.fields import LanguageMap


class SectionView(Schema):
    """A section of a publication."""

    code = fields.String(required=True)
    title = LanguageMap(required=True)


class PublicationView(View):
    """A publication with its cadence, sections, languages and audiences."""

    code = fields.String(required=True)
    title = LanguageMap(required=True)
    cadence = fields.String(required=True)
    first_year = fields.Integer(required=True)
    languages = fields.List(fields.String(), required=True)
    audiences = fields.List(fields.String(), required=True)
    sections = fields.List(fields.Nested(SectionView), required=True)


class ListPublications(PageRequest):
    """The publications."""

    allowed = ANYONE
    returns = page_of(PublicationView)
