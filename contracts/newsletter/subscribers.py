"""Subscribers and the seven audiences (L15–L18, L20)."""

from marshmallow import Schema, fields

from contracts.base import ANYONE, Event, PageRequest, Request, View, page_of
from contracts.fields import Code, CountryCode, EmailAddress, Flag, Instant, LanguageCode, Line, several
from contracts.vocabularies import AUDIENCES

STATUSES = ("requested", "confirmed", "paused", "unsubscribed", "suppressed")


class SubscriberRecord(Schema):
    """Who reads, in which language, as which audience."""

    email = EmailAddress(required=True)
    name = Line(most=120, load_default=None, allow_none=True)
    language = LanguageCode(load_default="en")
    audience = Code(AUDIENCES, load_default="other")
    country = CountryCode(load_default=None, allow_none=True)
    publication = Line(most=40, load_default="e-newsletter")


class SubscriberView(SubscriberRecord, View):
    """A subscriber as officers see it."""

    subscriber_id = fields.UUID(required=True)
    status = Code(STATUSES, required=True)
    lawful_basis = fields.String(allow_none=True)
    subscribed_at = Instant(required=True)


class SubscriptionView(View):
    """What the person behind a link sees of the own subscription."""

    subscriber_id = fields.UUID(required=True)
    publication = fields.String(required=True)
    language = fields.String(required=True)
    status = Code(STATUSES, required=True)


class SubscriptionReceipt(View):
    """The same answer for every address, known or not."""

    status = fields.String(required=True)


class Subscribe(SubscriberRecord, Request):
    """Ask for a publication; nothing but a confirmation mail comes before the address is confirmed."""

    allowed = ANYONE
    returns = SubscriptionReceipt


class SubscriptionLink(Request):
    """A step by a mailed link."""

    abstract = True
    subscriber_id = fields.UUID(required=True)
    signature = Line(most=100, required=True)
    allowed = ANYONE
    returns = SubscriptionView


class GetSubscription(SubscriptionLink):
    """The subscription behind a confirmation or unsubscribe link; looking changes nothing."""

    reads = True


class ConfirmSubscription(SubscriptionLink):
    """Confirm the address; again is fine."""


class Unsubscribe(SubscriptionLink):
    """End the subscription at once, also for mails not yet sent; again is fine (RFC 8058)."""


class ChangeSubscription(SubscriptionLink):
    """Change language or pause and resume."""

    language = LanguageCode(load_default=None, allow_none=True)
    paused = Flag(load_default=None, allow_none=True)


class SubscriberRow(SubscriberRecord):
    """A subscriber to import with its lawful basis."""

    lawful_basis = Line(most=200, required=True)


class ImportedSubscriber(Schema):
    """What became of a row: added, known, or refused because suppressed or unsubscribed."""

    email = fields.String(required=True)
    outcome = Code(("added", "known", "suppressed"), required=True)
    subscriber_id = fields.UUID(allow_none=True)


class ImportedSubscribers(View):
    """The result of every row."""

    results = fields.List(fields.Nested(ImportedSubscriber), required=True)


class ImportSubscribers(Request):
    """Enter up to 500 confirmed subscribers; one who left or is suppressed is never brought back."""

    rows = several(fields.Nested(SubscriberRow), least=1, most=500, required=True)
    returns = ImportedSubscribers


class ListSubscribers(PageRequest):
    """Subscribers by address."""

    audience = Code(AUDIENCES, load_default=None, allow_none=True)
    status = Code(STATUSES, load_default=None, allow_none=True)
    returns = page_of(SubscriberView)


class AudienceCount(Schema):
    """Confirmed subscribers of one audience in each language."""

    audience = fields.String(required=True)
    languages = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    total = fields.Integer(required=True)


class AudiencesView(View):
    """The seven audiences in numbers."""

    items = fields.List(fields.Nested(AudienceCount), required=True)


class CountAudiences(Request):
    """How many confirmed subscribers each audience has."""

    publication = Line(most=40, load_default="e-newsletter")
    reads = True
    returns = AudiencesView


class SubscriberFacts(Event):
    """A subscriber without name or address."""

    subscriber_id = fields.UUID(required=True)
    publication = fields.String(required=True)
    audience = fields.String(required=True)
    language = fields.String(required=True)
    country = fields.String(required=True, allow_none=True)


class SubscriberConfirmed(SubscriberFacts):
    """A subscriber's address is confirmed."""

    about = "subscriber"


class SubscriberUpdated(SubscriberFacts):
    """A subscriber changed language or paused."""

    about = "subscriber"


class SubscriberUnsubscribed(SubscriberFacts):
    """A subscriber left."""

    about = "subscriber"


class SubscriptionRequested(Event):
    """A confirmation is to be mailed."""

    about = "subscription"
    internal = True
    subscription_id = fields.UUID(required=True, metadata={"description": "the subscriber's id"})
    subscriber_id = fields.UUID(required=True)
    name = fields.String(allow_none=True)
    email = fields.String(required=True)
    language = fields.String(required=True)
    publication = fields.String(required=True)
    expires_at = Instant(required=True)
