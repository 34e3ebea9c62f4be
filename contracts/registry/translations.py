"""Where the translations of institutions and opportunities stand: missing, draft, reviewed or stale (P23)."""

from marshmallow import Schema, fields

from contracts.base import INSTITUTION, OFFICER, Request, View
from contracts.fields import Code, Flag, Instant, several, whole
from contracts.languages import LANGUAGES

TEXT_STATUSES = ("missing", "draft", "reviewed", "stale")


class TextStatus(Schema):
    """One text of a record in one language that it was not written in."""

    field = fields.String(required=True)
    status = Code(
        TEXT_STATUSES, required=True, metadata={"description": "stale: what it translates says something else by now"}
    )
    reviewed_by = fields.UUID(required=True, allow_none=True, metadata={"description": "the account"})
    reviewed_at = Instant(required=True, allow_none=True)


class LanguageStatus(Schema):
    """A record in one language: the least that is true of any of its texts, or `source` where all were written in it."""

    language = Code(LANGUAGES, required=True)
    status = Code(("source", *TEXT_STATUSES), required=True)
    reviewable = Flag(required=True, metadata={"description": "whether there is something that who asks can review"})
    texts = several(fields.Nested(TextStatus), required=True)


class TranslationsView(View):
    """A record's languages, at the version that was looked at."""

    version = whole(1, 2**31 - 1, required=True)
    languages = several(fields.Nested(LanguageStatus), required=True)


class GetTranslations(Request):
    """Where the translations of one's own institution or opportunity stand, of which one id is given."""

    institution_id = fields.UUID(load_default=None, allow_none=True)
    opportunity_id = fields.UUID(load_default=None, allow_none=True)
    allowed = (OFFICER, INSTITUTION)
    reads = True
    returns = TranslationsView


class ReviewTranslation(Request):
    """Say that the texts in a language are right, stale ones too, until the next change; never of words that one wrote oneself."""

    institution_id = fields.UUID(load_default=None, allow_none=True)
    opportunity_id = fields.UUID(load_default=None, allow_none=True)
    language = Code(LANGUAGES, required=True)
    version = whole(1, 2**31 - 1, required=True)
    allowed = (OFFICER, INSTITUTION)
    returns = TranslationsView
