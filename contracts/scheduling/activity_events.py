"""What happens to activities; every event carries the whole public card."""

from marshmallow import fields

from contracts.base import Event
from contracts.fields import Flag, Instant, LanguageMap, LocalTime
from contracts.scheduling.activities import NamedOrganiser, Venue


class ActivityFacts(Event):
    """Every activity event carries the whole public card."""

    activity_id = fields.UUID(required=True)
    slug = fields.String(required=True)
    kind = fields.String(required=True)
    title = LanguageMap(required=True)
    programme = fields.String(required=True)
    status = fields.String(required=True)
    starts = LocalTime(required=True, allow_none=True)
    ends = LocalTime(required=True, allow_none=True)
    period = fields.String(allow_none=True)
    zone = fields.String(required=True, allow_none=True)
    starts_at = Instant(required=True, allow_none=True)
    ends_at = Instant(required=True, allow_none=True)
    modality = fields.String(required=True)
    venue = fields.Nested(Venue, allow_none=True)
    organisers = fields.List(fields.Nested(NamedOrganiser), required=True)
    topics = fields.List(fields.String(), required=True)
    sdgs = fields.List(fields.Integer(), required=True)
    languages = fields.List(fields.String(), required=True)
    seats = fields.Integer(required=True)
    nomination_deadline = LocalTime(allow_none=True)
    ical_sequence = fields.Integer(required=True)
    historic = Flag(required=True)
    version = fields.Integer(required=True)


class ActivityProposed(ActivityFacts):
    """Planned and waiting for approval."""

    about = "activity"


class ActivityApproved(ActivityFacts):
    """Approved, not yet public."""

    about = "activity"


class ActivityAnnounced(ActivityFacts):
    """Public now."""

    about = "activity"


class ActivityUpdated(ActivityFacts):
    """Changed in wording only."""

    about = "activity"
    changed_fields = fields.List(fields.String(), required=True)


class ActivityRescheduled(ActivityFacts):
    """Moved to other dates."""

    about = "activity"
    previous_starts = LocalTime(required=True)
    previous_ends = LocalTime(required=True)
    reason = fields.String(required=True)


class ActivityCancelled(ActivityFacts):
    """Called off."""

    about = "activity"
    reason = fields.String(required=True)
    affected_count = fields.Integer(required=True)


class ActivityStarted(ActivityFacts):
    """Under way."""

    about = "activity"


class ActivityCompleted(ActivityFacts):
    """Over, with how many came."""

    about = "activity"
    headcount = fields.Integer(required=True, allow_none=True)
    exact = Flag(required=True)
    by_country = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    by_gender = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class ActivityReported(ActivityFacts):
    """Its outcomes are filed."""

    about = "activity"
    outcomes = fields.List(fields.Dict(), required=True)
    headcount = fields.Integer(required=True, allow_none=True)


class NominationsOpened(Event):
    """Nominations are taken until the deadline."""

    about = "nominations"
    nominations_id = fields.UUID(required=True, metadata={"description": "the activity's id"})
    deadline = Instant(required=True, allow_none=True)
    title = LanguageMap(required=True)


class NominationsClosed(Event):
    """No more nominations are taken."""

    about = "nominations"
    nominations_id = fields.UUID(required=True, metadata={"description": "the activity's id"})
    by_country = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
