"""Projects that activities belong to: parties, donor, period, amount, deliverables (R35)."""

from marshmallow import Schema, ValidationError, fields, validates_schema

from contracts.base import ANYONE, OFFICER, Event, PageRequest, Request, View, page_of
from contracts.fields import Amount, Code, LanguageMap, Line, several, whole

PARTY_ROLES = ("implementer", "donor", "beneficiary", "partner")


class Party(Schema):
    """An institution's role in a project."""

    institution_id = fields.UUID(required=True)
    role = Code(PARTY_ROLES, required=True)


class Deliverable(Schema):
    """Something the project is to bring about."""

    title = LanguageMap(most=300, required=True)
    status = Code(("planned", "in_progress", "delivered"), load_default="planned")


class ProjectRecord(Schema):
    """A project; dates may be known to the year or month only (`2020`, `2020-11`, `2020-11-05`)."""

    title = LanguageMap(most=300, required=True)
    summary = LanguageMap(most=4000, blank=True, load_default=dict)
    parties = several(fields.Nested(Party), least=1, required=True)
    starts = Line(most=10, required=True)
    ends = Line(most=10, load_default=None, allow_none=True)
    signed_on = fields.Date(load_default=None, allow_none=True)
    amount = Amount(load_default=None, allow_none=True)
    currency = Line(most=3, load_default=None, allow_none=True)
    deliverables = several(fields.Nested(Deliverable), load_default=list)

    @validates_schema(skip_on_field_errors=False)
    def hang_together(self, data, **_):
        """Partial dates in order, an amount not below zero and with its currency."""
        import re

        wrong = {}
        for name in ("starts", "ends"):
            if data.get(name) and not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", data[name]):
                wrong[name] = ["not_a_partial_date|A year, a month or a day: 2020, 2020-11 or 2020-11-05."]
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends and not wrong and ends < starts[: len(ends)]:
            wrong["ends"] = ["ends_before_start|Not before the start."]
        amount = data.get("amount")
        if amount is not None and amount < 0:
            wrong["amount"] = ["out_of_range|Not below zero."]
        if amount is not None and not data.get("currency"):
            wrong["currency"] = ["required|An amount needs its currency (ISO 4217)."]
        if wrong:
            raise ValidationError(wrong)


class ProjectView(ProjectRecord, View):
    """A project."""

    project_id = fields.UUID(required=True)
    version = whole(1, 2**31 - 1, required=True)


class RegisterProject(ProjectRecord, Request):
    """Enter a project; the same id again brings it up to date."""

    project_id = fields.UUID(load_default=None, allow_none=True)
    allowed = (OFFICER,)
    returns = ProjectView


class GetProject(Request):
    """One project."""

    project_id = fields.UUID(required=True)
    allowed = ANYONE
    reads = True
    returns = ProjectView


class ListProjects(PageRequest):
    """Projects by their start, newest first."""

    allowed = ANYONE
    returns = page_of(ProjectView)


class ProjectRegistered(Event):
    """A project is known or its record changed."""

    about = "project"
    project_id = fields.UUID(required=True)
    title = LanguageMap(required=True)
    parties = fields.List(fields.Dict(), required=True)
    starts = fields.String(required=True)
    ends = fields.String(allow_none=True)
    amount = fields.String(allow_none=True)
    currency = fields.String(allow_none=True)
