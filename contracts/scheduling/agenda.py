"""The agenda of an activity: sessions over several days, and who speaks in which order (S10–S12)."""

from marshmallow import Schema, ValidationError, fields, validates_schema

from contracts.base import ANYONE, OFFICER, Event, Request, View
from contracts.fields import Code, LanguageMap, Line, LocalTime, WebAddress, several, whole
from contracts.vocabularies import SESSION_TYPES, SPEAKER_ROLES


class Speaker(Schema):
    """A speaker with honorific, position and organisation as of then; listed in speaking order."""

    name = Line(most=120, required=True)
    honorific = Line(most=60, load_default=None, allow_none=True)
    position = LanguageMap(most=300, blank=True, load_default=dict)
    organisation = LanguageMap(most=300, blank=True, load_default=dict)
    role = Code(SPEAKER_ROLES, load_default="presentation")
    person_id = fields.UUID(load_default=None, allow_none=True)


class Session(Schema):
    """One item of the agenda, in wall-clock time of the activity's zone."""

    kind = Code(SESSION_TYPES, required=True)
    title = LanguageMap(most=300, required=True)
    summary = LanguageMap(most=2000, blank=True, load_default=dict)
    starts = LocalTime(required=True)
    ends = LocalTime(required=True)
    room = Line(most=120, load_default=None, allow_none=True)
    speakers = several(fields.Nested(Speaker), most=40, load_default=list)
    materials = several(WebAddress(), most=20, load_default=list)

    @validates_schema(skip_on_field_errors=False)
    def takes_time(self, data, **_):
        """A session ends after it starts."""
        if data.get("starts") and data.get("ends") and data["ends"] <= data["starts"]:
            raise ValidationError({"ends": ["ends_before_start|After the start."]})


class SessionShown(Session):
    """A session with its id."""

    session_id = fields.UUID(required=True)


class AgendaView(View):
    """The sessions in order of time; internal blockers only for officers."""

    activity_id = fields.UUID(required=True)
    zone = fields.String(allow_none=True)
    sessions = several(fields.Nested(SessionShown), required=True)
    version = whole(0, 2**31 - 1, required=True)


class SetAgenda(Request):
    """Replace the agenda at the version read (0 at first): inside the activity's dates, no overlap in one room, known persons."""

    activity_id = fields.UUID(required=True)
    sessions = several(fields.Nested(Session), most=300, required=True)
    version = whole(0, 2**31 - 1, required=True)
    allowed = (OFFICER,)
    returns = AgendaView


class GetAgenda(Request):
    """The agenda of an activity that the caller may see."""

    activity_id = fields.UUID(required=True)
    allowed = ANYONE
    reads = True
    returns = AgendaView


class AgendaReleased(Event):
    """An activity's agenda is new or changed; internal blockers are left out."""

    about = "agenda"
    agenda_id = fields.UUID(required=True, metadata={"description": "the activity's id"})
    version = fields.Integer(required=True)
    sessions = fields.List(fields.Nested(SessionShown), required=True)
