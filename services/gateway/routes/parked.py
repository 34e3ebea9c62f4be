"""Routes of the parking lots: what each service could not handle, and what an officer does about it."""

from contracts.base import Request
from contracts.newsletter.parked import (
    DiscardNewsletterParked,
    GetNewsletterParked,
    ListNewsletterParked,
    ReplayNewsletterParked,
    ReplaySeveralNewsletterParked,
)
from contracts.notifications.parked import (
    DiscardNotificationsParked,
    GetNotificationsParked,
    ListNotificationsParked,
    ReplayNotificationsParked,
    ReplaySeveralNotificationsParked,
)
from contracts.registry.parked import (
    DiscardRegistryParked,
    GetRegistryParked,
    ListRegistryParked,
    ReplayRegistryParked,
    ReplaySeveralRegistryParked,
)
from contracts.scheduling.parked import (
    DiscardSchedulingParked,
    GetSchedulingParked,
    ListSchedulingParked,
    ReplaySchedulingParked,
    ReplaySeveralSchedulingParked,
)
from services.gateway.routes.table import Route

Asked = type[Request]


def _lot(listing: Asked, one: Asked, replay: Asked, several: Asked, discard: Asked) -> tuple[Route, ...]:
    path = f"/v1/parked/{listing.service()}"
    return (
        Route("GET", path, listing),
        Route("POST", f"{path}/replay", several),
        Route("GET", f"{path}/{{parked_id}}", one),
        Route("POST", f"{path}/{{parked_id}}/replay", replay),
        Route("POST", f"{path}/{{parked_id}}/discarding", discard),
    )


ROUTES = (
    *_lot(
        ListRegistryParked,
        GetRegistryParked,
        ReplayRegistryParked,
        ReplaySeveralRegistryParked,
        DiscardRegistryParked,
    ),
    *_lot(
        ListSchedulingParked,
        GetSchedulingParked,
        ReplaySchedulingParked,
        ReplaySeveralSchedulingParked,
        DiscardSchedulingParked,
    ),
    *_lot(
        ListNotificationsParked,
        GetNotificationsParked,
        ReplayNotificationsParked,
        ReplaySeveralNotificationsParked,
        DiscardNotificationsParked,
    ),
    *_lot(
        ListNewsletterParked,
        GetNewsletterParked,
        ReplayNewsletterParked,
        ReplaySeveralNewsletterParked,
        DiscardNewsletterParked,
    ),
)
