"""Routes of notifications: deliveries with their timelines, previews of templates."""

from contracts.notifications.deliveries import GetDelivery, ListDeliveries, PreviewTemplate
from contracts.notifications.privacy import ExportRecipient
from services.gateway.routes.table import Route

ROUTES = (
    Route("GET", "/v1/deliveries", ListDeliveries),
    Route("GET", "/v1/deliveries/{delivery_id}", GetDelivery),
    Route("GET", "/v1/templates/{template}/preview", PreviewTemplate),
    Route("POST", "/v1/personal-data/export/notifications", ExportRecipient),
)
