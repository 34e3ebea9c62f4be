"""Sent issues as everybody may read them (L24)."""

from marshmallow import fields

from contracts.base import ANYONE, PageRequest, Request, View, page_of
from contracts.fields import Instant, LanguageCode, LanguageMap, Line


class ArchivedIssueView(View):
    """A sent issue in one language, as it was frozen."""

    issue_id = fields.UUID(required=True)
    slug = fields.String(required=True, metadata={"description": "e.g. e-newsletter-vol-17-no-2"})
    publication = fields.String(required=True)
    volume = fields.Integer(required=True)
    number = fields.Integer(required=True)
    period = fields.String(required=True)
    title = fields.String(required=True)
    language = fields.String(required=True)
    languages = fields.List(fields.String(), required=True)
    sent_at = Instant(required=True)
    html = fields.String(required=True, metadata={"description": "sanitised body of the page, without personal data"})


class ArchiveEntry(View):
    """One line of the archive."""

    issue_id = fields.UUID(required=True)
    slug = fields.String(required=True)
    publication = fields.String(required=True)
    volume = fields.Integer(required=True)
    number = fields.Integer(required=True)
    period = fields.String(required=True)
    title = LanguageMap(required=True)
    sent_at = Instant(required=True)


class ListArchive(PageRequest):
    """Sent issues, newest first."""

    publication = Line(most=40, load_default=None, allow_none=True)
    allowed = ANYONE
    returns = page_of(ArchiveEntry)


class GetArchivedIssue(Request):
    """A sent issue by its slug, in a language."""

    slug = Line(most=200, required=True)
    language = LanguageCode(load_default="en")
    allowed = ANYONE
    reads = True
    returns = ArchivedIssueView
