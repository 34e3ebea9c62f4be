"""Sending from outside, by the clock, and what notifications tell of each mail."""

from chassis.clock import utcnow
from chassis.entrypoints import event, rpc, timer
from contracts.newsletter.issues import PauseIssue, ResumeIssue, SendIssue
from contracts.notifications.deliveries import DeliveryExpired, DeliveryFailed, DeliverySent, DeliverySuppressed
from services.newsletter.issues import usecases as issues
from services.newsletter.recipients import usecases as recipients
from services.newsletter.sending import usecases


class SendingEntrypoints:
    """An approved issue on its way."""

    @rpc(SendIssue)
    def send_issue(self, tx, request):
        now = utcnow()
        return issues.show_issue(tx, usecases.send_issue(tx, request["issue_id"], now), now)

    @rpc(PauseIssue)
    def pause_issue(self, tx, request):
        return issues.show_issue(tx, usecases.pause_issue(tx, request["issue_id"]), utcnow())

    @rpc(ResumeIssue)
    def resume_issue(self, tx, request):
        return issues.show_issue(tx, usecases.resume_issue(tx, request["issue_id"]), utcnow())

    @timer(seconds=1)
    def go_on_sending(self, tx):
        return usecases.go_on_sending(tx, utcnow())

    @event(DeliverySent)
    def on_delivery_sent(self, tx, received):
        recipients.settle(tx, received["request_id"], "sent", None, utcnow())

    @event(DeliveryFailed)
    def on_delivery_failed(self, tx, received):
        recipients.settle(tx, received["request_id"], "failed", received["reason"], utcnow())

    @event(DeliverySuppressed)
    def on_delivery_suppressed(self, tx, received):
        recipients.settle(tx, received["request_id"], "suppressed", received["reason"], utcnow())

    @event(DeliveryExpired)
    def on_delivery_expired(self, tx, received):
        recipients.settle(tx, received["request_id"], "failed", "expired", utcnow())
