"""A delivery's states, what it is about, and its identity."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from services.notifications.rules.domain import Rule

EMAIL = "email"
OPEN = ("queued", "ready", "sending", "retry_wait")
WAITING = ("queued", "ready", "retry_wait")

MOVES = {
    "queued": {"ready", "suppressed", "withdrawn", "expired", "render_failed"},
    "retry_wait": {"ready", "suppressed", "withdrawn", "expired", "render_failed", "failed"},
    "ready": {"ready", "queued", "retry_wait", "sending", "suppressed", "withdrawn", "expired", "render_failed", "failed"},
    "sending": {"sent", "retry_wait", "failed", "unknown", "ready"},
    "unknown": {"ready", "failed"},
}
FINAL = ("sent", "failed", "suppressed", "expired", "withdrawn", "render_failed")


@dataclass(frozen=True)
class Asked:
    """One message to one person, as asked for by an event."""

    delivery_id: UUID
    event_id: UUID
    recipient_id: UUID
    template: str
    subject_id: UUID | None
    request_id: UUID | None
    lane: str
    needs: str
    facts: dict[str, Any]
    use_by: datetime | None
    correlation_id: str


def asked(rule: Rule, recipient_id: UUID, facts: dict[str, Any], event_id: UUID, correlation_id: str) -> Asked:
    """The delivery a rule prompts; its id follows from its key, so that the same is always the same."""
    subject_id = facts[rule.subject] if rule.subject else None
    return Asked(
        delivery_id=uuid5(NAMESPACE_URL, f"{event_id}/{recipient_id}/{rule.template}/{EMAIL}"),
        event_id=event_id,
        recipient_id=recipient_id,
        template=rule.template,
        subject_id=subject_id,
        request_id=facts[rule.request] if rule.request else None,
        # Mails of one person about one thing leave in order.
        lane=f"{recipient_id}:{subject_id}",
        needs=rule.needs,
        facts=facts,
        use_by=facts.get(rule.use_by) if rule.use_by else None,
        correlation_id=correlation_id,
    )
