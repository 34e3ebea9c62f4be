"""Looking at deliveries and templates."""

from typing import Any

from chassis.entrypoints import rpc
from contracts.notifications.deliveries import GetDelivery, ListDeliveries, PreviewTemplate
from services.notifications.deliveries import repository, usecases
from services.notifications.rendering.context import Links


class DeliveryEntrypoints:
    """The delivery log and the template previews, for officers."""

    settings: Any

    @rpc(ListDeliveries)
    def list_deliveries(self, tx, request):
        return usecases.list_page(tx, request)

    @rpc(GetDelivery)
    def get_delivery(self, tx, request):
        return repository.get_delivery(tx, request["delivery_id"])

    @rpc(PreviewTemplate)
    def preview_template(self, tx, request):
        # A preview's links open nothing: they are signed with no secret of ours.
        links = Links(self.settings.public_url, "preview")
        return usecases.preview(request["template"], request["language"], links)
