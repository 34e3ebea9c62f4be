"""The directory of training institutions (R3, R4, R6–R8, R10)."""

from marshmallow import Schema, fields

from contracts.base import ANYONE, INSTITUTION, OFFICER, Event, PageRequest, Request, View
from contracts.fields import (
    FIELD_OF_TRAINING,
    Code,
    CountryCode,
    Domain,
    EmailAddress,
    Flag,
    Instant,
    LanguageCode,
    LanguageMap,
    Line,
    WebAddress,
    Words,
    between,
    several,
    whole,
)
from contracts.paging import sorted_by
from contracts.refusals import Conflict, NotReady
from contracts.registry.institution_cards import view_asked
from contracts.vocabularies import FIELDS, INSTITUTION_STATUSES, INSTITUTION_TYPES, PROGRAMMES, RELATIONS, STAKEHOLDERS


class AlreadyMerged(Conflict):
    """This institution was merged into another."""


class ConfirmationNeeded(NotReady):
    """Very similar institutions exist; name a reason to register it all the same."""


class OtherName(Schema):
    """An acronym or alias, in a language where it has one."""

    name = Line(most=300, required=True)
    kind = Code(("acronym", "alias"), required=True)
    language = LanguageCode(load_default=None, allow_none=True)


class Relation(Schema):
    """A tie to another institution; the inverse is kept by itself."""

    kind = Code(RELATIONS, required=True)
    institution_id = fields.UUID(required=True)


class ExternalId(Schema):
    """An id that others gave it: ror, isni, wikidata, grid, fundref."""

    scheme = Line(most=20, required=True)
    value = Line(most=80, required=True)


class Link(Schema):
    """A further web address."""

    kind = Code(("website", "wikipedia", "other"), required=True)
    address = WebAddress(required=True)


class Site(Schema):
    """A further place where it is."""

    country = CountryCode(required=True)
    city = Line(most=120, load_default=None, allow_none=True)
    latitude = between(-90, 90, load_default=None, allow_none=True)
    longitude = between(-180, 180, load_default=None, allow_none=True)


class InstitutionContact(Schema):
    """How to reach the institution; shown only where `public`."""

    email = EmailAddress(load_default=None, allow_none=True)
    phone = Line(most=40, load_default=None, allow_none=True)
    public = Flag(load_default=False)


class InstitutionRecord(Schema):
    """What an institution says of itself."""

    names = LanguageMap(most=300, required=True)
    other_names = several(fields.Nested(OtherName), load_default=list)
    types = several(Code(INSTITUTION_TYPES), least=1, most=10, required=True)
    stakeholder = Code(STAKEHOLDERS, load_default="other")
    country = CountryCode(load_default=None, allow_none=True, metadata={"description": "null only where international"})
    international = Flag(load_default=False)
    city = Line(most=120, load_default=None, allow_none=True)
    latitude = between(-90, 90, load_default=None, allow_none=True)
    longitude = between(-180, 180, load_default=None, allow_none=True)
    website = WebAddress(load_default=None, allow_none=True)
    domains = several(Domain(), most=20, load_default=list)
    established = whole(1, 2100, load_default=None, allow_none=True)
    topics = several(Code(FIELDS), load_default=list)
    languages = several(LanguageCode(), most=20, load_default=list)
    # Left out or null, these four stay as they are: who wrote records before they came does not take them away.
    programmes = several(Code(PROGRAMMES), load_default=None, allow_none=True)
    fields_of_training = several(fields.String(validate=FIELD_OF_TRAINING), most=50, load_default=None, allow_none=True)
    facilities = several(LanguageMap(most=300), most=50, load_default=None, allow_none=True)
    capacity = whole(
        0, 1_000_000, load_default=None, allow_none=True,
        metadata={"description": "how many people it can train at once; 0 takes it back"},
    )  # fmt: skip
    capabilities = several(LanguageMap(most=300), most=50, load_default=list)
    description = LanguageMap(most=4000, blank=True, load_default=dict)
    contact = fields.Nested(InstitutionContact, load_default=None, allow_none=True)
    external_ids = several(fields.Nested(ExternalId), most=50, load_default=list)
    links = several(fields.Nested(Link), most=20, load_default=list)
    sites = several(fields.Nested(Site), most=50, load_default=list)


class RelatedView(Schema):
    """A related institution, named."""

    kind = fields.String(required=True)
    institution_id = fields.UUID(required=True)
    names = LanguageMap(required=True)


class InstitutionView(InstitutionRecord, View):
    """An institution as the directory shows it."""

    institution_id = fields.UUID(required=True)
    slug = fields.String(required=True)
    status = Code(INSTITUTION_STATUSES, required=True)
    merged_into = fields.UUID(allow_none=True)
    relations = several(fields.Nested(RelatedView), load_default=list)
    version = whole(1, 2**31 - 1, required=True)
    confirmed_at = Instant(
        allow_none=True, metadata={"description": "when its people last said that the record is right"}
    )
    confirmation_due_at = Instant(allow_none=True, metadata={"description": "null where nobody has an account"})
    missed_confirmations = fields.Integer()
    freshness = fields.Integer(
        metadata={"description": "0 to 100: 100 when confirmed, less every day, 0 after two years"}
    )


class Facet(Schema):
    """How many of the results carry one value."""

    value = fields.String(required=True)
    count = fields.Integer(required=True)


class DirectoryPage(View):
    """A page of search results with the counts of each facet over all results."""

    items = several(fields.Nested(InstitutionView), required=True)
    next = fields.String(required=True, allow_none=True)
    total = fields.Integer(required=True)
    facets = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(Facet)), required=True)


class SearchInstitutions(PageRequest):
    """Active institutions by words (folded over Arabic, French and Turkish writing, small slips forgiven) and facets."""

    words = Line(most=200, load_default=None, allow_none=True)
    country = CountryCode(load_default=None, allow_none=True)
    institution_type = Code(INSTITUTION_TYPES, load_default=None, allow_none=True)
    topic = Code(FIELDS, load_default=None, allow_none=True)
    language = LanguageCode(load_default=None, allow_none=True)
    programme = Code(PROGRAMMES, load_default=None, allow_none=True)
    sort = sorted_by("relevance", "name", "-name", "-entered")
    view = view_asked()
    allowed = ANYONE
    returns = DirectoryPage


class GetInstitution(Request):
    """One institution by its id or its slug (old slugs lead to it too); `count_view` counts it as seen by the public."""

    institution_id = fields.UUID(load_default=None, allow_none=True)
    slug = Line(most=200, load_default=None, allow_none=True)
    count_view = Flag(load_default=False)
    view = view_asked()
    allowed = ANYONE
    reads = True
    returns = InstitutionView


class RegisterInstitution(InstitutionRecord, Request):
    """Enter an institution; scored look-alikes are refused as `ConfirmationNeeded` unless `force_reason` says why not."""

    institution_id = fields.UUID(
        load_default=None, allow_none=True, metadata={"description": "chosen by the caller, for records kept elsewhere"}
    )
    status = Code(("planned", "active"), load_default="active")
    relations = several(fields.Nested(Relation), load_default=list)
    force_reason = Line(load_default=None, allow_none=True)
    returns = InstitutionView


class ReviseInstitution(InstitutionRecord, Request):
    """Replace an institution's record at the version read; its own accounts and officers may."""

    institution_id = fields.UUID(required=True)
    version = whole(1, 2**31 - 1, required=True)
    relations = several(fields.Nested(Relation), load_default=None, allow_none=True)
    allowed = (OFFICER, INSTITUTION)
    returns = InstitutionView


class ChangeInstitutionStatus(Request):
    """Move an institution along its life cycle, with a reason."""

    institution_id = fields.UUID(required=True)
    status = Code(("active", "unconfirmed", "inactive", "closed"), required=True)
    reason = Words(most=1000, blank=False, required=True)
    version = whole(1, 2**31 - 1, required=True)
    returns = InstitutionView


class MergeInstitutions(Request):
    """Let one institution stand for both; the old id leads to the new, accounts and opportunities move."""

    from_id = fields.UUID(required=True)
    into_id = fields.UUID(required=True)
    reason = Words(most=1000, blank=False, required=True)
    returns = InstitutionView


class ImportedRow(Schema):
    """One row of an import, numbered as in the file."""

    line = whole(1, 10_000_000, required=True)
    record = fields.Dict(required=True)


class ImportResult(Schema):
    """What became of one row: added, revised, unchanged or refused with its problems."""

    line = fields.Integer(required=True)
    outcome = Code(("added", "revised", "unchanged", "refused"), required=True)
    institution_id = fields.UUID(allow_none=True)
    problems = fields.List(fields.Dict(), load_default=list)


class ImportView(View):
    """The result of every row."""

    results = several(fields.Nested(ImportResult), most=500, required=True)


class ImportInstitutions(Request):
    """Up to 500 ROR v2 records (schema ror_schema_v2_1), each in its own savepoint; `dry_run` keeps nothing."""

    rows = several(fields.Nested(ImportedRow), least=1, most=500, required=True)
    dry_run = Flag(load_default=False)
    returns = ImportView


class InstitutionFacts(Event):
    """Every institution event carries the whole public card, so that the newest alone suffices."""

    institution_id = fields.UUID(required=True)
    slug = fields.String(required=True)
    names = LanguageMap(required=True)
    country = fields.String(required=True, allow_none=True)
    city = fields.String(allow_none=True)
    types = fields.List(fields.String(), required=True)
    topics = fields.List(fields.String(), required=True)
    status = fields.String(required=True)
    languages = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True)


class InstitutionRegistered(InstitutionFacts):
    """An institution stands in the directory."""

    about = "institution"


class InstitutionUpdated(InstitutionFacts):
    """An institution's record changed; `material` where its name, country or place did."""

    about = "institution"
    changed_fields = fields.List(fields.String(), required=True)
    material = Flag(required=True)


class InstitutionStatusChanged(InstitutionFacts):
    """An institution moved along its life cycle."""

    about = "institution"
    previous_status = fields.String(required=True)
    reason = fields.String(required=True)
    changed_fields = fields.List(fields.String(), metadata={"description": "what else changed with it, if anything"})


class InstitutionMerged(InstitutionFacts):
    """An institution now stands under another id, `into_id`."""

    about = "institution"
    into_id = fields.UUID(required=True)
    reason = fields.String(required=True)
