"""Looking at deliveries."""

from chassis.entrypoints import rpc
from contracts.notifications.deliveries import GetDelivery, ListDeliveries
from services.notifications.deliveries import repository, usecases


class DeliveryEntrypoints:
    """The delivery log, for officers."""

    @rpc(ListDeliveries)
    def list_deliveries(self, tx, request):
        return usecases.list_page(tx, request)

    @rpc(GetDelivery)
    def get_delivery(self, tx, request):
        return repository.get_delivery(tx, request["delivery_id"])
