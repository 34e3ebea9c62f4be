"""What we read of a record of the Research Organization Registry, schema v2 (https://ror.readme.io/docs/ror-data-structure)."""

from marshmallow import EXCLUDE, Schema, fields

from contracts.base import Contract
from contracts.fields import Line


class _Part(Schema):
    class Meta:
        unknown = EXCLUDE


class RorName(_Part):
    """A name with its kinds (label, alias, acronym, ror_display) and language, where known."""

    value = Line(most=300, required=True)
    types = fields.List(fields.String(), required=True)
    lang = fields.String(load_default=None, allow_none=True)


class RorPlace(_Part):
    """The city as GeoNames has it."""

    country_code = fields.String(required=True)
    name = Line(most=120, load_default=None, allow_none=True)
    lat = fields.Float(load_default=None, allow_none=True)
    lng = fields.Float(load_default=None, allow_none=True)


class RorLocation(_Part):
    """Where it is."""

    geonames_details = fields.Nested(RorPlace, required=True)


class RorLink(_Part):
    """A web address: its website, or its article in Wikipedia."""

    type = fields.String(required=True)
    value = fields.String(required=True)


class RorExternalId(_Part):
    """Ids of one scheme."""

    type = fields.String(required=True)
    all = fields.List(fields.String(), required=True)
    preferred = fields.String(load_default=None, allow_none=True)


class RorRelationship(_Part):
    """A tie to another record."""

    type = fields.String(required=True)
    id = fields.String(required=True)


class RorRecord(Contract):
    """One organisation."""

    id = fields.String(required=True)
    status = fields.String(required=True)
    names = fields.List(fields.Nested(RorName), required=True)
    types = fields.List(fields.String(), required=True)
    locations = fields.List(fields.Nested(RorLocation), required=True)
    links = fields.List(fields.Nested(RorLink), load_default=list)
    domains = fields.List(fields.String(), load_default=list)
    established = fields.Integer(load_default=None, allow_none=True)
    external_ids = fields.List(fields.Nested(RorExternalId), load_default=list)
    relationships = fields.List(fields.Nested(RorRelationship), load_default=list)
