"""Titled parts that courses are made of; each run has its own, and any can be taken into another (R41)."""

from marshmallow import Schema, fields

from contracts.base import INSTITUTION, OFFICER, PageRequest, View, page_of
from contracts.fields import LanguageMap, whole


class Module(Schema):
    """One part of a course."""

    title = LanguageMap(most=300, required=True)
    hours = whole(1, 2000, load_default=None, allow_none=True)


class ModuleView(Module, View):
    """A part as the runs of an institution have it."""

    uses = fields.Integer(required=True, metadata={"description": "how many runs have it"})
    last_start = fields.Date(required=True, metadata={"description": "of the latest run that has it"})


class ListModules(PageRequest):
    """The different parts of an institution's courses, those of the latest runs first, to be taken into a new run."""

    institution_id = fields.UUID(load_default=None, allow_none=True, metadata={"description": "one's own without it"})
    noun = "opportunities"
    allowed = (INSTITUTION, OFFICER)
    returns = page_of(ModuleView)
