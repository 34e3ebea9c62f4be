"""Nominations of participants: from the focal point's word to the confirmed seat (S20, S24, S28, S30, S31)."""

from marshmallow import Schema, fields

from contracts.base import ANYONE, FOCAL_POINT, INSTITUTION, OFFICER, Event, PageRequest, Request, View, page_of
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
    Words,
    several,
    whole,
)
from contracts.refusals import Conflict, Duplicate, TooLate
from contracts.vocabularies import GENDERS

STATUSES = (
    "submitted", "offered", "reserve", "not_selected", "confirmed", "declined", "offer_expired", "withdrawn", "attended",
    "partially_attended", "absent", "closed_activity_cancelled",
)  # fmt: skip


class NominationTooLate(TooLate):
    """The offer's last moment to answer has passed, or nominations are closed."""


class AlreadyNominated(Duplicate):
    """This person is nominated for this activity already."""


class SelectionIncomplete(Conflict):
    """Every submitted nomination needs exactly one result, within the seats."""


class Nominee(Schema):
    """The person nominated."""

    name = Line(most=120, required=True)
    email = EmailAddress(required=True)
    language = LanguageCode(required=True)
    gender = Code(GENDERS, load_default="undisclosed")
    position = Line(most=200, required=True)
    organisation = Line(most=300, required=True)
    institution_id = fields.UUID(load_default=None, allow_none=True)


class NominationView(View):
    """A nomination as its nominator and officers see it."""

    nomination_id = fields.UUID(required=True)
    activity_id = fields.UUID(required=True)
    person_id = fields.UUID(required=True)
    nominee = fields.Nested(Nominee, required=True)
    country = fields.String(required=True)
    motivation = fields.String(required=True)
    priority = fields.Integer(required=True)
    status = Code(STATUSES, required=True)
    reserve_rank = fields.Integer(allow_none=True)
    offer_expires_at = Instant(allow_none=True)
    submitted_at = Instant(required=True)
    version = whole(1, 2**31 - 1, required=True)


class Nominate(Request):
    """Nominate a person for an announced activity before its deadline; a focal point only for their own country."""

    activity_id = fields.UUID(required=True)
    nominee = fields.Nested(Nominee, required=True)
    country = CountryCode(required=True)
    motivation = Words(most=4000, blank=False, required=True)
    priority = whole(1, 100, load_default=1)
    allowed = (FOCAL_POINT, INSTITUTION, OFFICER)
    returns = NominationView


class GetNomination(Request):
    """One nomination, for officers and whoever made it."""

    nomination_id = fields.UUID(required=True)
    allowed = (FOCAL_POINT, INSTITUTION, OFFICER)
    reads = True
    returns = NominationView


class ListNominations(PageRequest):
    """Nominations of an activity; a focal point sees those of the own country, an institution its own."""

    activity_id = fields.UUID(required=True)
    status = Code(STATUSES, load_default=None, allow_none=True)
    allowed = (FOCAL_POINT, INSTITUTION, OFFICER)
    returns = page_of(NominationView)


class SelectionView(View):
    """What a selection does, or did."""

    activity_id = fields.UUID(required=True)
    offered = fields.Integer(required=True)
    reserved = fields.Integer(required=True)
    not_selected = fields.Integer(required=True)
    offer_expires_at = Instant(required=True)
    published = Flag(required=True)


class PublishSelection(Request):
    """Give every submitted nomination its one result at once: offers within the seats, reserves in order, the rest not selected; `preview` changes nothing."""

    activity_id = fields.UUID(required=True)
    offered = several(fields.UUID(), most=5000, required=True)
    reserves = several(fields.UUID(), most=5000, load_default=list)
    offer_expires = LocalTime(
        load_default=None,
        allow_none=True,
        metadata={"description": "wall clock of the activity's zone; 14 days or the start at the latest"},
    )
    preview = Flag(load_default=False)
    allowed = (OFFICER,)
    returns = SelectionView


class OfferView(View):
    """What the person behind an offer link sees: the activity, the state, the last moment; nothing of others."""

    nomination_id = fields.UUID(required=True)
    activity_id = fields.UUID(required=True)
    title = LanguageMap(required=True)
    name = fields.String(required=True)
    language = fields.String(required=True)
    starts = LocalTime(allow_none=True)
    ends = LocalTime(allow_none=True)
    zone = fields.String(allow_none=True)
    status = Code(STATUSES, required=True)
    offer_expires_at = Instant(allow_none=True)
    join_link = fields.String(allow_none=True, metadata={"description": "only once confirmed"})


class OfferAnswer(Request):
    """An answer by the mailed link, or by officer or nominator without signature."""

    abstract = True
    nomination_id = fields.UUID(required=True)
    signature = Line(most=100, load_default=None, allow_none=True)
    allowed = ANYONE
    returns = OfferView


class GetOffer(OfferAnswer):
    """The offer behind a mailed link."""

    reads = True


class ConfirmNomination(OfferAnswer):
    """Turn an offered seat into a confirmed participant; needs the offer to be open. Again is fine."""


class DeclineNomination(OfferAnswer):
    """Give an offered seat back; the next reserve is promoted in the same transaction."""

    reason = Words(most=1000, load_default="")


class WithdrawNomination(OfferAnswer):
    """Give a confirmed seat back before the start; the next reserve is promoted in the same transaction."""

    reason = Words(most=1000, load_default="")


class NominationFacts(Event):
    """Every nomination event carries the whole card, without name or address."""

    nomination_id = fields.UUID(required=True)
    activity_id = fields.UUID(required=True)
    person_id = fields.UUID(required=True)
    country = fields.String(required=True)
    institution_id = fields.UUID(required=True, allow_none=True)
    status = fields.String(required=True)
    reserve_rank = fields.Integer(required=True, allow_none=True)
    offer_expires_at = Instant(required=True, allow_none=True)


class NominationSubmitted(NominationFacts):
    """A person is nominated."""

    about = "nomination"


class NominationSelected(NominationFacts):
    """A seat is offered."""

    about = "nomination"


class NominationReserved(NominationFacts):
    """A place on the reserve list, with rank."""

    about = "nomination"


class NominationNotSelected(NominationFacts):
    """No seat this time."""

    about = "nomination"


class NominationPromoted(NominationFacts):
    """A freed seat is offered to a reserve."""

    about = "nomination"
    from_rank = fields.Integer(required=True)
    cause_nomination_id = fields.UUID(required=True)


class NominationConfirmed(NominationFacts):
    """A participant holds a seat."""

    about = "nomination"


class NominationDeclined(NominationFacts):
    """An offer was declined; the seat is free."""

    about = "nomination"


class NominationOfferExpired(NominationFacts):
    """An offer ran out; the seat is free."""

    about = "nomination"


class NominationWithdrawn(NominationFacts):
    """A participant gave the seat back."""

    about = "nomination"
    reason = fields.String(required=True)


class NominationAttended(NominationFacts):
    """A participant came."""

    about = "nomination"
    days = fields.Integer(required=True)
    ratio = fields.Float(required=True)


class NominationAbsent(NominationFacts):
    """A participant did not come."""

    about = "nomination"


class NominationEnded(NominationFacts):
    """An open nomination ended because its activity was cancelled."""

    about = "nomination"


class WaitlistExhausted(Event):
    """Seats are free and no reserve is left."""

    about = "waitlist"
    waitlist_id = fields.UUID(required=True, metadata={"description": "the activity's id"})
    free_seats = fields.Integer(required=True)


class NomineeContactRecorded(Event):
    """How to reach a nominee, for the notifications service only."""

    about = "nominee"
    internal = True
    nominee_id = fields.UUID(required=True, metadata={"description": "the person's id"})
    person_id = fields.UUID(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    language = fields.String(required=True)
    country = fields.String(required=True)
