"""Tables in and out: import jobs with a trial run and row errors, and exports (P29)."""

from marshmallow import Schema, ValidationError, fields, validates_schema

from contracts.base import ANYONE, OFFICER, PageRequest, Request, View, page_of
from contracts.fields import Code, CountryCode, Flag, Instant, LanguageCode, Line, whole
from contracts.refusals import Conflict, NotReady
from contracts.registry.opportunities import STATUSES
from contracts.vocabularies import FIELDS, INSTITUTION_TYPES

IMPORTED = ("institutions", "opportunities")
FORMATS = ("csv", "json")
JOB_STATUSES = ("collecting", "waiting", "running", "done", "nothing_kept")
MOST_PARTS = 200
LARGEST_PART = 512 * 1024


class PartsMissing(NotReady):
    """Parts of the file have not arrived yet; `missing` names up to twenty of them."""


class FileGone(Conflict):
    """The file of that import is not kept any more: it was taken up, or a day has passed; send it again."""


class ImportJobView(View):
    """An import: how far it is and what became of the rows read so far."""

    import_id = fields.UUID(required=True)
    kind = Code(IMPORTED, required=True)
    format = Code(FORMATS, required=True)
    label = fields.String(required=True)
    dry_run = Flag(required=True)
    partial = Flag(required=True)  # type: ignore[assignment]  # a field, not the option of a schema
    status = Code(JOB_STATUSES, required=True)
    parts = fields.Integer(required=True)
    rows = fields.Integer(required=True)
    added = fields.Integer(required=True)
    revised = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    started_at = Instant(required=True)
    finished_at = Instant(required=True, allow_none=True)


class StartImport(Request):
    """Begin an import of a CSV file (comma, semicolon or tab; first line the columns) or of JSON (a list, or one object a line).

    A trial (`dry_run`, as it begins) keeps nothing. A real one keeps nothing either if any row is refused, unless
    `partial` asks to keep the good ones. With `file_of` it takes that import's file and begins at once.
    """

    kind = Code(IMPORTED, required=True)
    format = Code(FORMATS, load_default="csv")
    label = Line(most=200, blank=True, load_default="", metadata={"description": "the file's name, for people"})
    dry_run = Flag(load_default=True)
    partial = Flag(load_default=False)  # type: ignore[assignment]  # a field, not the option of a schema
    file_of = fields.UUID(
        load_default=None, allow_none=True,
        metadata={"description": "an import that kept nothing, a trial or a refused one, of the last day; or `FileGone`"},
    )  # fmt: skip
    allowed = (OFFICER,)
    returns = ImportJobView


class AddImportRows(Request):
    """Hand over the file's next piece of text, at most 512 KiB, cut anywhere; the same piece again changes nothing."""

    import_id = fields.UUID(required=True)
    part = whole(1, MOST_PARTS, required=True, metadata={"description": "1, 2, 3 … in the order of the file"})
    content = fields.String(required=True)
    allowed = (OFFICER,)
    returns = ImportJobView


class FinishImport(Request):
    """All pieces are there: read and apply them in the background; refuses `PartsMissing`."""

    import_id = fields.UUID(required=True)
    parts = whole(1, MOST_PARTS, required=True)
    allowed = (OFFICER,)
    returns = ImportJobView


class GetImport(Request):
    """One import and how far it is."""

    import_id = fields.UUID(required=True)
    allowed = (OFFICER,)
    reads = True
    returns = ImportJobView


class ListImports(PageRequest):
    """Imports, the latest first."""

    allowed = (OFFICER,)
    returns = page_of(ImportJobView)


class ImportProblemView(View):
    """What is wrong with a row, by the line of the file on which it begins."""

    line = fields.Integer(required=True)
    field = fields.String(required=True)
    code = fields.String(required=True)
    message = fields.String(required=True)


class ListImportProblems(PageRequest):
    """Every problem of an import's refused rows, in the order of the file."""

    import_id = fields.UUID(required=True)
    allowed = (OFFICER,)
    returns = page_of(ImportProblemView)


class ExportView(View):
    """A piece of an exported file; the pieces joined are the file. Over HTTP they arrive as one file."""

    content = fields.String(required=True)
    next = fields.String(required=True, allow_none=True)


class Searched(Schema):
    """What narrows an export to what a search with the same words and filters finds; nothing exports all."""

    kind = Code(IMPORTED, required=True)
    words = Line(most=200, load_default=None, allow_none=True)
    country = CountryCode(load_default=None, allow_none=True)
    topic = Code(FIELDS, load_default=None, allow_none=True)
    language = LanguageCode(load_default=None, allow_none=True)
    institution_type = Code(INSTITUTION_TYPES, load_default=None, allow_none=True)
    status = Code(STATUSES, load_default=None, allow_none=True, metadata={"description": "of opportunities"})
    cursor = fields.String(load_default=None, allow_none=True)

    @validates_schema(skip_on_field_errors=False)
    def fit(self, data, **_):
        """No filter of the other kind of records."""
        other = {"institutions": "status", "opportunities": "institution_type"}.get(data.get("kind"), "")
        if data.get(other) is not None:
            raise ValidationError({other: ["contradicts|Not a filter of these records."]})


class ExportTable(Searched, Request):
    """Records as CSV (UTF-8 with BOM, formula cells made harmless); officers get all, others what is public."""

    allowed = ANYONE
    reads = True
    returns = ExportView


class ExportRecords(Searched, Request):
    """Records as a JSON list; officers get all, others what is public."""

    allowed = ANYONE
    reads = True
    returns = ExportView
