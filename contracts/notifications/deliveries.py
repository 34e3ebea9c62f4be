"""One message to one person: asked for, rendered, sent, and its timeline (N1, N3, N5, N24)."""

from marshmallow import Schema, fields

from contracts.base import OFFICER, Event, PageRequest, Request, View, page_of
from contracts.fields import Code, Instant, LanguageCode, Line

STATUSES = (
    "queued",
    "ready",
    "sending",
    "sent",
    "retry_wait",
    "failed",
    "unknown",
    "suppressed",
    "expired",
    "withdrawn",
    "render_failed",
)


class TimelineEntry(Schema):
    """One step of a delivery and why."""

    at = Instant(required=True)
    status = fields.String(required=True)
    reason = fields.String(allow_none=True)


class DeliveryView(View):
    """A delivery with its whole timeline; the address is masked."""

    delivery_id = fields.UUID(required=True)
    event_id = fields.UUID(required=True, metadata={"description": "the event that prompted it"})
    template = fields.String(required=True)
    template_version = fields.String(required=True, allow_none=True)
    channel = fields.String(required=True)
    recipient_id = fields.UUID(required=True)
    address_masked = fields.String(required=True, allow_none=True)
    language = fields.String(required=True, allow_none=True)
    language_from = fields.String(allow_none=True, metadata={"description": "person, institution, country or default"})
    subject_id = fields.UUID(allow_none=True, metadata={"description": "the activity, issue … it is about"})
    status = Code(STATUSES, required=True)
    message_id = fields.String(allow_none=True)
    attempts = fields.Integer(required=True)
    timeline = fields.List(fields.Nested(TimelineEntry), required=True)


class ListDeliveries(PageRequest):
    """Deliveries, newest first, by recipient, subject, template or status."""

    recipient_id = fields.UUID(load_default=None, allow_none=True)
    subject_id = fields.UUID(load_default=None, allow_none=True)
    event_id = fields.UUID(load_default=None, allow_none=True)
    template = Line(most=80, load_default=None, allow_none=True)
    status = Code(STATUSES, load_default=None, allow_none=True)
    allowed = (OFFICER,)
    returns = page_of(DeliveryView)


class GetDelivery(Request):
    """One delivery with its timeline."""

    delivery_id = fields.UUID(required=True)
    allowed = (OFFICER,)
    reads = True
    returns = DeliveryView


class TemplatePreview(View):
    """A template rendered with its sample event."""

    template = fields.String(required=True)
    version = fields.String(required=True)
    language = fields.String(required=True)
    subject = fields.String(required=True)
    text = fields.String(required=True)
    html = fields.String(required=True)


class PreviewTemplate(Request):
    """A template as a reader of the language would get it, filled from the sample event (N10)."""

    template = Line(most=80, required=True)
    language = LanguageCode(load_default="en")
    allowed = (OFFICER,)
    reads = True
    returns = TemplatePreview


class DeliveryFacts(Event):
    """A delivery without any address."""

    delivery_id = fields.UUID(required=True)
    request_id = fields.UUID(
        required=True, allow_none=True, metadata={"description": "the notification asked for, where one was"}
    )
    template = fields.String(required=True)
    channel = fields.String(required=True)
    recipient_id = fields.UUID(required=True)
    subject_id = fields.UUID(required=True, allow_none=True)
    language = fields.String(required=True, allow_none=True)


class DeliverySent(DeliveryFacts):
    """The mail server took it."""

    about = "delivery"
    sent_at = Instant(required=True)


class DeliveryFailed(DeliveryFacts):
    """It could not be sent for good."""

    about = "delivery"
    reason = fields.String(required=True)


class DeliverySuppressed(DeliveryFacts):
    """It was not sent because the recipient does not want it or must not get it."""

    about = "delivery"
    reason = fields.String(required=True)


class DeliveryExpired(DeliveryFacts):
    """Its use-by time passed before it could be sent."""

    about = "delivery"


class ContactPointInvalidated(Event):
    """An address does not work any more."""

    about = "contact_point"
    contact_point_id = fields.UUID(required=True, metadata={"description": "the recipient's id"})
    channel = fields.String(required=True)
    reason = fields.String(required=True)
