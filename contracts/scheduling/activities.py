"""Activities: workshops, courses, seminars, webinars, study visits, missions, meetings (S1–S6, S39, S40)."""

from marshmallow import Schema, ValidationError, fields, validates_schema

from contracts.base import ANYONE, PageRequest, Request, View, page_of
from contracts.fields import (
    Code,
    CountryCode,
    EmailAddress,
    Flag,
    Instant,
    LanguageCode,
    LanguageMap,
    Line,
    LocalTime,
    WebAddress,
    Words,
    ZoneName,
    several,
    whole,
)  # fmt: skip
from contracts.vocabularies import ACTIVITY_KINDS, FIELDS, MODALITIES, ORGANISER_ROLES, PROGRAMMES, STAKEHOLDERS

STATUSES = (
    "draft", "proposed", "approved", "announced", "nominations_closed", "participants_selected", "in_progress", "completed",
    "reported", "archived", "postponed", "cancelled",
)  # fmt: skip
PUBLIC_STATUSES = (
    "announced", "nominations_closed", "participants_selected", "in_progress", "completed", "reported", "archived", "postponed", "cancelled",
)  # fmt: skip


class Organiser(Schema):
    """An institution's role; an institution has a role once."""

    institution_id = fields.UUID(required=True)
    role = Code(ORGANISER_ROLES, required=True)


class ActivityContact(Schema):
    """The responsible person; the address is public only with consent."""

    name = Line(most=120, required=True)
    email = EmailAddress(required=True)
    public = Flag(load_default=False)


class Venue(Schema):
    """Where people meet."""

    name = LanguageMap(most=200, blank=True, load_default=dict)
    address = Line(most=300, load_default=None, allow_none=True)
    city = LanguageMap(most=120, required=True)
    country = CountryCode(required=True)


class ActivityRecord(Schema):
    """What is planned; whole days and times are of the zone. `starts`/`ends` may be missing, or `period` a year or month, in drafts and history."""

    kind = Code(ACTIVITY_KINDS, required=True)
    title = LanguageMap(most=300, required=True)
    description = LanguageMap(most=6000, blank=True, load_default=dict)
    programme = Code(PROGRAMMES, load_default="OTHER")
    project_id = fields.UUID(load_default=None, allow_none=True)
    starts = LocalTime(load_default=None, allow_none=True)
    ends = LocalTime(load_default=None, allow_none=True)
    period = Line(
        most=10,
        load_default=None,
        allow_none=True,
        metadata={"description": "2013-12 or 2013, where only that is known"},
    )
    zone = ZoneName(load_default=None, allow_none=True)
    modality = Code(MODALITIES, load_default="onsite")
    venue = fields.Nested(Venue, load_default=None, allow_none=True)
    join_link = WebAddress(
        load_default=None, allow_none=True, metadata={"description": "shown to confirmed participants only"}
    )
    seats = whole(0, 5000, load_default=0)
    nomination_deadline = LocalTime(load_default=None, allow_none=True)
    organisers = several(fields.Nested(Organiser), most=30, load_default=list)
    contact = fields.Nested(ActivityContact, load_default=None, allow_none=True)
    objectives = several(LanguageMap(most=1000), most=30, load_default=list)
    target_group = LanguageMap(most=1000, blank=True, load_default=dict)
    stakeholders = several(Code(STAKEHOLDERS), load_default=list)
    topics = several(Code(FIELDS), load_default=list)
    sdgs = several(whole(1, 17), load_default=list)
    languages = several(LanguageCode(), most=10, load_default=list)
    interpretation = several(LanguageCode(), most=10, load_default=list)
    eligible_countries = several(CountryCode(), load_default=list, metadata={"description": "empty: all member states"})
    historic = Flag(
        load_default=False, metadata={"description": "a past activity entered as history; may not take nominations"}
    )

    @validates_schema(skip_on_field_errors=False)
    def hang_together(self, data, **_):
        """Dates in order and within 1981…2100, at most 60 days; deadline before the start; no institution twice in a role."""
        wrong = {}
        starts, ends, deadline = data.get("starts"), data.get("ends"), data.get("nomination_deadline")
        if starts and ends:
            if ends <= starts:
                wrong["ends"] = ["ends_before_start|After the start."]
            elif (ends - starts).days > 60:
                wrong["ends"] = ["too_long|At most 60 days."]
        if starts and not 1981 <= starts.year <= 2100:
            wrong["starts"] = ["out_of_range|From 1981 on."]
        if starts and not data.get("zone"):
            wrong["zone"] = ["required|A time needs its zone."]
        if starts and deadline and deadline >= starts:
            wrong["nomination_deadline"] = ["deadline_after_start|Before the start."]
        roles = [
            (o["institution_id"], o["role"])
            for o in data.get("organisers") or []
            if isinstance(o, dict) and len(o) == 2
        ]
        if len(set(map(str, roles))) < len(roles):
            wrong["organisers"] = ["repeated|The same institution twice in one role."]
        if set(data.get("interpretation") or []) & set(data.get("languages") or []):
            wrong["interpretation"] = ["repeated|A working language needs no interpretation."]
        if wrong:
            raise ValidationError(wrong)


class NamedOrganiser(Organiser):
    """An organiser with its names as known here."""

    names = LanguageMap(blank=True, load_default=dict)


class ActivityView(ActivityRecord, View):
    """An activity; join link and a contact that is not public only for those who may see them."""

    activity_id = fields.UUID(required=True)
    slug = fields.String(required=True)
    status = Code(STATUSES, required=True)
    organisers = several(fields.Nested(NamedOrganiser), load_default=list)
    starts_at = Instant(allow_none=True)
    ends_at = Instant(allow_none=True)
    ical_sequence = fields.Integer(required=True)
    seats_taken = fields.Integer(allow_none=True)
    cancel_reason = fields.String(allow_none=True)
    version = whole(1, 2**31 - 1, required=True)


class DraftActivity(ActivityRecord, Request):
    """Begin an activity; the same chosen id again with the same facts changes nothing."""

    activity_id = fields.UUID(load_default=None, allow_none=True)
    returns = ActivityView


class ReviseActivity(ActivityRecord, Request):
    """Replace the record at the version read, before it is announced."""

    activity_id = fields.UUID(required=True)
    version = whole(1, 2**31 - 1, required=True)
    returns = ActivityView


class ActivityStep(Request):
    """A step of one activity."""

    abstract = True
    activity_id = fields.UUID(required=True)
    returns = ActivityView


class ProposeActivity(ActivityStep):
    """Hand a draft with objective, organiser and dates over for approval."""


class ReturnActivity(ActivityStep):
    """Give a proposal back with a reason; not by its proposer."""

    reason = Words(most=1000, blank=False, required=True)


class ApproveActivity(ActivityStep):
    """Approve a proposal with full dates, zone, organiser and responsible contact."""


class AnnounceActivity(ActivityStep):
    """Make it public; refuses `NotReady` with all that is missing. Kinds that take nominations open them."""


class CloseNominations(ActivityStep):
    """End the taking of nominations."""

    reason = Words(most=1000, load_default="")


class RescheduleActivity(ActivityStep):
    """Move it to new dates: one event, and everybody's calendar is brought up to date; deadlines move along."""

    starts = LocalTime(required=True)
    ends = LocalTime(required=True)
    reason = Words(most=1000, load_default="")
    version = whole(1, 2**31 - 1, required=True)


class CancelActivity(ActivityStep):
    """Call it off with a reason; everybody concerned is told once."""

    reason = Words(most=1000, blank=False, required=True)


class StartActivity(ActivityStep):
    """Open it by hand; a timer does at its start, too."""


class CompleteActivity(ActivityStep):
    """End it: attendance recorded (or waived with the approximate headcount) and its end reached, or `early_reason` given."""

    headcount = whole(0, 100_000, load_default=None, allow_none=True)
    exact = Flag(load_default=True)
    early_reason = Words(most=1000, load_default="")


class GetActivity(Request):
    """One activity by id or slug; drafts only for officers."""

    activity_id = fields.UUID(load_default=None, allow_none=True)
    slug = Line(most=200, load_default=None, allow_none=True)
    allowed = ANYONE
    reads = True
    returns = ActivityView


class ListActivities(PageRequest):
    """The calendar: announced and later ones by start (`order` asc or desc), all for officers."""

    words = Line(most=200, load_default=None, allow_none=True)
    kind = Code(ACTIVITY_KINDS, load_default=None, allow_none=True)
    programme = Code(PROGRAMMES, load_default=None, allow_none=True)
    topic = Code(FIELDS, load_default=None, allow_none=True)
    country = CountryCode(load_default=None, allow_none=True)
    status = Code(STATUSES, load_default=None, allow_none=True)
    since = fields.Date(load_default=None, allow_none=True)
    until = fields.Date(load_default=None, allow_none=True)
    order = Code(("asc", "desc"), load_default="asc")
    allowed = ANYONE
    returns = page_of(ActivityView)


class CalendarView(View):
    """An iCalendar document (RFC 5545)."""

    ical = fields.String(required=True)


class GetActivityCalendar(Request):
    """The public iCalendar feed of one activity, or of all announced ones (S48)."""

    activity_id = fields.UUID(load_default=None, allow_none=True)
    language = LanguageCode(load_default="en")
    allowed = ANYONE
    reads = True
    returns = CalendarView
