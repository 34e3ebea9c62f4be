"""The rules event → template → recipient as a table (N1), and what a delivery is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

RESEND, HOLD = "resend", "hold"
PARTICIPANTS, OWNERS = "the activity's participants", "the institution's accounts"
APPLICANTS, CONTACT = "the institution's accounts and all who applied", "the contact that the opportunity names"


@dataclass(frozen=True)
class Rule:
    """What an event prompts; `recipient`, `subject`, `request` and `use_by` name facts of the event."""

    event: str
    template: str
    recipient: str
    subject: str | None = None
    needs: str = ""
    use_by: str | None = None
    request: str | None = None
    bulk: bool = False
    when_unknown: str = RESEND


RULES = (
    Rule("application.received", "application_received", "application_id", "application_id"),
    Rule("application.declined", "application_declined", "application_id", "application_id"),
    Rule("change_request.answered", "change_request_answered", "change_request_id", "change_request_id"),
    Rule("account.invited", "account_invited", "account_id", "account_id", use_by="expires_at"),
    Rule(
        "account.credential_reset_requested", "account_credential_reset", "account_id", "account_id", use_by="expires_at"
    ),
    Rule("account.password_changed", "account_password_changed", "account_id", "account_id"),
    Rule("institution.confirmation_due", "institution_confirmation_due", OWNERS, "institution_id", use_by="answer_by"),
    Rule("institution.unconfirmed", "institution_unconfirmed", OWNERS, "institution_id"),
    Rule(
        "personal_data.requested", "personal_data_requested", "personal_data_id", "personal_data_id", use_by="expires_at"
    ),
    Rule("subscription.requested", "subscription_requested", "subscriber_id", "subscriber_id", use_by="expires_at"),
    Rule("nomination.selected", "nomination_selected", "person_id", "activity_id", "activity", use_by="offer_expires_at"),
    Rule("nomination.promoted", "nomination_promoted", "person_id", "activity_id", "activity", use_by="offer_expires_at"),
    Rule("nomination.reserved", "nomination_reserved", "person_id", "activity_id", "activity"),
    Rule("nomination.not_selected", "nomination_not_selected", "person_id", "activity_id", "activity"),
    Rule("nomination.confirmed", "nomination_confirmed", "person_id", "activity_id", "activity"),
    Rule("nomination.withdrawn", "nomination_withdrawn", "person_id", "activity_id", "activity"),
    Rule("activity.rescheduled", "activity_rescheduled", PARTICIPANTS, "activity_id", "activity"),
    Rule("activity.cancelled", "activity_cancelled", PARTICIPANTS, "activity_id", "activity"),
    Rule("opportunity.submitted", "opportunity_submitted", OWNERS, "opportunity_id"),
    Rule("opportunity.returned", "opportunity_returned", OWNERS, "opportunity_id"),
    Rule("opportunity.approved", "opportunity_approved", OWNERS, "opportunity_id"),
    Rule("opportunity.published", "opportunity_published", OWNERS, "opportunity_id"),
    Rule("opportunity.closing_soon", "opportunity_closing_soon", OWNERS, "opportunity_id"),
    Rule("opportunity.suspended", "opportunity_suspended", OWNERS, "opportunity_id"),
    Rule("opportunity.amended", "opportunity_amended", APPLICANTS, "opportunity_id"),
    Rule("opportunity.cancelled", "opportunity_cancelled", APPLICANTS, "opportunity_id"),
    Rule("interest.forwarded", "interest_forwarded", CONTACT, "opportunity_id"),
    Rule("interest.answered", "interest_answered", "interest_id", "opportunity_id"),
    Rule(
        "notification.requested", "newsletter_issue", "subscriber_id", "issue_id", "issue",
        use_by="use_by", request="notification_id", bulk=True,
    ),
)  # fmt: skip

FROZEN = "newsletter_issue"  # comes rendered with its issue, has no folder of its own


def rules_for(event: str) -> list[Rule]:
    """The rules an event prompts; none for an event that no rule names."""
    return [rule for rule in RULES if rule.event == event]


def rule_of(template: str) -> Rule:
    """The rule of a template; each template has one."""
    return next(rule for rule in RULES if rule.template == template)


def templates() -> list[str]:
    """The templates that need a folder."""
    return [rule.template for rule in RULES if rule.template != FROZEN]


EMAIL = "email"


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
    bulk: bool
    when_unknown: str
    correlation_id: str | None


def asked(rule: Rule, recipient_id: UUID, facts: dict[str, Any], event_id: UUID, correlation_id: str | None) -> Asked:
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
        bulk=rule.bulk,
        when_unknown=rule.when_unknown,
        correlation_id=correlation_id,
    )
