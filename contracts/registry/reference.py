"""Reference data that officers keep: fields of training (ISCED-F 2013), country groups, vocabularies (R2, R9)."""

from marshmallow import Schema, fields
from marshmallow.validate import Regexp

from contracts.base import ANYONE, OFFICER, Event, PageRequest, Request, View, page_of
from contracts.fields import Code, CountryCode, Flag, LanguageMap, Line, several, whole
from contracts.refusals import Conflict

LEVELS = ("broad", "narrow", "detailed")
VERSION = 2**31 - 1
_GROUP = Regexp(r"^[a-z][a-z0-9_]{1,39}\Z", error="not_a_group_code|Small letters, digits and _, 2 to 40 of them.")
_FIELD = Regexp(r"^[0-9]{2,4}\Z", error="not_a_field_code|Two to four digits.")


class InUse(Conflict):
    """Records use it; deprecate it and name what replaces it."""


class FieldOfTrainingView(View):
    """A field of ISCED-F 2013; `missing_languages` are those of the pages that nobody has translated it into."""

    code = fields.String(required=True)
    level = Code(LEVELS, required=True)
    names = LanguageMap(required=True)
    parent = fields.String(required=True, allow_none=True)
    deprecated = Flag(required=True)
    replaced_by = fields.String(required=True, allow_none=True)
    missing_languages = fields.List(fields.String(), required=True)
    version = whole(1, VERSION, required=True)


class ListFieldsOfTraining(PageRequest):
    """Fields of training in the order of their codes: all, those under one, of one level, or with these words."""

    parent = fields.String(load_default=None, allow_none=True, validate=_FIELD)
    level = Code(LEVELS, load_default=None, allow_none=True)
    words = Line(most=100, load_default=None, allow_none=True)
    missing = Line(
        most=10, load_default=None, allow_none=True, metadata={"description": "only those without this language"}
    )
    allowed = ANYONE
    returns = page_of(FieldOfTrainingView)


class GetFieldOfTraining(Request):
    """One field of training; an unknown code is refused with the nearest ones."""

    code = Line(most=20, required=True)
    allowed = ANYONE
    reads = True
    returns = FieldOfTrainingView


class TranslateField(Request):
    """Enter a field's names in other languages; the English one is the classification's own and stays."""

    code = Line(most=20, required=True)
    names = LanguageMap(most=200, required=True)
    version = whole(1, VERSION, required=True)
    allowed = (OFFICER,)
    returns = FieldOfTrainingView


class DeprecateField(Request):
    """Let a field not be chosen any more, and say which stands for it."""

    code = Line(most=20, required=True)
    replaced_by = Line(most=20, required=True)
    allowed = (OFFICER,)
    returns = FieldOfTrainingView


class GroupMember(Schema):
    """One spell of a country in the group; open where nothing is said."""

    country = CountryCode(required=True)
    since = fields.Date(load_default=None, allow_none=True)
    until = fields.Date(load_default=None, allow_none=True, metadata={"description": "the last day in it"})


class CountryGroupFacts(Schema):
    """A group of countries: its own members, and all of the groups it includes."""

    code = fields.String(required=True, validate=_GROUP)
    names = LanguageMap(most=120, required=True)
    members = several(fields.Nested(GroupMember), most=300, load_default=list)
    includes = several(fields.String(validate=_GROUP), most=20, load_default=list)


class CountryGroupView(CountryGroupFacts, View):
    """A group and the countries in it on a day, included groups' too."""

    countries = fields.List(fields.String(), required=True)
    on = fields.Date(required=True)
    version = whole(1, VERSION, required=True)


class RecordCountryGroup(CountryGroupFacts, Request):
    """Enter a group or bring it up to date (at `expected_version`, where given); empty and cyclic ones are refused."""

    expected_version = whole(1, VERSION, load_default=None, allow_none=True)
    allowed = (OFFICER,)
    returns = CountryGroupView


class GetCountryGroup(Request):
    """One group, expanded to its countries `on` a day, today without it."""

    code = fields.String(required=True, validate=_GROUP)
    on = fields.Date(load_default=None, allow_none=True)
    allowed = ANYONE
    reads = True
    returns = CountryGroupView


class ListCountryGroups(PageRequest):
    """The groups in the order of their codes, expanded `on` a day, today without it."""

    on = fields.Date(load_default=None, allow_none=True)
    allowed = ANYONE
    returns = page_of(CountryGroupView)


class CountryGroupRecorded(CountryGroupFacts, Event):
    """A country group is new or changed; `countries` are those in it today."""

    about = "country_group"
    country_group_id = fields.String(required=True, metadata={"description": "the group's code"})
    countries = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True)


class TermView(Schema):
    """One term of a vocabulary."""

    code = fields.String(required=True)
    names = LanguageMap(required=True)
    deprecated = Flag(required=True)
    replaced_by = fields.String(required=True, allow_none=True)
    missing_languages = fields.List(fields.String(), required=True)


class VocabularyView(View):
    """A vocabulary; every change of a term raises its version."""

    name = fields.String(required=True)
    terms = fields.List(fields.Nested(TermView), required=True)
    version = whole(1, VERSION, required=True)


class ListVocabularies(PageRequest):
    """The vocabularies with their terms, in the order of their names."""

    allowed = ANYONE
    returns = page_of(VocabularyView)


class GetVocabulary(Request):
    """One vocabulary with its terms."""

    name = Line(most=60, required=True)
    allowed = ANYONE
    reads = True
    returns = VocabularyView


class TranslateTerm(Request):
    """Enter a term's names in the languages of the pages."""

    name = Line(most=60, required=True)
    code = Line(most=60, required=True)
    names = LanguageMap(most=200, required=True)
    version = whole(1, VERSION, required=True)
    allowed = (OFFICER,)
    returns = VocabularyView


class DeprecateTerm(Request):
    """Let a term not be chosen any more, and say which stands for it."""

    name = Line(most=60, required=True)
    code = Line(most=60, required=True)
    replaced_by = Line(most=60, required=True)
    allowed = (OFFICER,)
    returns = VocabularyView


class RemoveTerm(Request):
    """Take a term out of its vocabulary; refuses `InUse` where records have it, with how many."""

    name = Line(most=60, required=True)
    code = Line(most=60, required=True)
    allowed = (OFFICER,)
    returns = VocabularyView
