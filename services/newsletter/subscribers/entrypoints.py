"""Readers from outside."""

from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import event, rpc
from contracts.links import SUBSCRIPTION, UNSUBSCRIBE
from contracts.newsletter.subscribers import (
    ChangeSubscription,
    ConfirmSubscription,
    CountAudiences,
    GetSubscription,
    ImportSubscribers,
    ListSubscribers,
    Subscribe,
    Unsubscribe,
)  # fmt: skip
from contracts.notifications.deliveries import ContactPointInvalidated
from services.newsletter.subscribers import usecases


class SubscriberEntrypoints:
    """Who reads, by their links and by officers."""

    settings: Any

    @rpc(Subscribe)
    def subscribe(self, tx, request):
        return usecases.subscribe(tx, request, utcnow())

    @rpc(GetSubscription)
    def get_subscription(self, tx, request):
        self.check_link(request, UNSUBSCRIBE, SUBSCRIPTION)
        return usecases.get_subscription(tx, request["subscriber_id"], utcnow())

    @rpc(ConfirmSubscription)
    def confirm_subscription(self, tx, request):
        self.check_link(request, SUBSCRIPTION)
        return usecases.confirm(tx, request["subscriber_id"], utcnow())

    @rpc(Unsubscribe)
    def unsubscribe(self, tx, request):
        self.check_link(request, UNSUBSCRIBE, SUBSCRIPTION)
        return usecases.unsubscribe(tx, request["subscriber_id"])

    @rpc(ChangeSubscription)
    def change_subscription(self, tx, request):
        self.check_link(request, SUBSCRIPTION)
        return usecases.change(tx, request["subscriber_id"], request["language"], request["paused"], utcnow())

    @rpc(ImportSubscribers)
    def import_subscribers(self, tx, request):
        return usecases.import_subscribers(tx, request["rows"], utcnow())

    @rpc(ListSubscribers)
    def list_subscribers(self, tx, request):
        page = request["limit"], request["cursor"]
        return usecases.list_subscribers(tx, request["audience"], request["status"], *page)

    @rpc(CountAudiences)
    def count_audiences(self, tx, request):
        return usecases.count_audiences(tx, request["publication"])

    @event(ContactPointInvalidated)
    def on_contact_point_invalidated(self, tx, received):
        usecases.suppress(tx, received["contact_point_id"])

    def check_link(self, request, *accepted):
        secret = self.settings.link_secret
        usecases.check_signature(secret, request["subscriber_id"], request["signature"], *accepted)
