"""Routes of the services' histories: what each published, for those who subscribe late."""

from contracts.newsletter.history import ListNewsletterEvents
from contracts.notifications.history import ListNotificationsEvents
from contracts.registry.history import ListRegistryEvents
from contracts.scheduling.history import ListSchedulingEvents
from services.gateway.routes.table import Route

ROUTES = (
    Route("GET", "/v1/events/registry", ListRegistryEvents),
    Route("GET", "/v1/events/scheduling", ListSchedulingEvents),
    Route("GET", "/v1/events/notifications", ListNotificationsEvents),
    Route("GET", "/v1/events/newsletter", ListNewsletterEvents),
)
