"""Institutions that look like one: while a record is typed, and over the whole directory (R8)."""

from marshmallow import Schema, fields

from contracts.base import ANYONE, PageRequest, Request, View, page_of
from contracts.fields import (
    Code,
    CountryCode,
    Domain,
    Flag,
    Instant,
    LanguageMap,
    Line,
    WebAddress,
    Words,
    several,
    whole,
)
from contracts.registry.institutions import ExternalId, OtherName

REASONS = ("external_id", "name", "similar_name", "domain", "city", "acronym")


class LookalikeCard(Schema):
    """What a person needs to tell whether it is the same institution."""

    institution_id = fields.UUID(required=True)
    slug = fields.String(required=True)
    status = fields.String(required=True)
    names = LanguageMap(required=True)
    country = fields.String(required=True, allow_none=True)
    city = fields.String(required=True, allow_none=True)
    website = fields.String(required=True, allow_none=True)


class Lookalike(LookalikeCard):
    """An institution like the one asked about; `decisive` where registering asks for a reason."""

    score = fields.Float(required=True, metadata={"description": "0 to 1"})
    reasons = several(Code(REASONS), required=True)
    decisive = Flag(required=True)


class LookalikesView(View):
    """The candidates, most alike first."""

    items = several(fields.Nested(Lookalike), required=True)


class FindLookalikes(Request):
    """Institutions that the one described may be, scored; to be asked while it is typed."""

    names = LanguageMap(most=300, required=True)
    other_names = several(fields.Nested(OtherName), load_default=list)
    acronym = Line(most=40, load_default=None, allow_none=True)
    country = CountryCode(load_default=None, allow_none=True)
    city = Line(most=120, load_default=None, allow_none=True)
    website = WebAddress(load_default=None, allow_none=True)
    domains = several(Domain(), most=20, load_default=list)
    external_ids = several(fields.Nested(ExternalId), most=50, load_default=list)
    institution_id = fields.UUID(
        load_default=None, allow_none=True, metadata={"description": "itself, where it stands in the directory already"}
    )
    limit = whole(1, 20, load_default=10)
    allowed = ANYONE
    reads = True
    returns = LookalikesView


class DuplicatePairView(View):
    """Two institutions that look like one, and what an officer said of them."""

    pair_id = fields.UUID(required=True)
    one = fields.Nested(LookalikeCard, required=True)
    other = fields.Nested(LookalikeCard, required=True)
    score = fields.Float(required=True)
    reasons = several(Code(REASONS), required=True)
    found_at = Instant(required=True)
    dismissed_at = Instant(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)


class ListDuplicates(PageRequest):
    """Pairs found over the whole directory, most alike first; a merger or a dismissal takes a pair off the open ones."""

    status = Code(("open", "dismissed"), load_default="open")
    country = CountryCode(load_default=None, allow_none=True)
    returns = page_of(DuplicatePairView)


class DismissDuplicate(Request):
    """Say why the two are not the same; the pair is not shown again, and saying it again answers the same."""

    pair_id = fields.UUID(required=True)
    reason = Words(most=1000, blank=False, required=True)
    returns = DuplicatePairView
