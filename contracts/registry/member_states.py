"""The 57 member states as dated reference data (R1, R2)."""

from marshmallow import Schema, fields

from contracts.base import ANYONE, OFFICER, Event, PageRequest, Request, View, page_of
from contracts.fields import CountryCode, LanguageCode, LanguageMap, Line, ZoneName, several, whole


class Membership(Schema):
    """One spell of membership; open at the end while it lasts, and the next begins on the day of its end or later."""

    since = fields.Date(required=True)
    until = fields.Date(load_default=None, allow_none=True)
    state = Line(most=20, load_default="member")


class GroupMembership(Schema):
    """One spell in a country group such as `arab`, `central_asia` or `ldc`."""

    group = Line(most=40, required=True)
    since = fields.Date(load_default=None, allow_none=True)
    until = fields.Date(load_default=None, allow_none=True)


class Weekend(Schema):
    """The weekend days (ISO 8601, Monday is 1) from a date on."""

    days = several(whole(1, 7), most=3, least=1, required=True)
    since = fields.Date(load_default=None, allow_none=True)


class Holiday(Schema):
    """A day on which the country does not work, as it was or will be observed, under its own name for it."""

    day = fields.Date(required=True)
    name = Line(most=120, required=True)


class FormerNames(Schema):
    """The names it went by until the day before `until`; records of that time keep them."""

    names = LanguageMap(most=120, required=True)
    until = fields.Date(required=True)


class MemberStateFacts(Schema):
    """What is known of a member state."""

    code = CountryCode(required=True)
    names = LanguageMap(most=120, required=True)
    former_names = several(fields.Nested(FormerNames), most=20, load_default=list)
    language = LanguageCode(required=True)
    time_zones = several(ZoneName(), least=1, most=20, required=True)
    memberships = several(fields.Nested(Membership), load_default=list)
    groups = several(fields.Nested(GroupMembership), load_default=list)
    weekends = several(fields.Nested(Weekend), least=1, required=True)
    holidays = several(fields.Nested(Holiday), most=1000, load_default=list)


class MemberStateView(MemberStateFacts, View):
    """A member state as the directory shows it."""

    version = whole(1, 2**31 - 1, required=True)


class RecordMemberState(MemberStateFacts, Request):
    """Enter a member state or bring its record up to date (at `version`, where given); the same facts again change nothing."""

    holidays = several(
        fields.Nested(Holiday), most=1000, load_default=None, allow_none=True,
        metadata={"description": "those known stay where this is absent or null"},
    )  # fmt: skip
    version = whole(1, 2**31 - 1, load_default=None, allow_none=True)
    allowed = (OFFICER,)
    returns = MemberStateView


class GetMemberState(Request):
    """One member state by its code, under the names it has or had `on` a day."""

    code = CountryCode(required=True)
    on = fields.Date(load_default=None, allow_none=True)
    allowed = ANYONE
    reads = True
    returns = MemberStateView


class ListMemberStates(PageRequest):
    """The member states in the order of their codes: all, those of a group, or those whose name in any language has the words."""

    group = Line(most=40, load_default=None, allow_none=True)
    words = Line(most=100, load_default=None, allow_none=True)
    on = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "names and group as of then; today without it"}
    )
    allowed = ANYONE
    returns = page_of(MemberStateView)


class MemberStateRecorded(MemberStateFacts, Event):
    """A member state's record is new or changed."""

    about = "member_state"
    member_state_id = fields.String(required=True, metadata={"description": "the country code"})
    # Events from before them do not say these: absent, not empty.
    former_names = several(fields.Nested(FormerNames), most=20)
    holidays = several(fields.Nested(Holiday), most=1000)
