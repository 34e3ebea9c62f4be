"""Attendance and what came of an activity (S33, S40, S41)."""

from marshmallow import Schema, fields

from contracts.base import ANYONE, OFFICER, Event, Request, View
from contracts.fields import Code, Flag, LanguageMap, Words, several, whole
from contracts.vocabularies import OUTCOME_KINDS


class AttendanceRecord(Schema):
    """The days on which a participant was there; an empty list means absent."""

    nomination_id = fields.UUID(required=True)
    days = several(fields.Date(), most=61, required=True)


class AttendanceView(View):
    """Who came, in numbers."""

    activity_id = fields.UUID(required=True)
    attended = fields.Integer(required=True)
    partially_attended = fields.Integer(required=True)
    absent = fields.Integer(required=True)
    unrecorded = fields.Integer(required=True)


class RecordAttendance(Request):
    """Note who came on which days of the activity, once it has started; a correction replaces the earlier note."""

    activity_id = fields.UUID(required=True)
    records = several(fields.Nested(AttendanceRecord), most=5000, least=1, required=True)
    allowed = (OFFICER,)
    returns = AttendanceView


class Outcome(Schema):
    """One result: a recommendation, priority area, finding or commitment; `objective` counts from 1."""

    kind = Code(OUTCOME_KINDS, required=True)
    text = LanguageMap(most=2000, required=True)
    objective = whole(1, 30, load_default=None, allow_none=True)


class OutcomeShown(Outcome):
    """An outcome with its id."""

    outcome_id = fields.UUID(required=True)


class OutcomesView(View):
    """The outcomes of an activity in their order."""

    activity_id = fields.UUID(required=True)
    outcomes = several(fields.Nested(OutcomeShown), required=True)
    headcount = fields.Integer(allow_none=True)
    exact = Flag(allow_none=True)
    by_country = fields.Dict(keys=fields.String(), values=fields.Integer())
    none_reason = fields.String(allow_none=True)


class FileOutcomes(Request):
    """File the report of a completed activity: at least one outcome, or why there is none."""

    activity_id = fields.UUID(required=True)
    outcomes = several(fields.Nested(Outcome), most=100, required=True)
    none_reason = Words(most=1000, load_default="")
    allowed = (OFFICER,)
    returns = OutcomesView


class GetOutcomes(Request):
    """What came of an activity that the caller may see."""

    activity_id = fields.UUID(required=True)
    allowed = ANYONE
    reads = True
    returns = OutcomesView


class OutcomeRecorded(Event):
    """One outcome of an activity."""

    about = "outcome"
    outcome_id = fields.UUID(required=True)
    activity_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    text = LanguageMap(required=True)
