"""The HTTP routes under /v1: each names the contract it asks, and nothing is decided here."""

from services.gateway.routes import history, newsletter, notifications, parked, reference, registry, scheduling
from services.gateway.routes.table import Route, Table

ROUTES: tuple[Route, ...] = (
    *registry.ROUTES, *scheduling.ROUTES, *notifications.ROUTES, *newsletter.ROUTES, *history.ROUTES,
    *parked.ROUTES, *reference.ROUTES,
)  # fmt: skip
TABLE = Table(ROUTES)

__all__ = ["ROUTES", "TABLE", "Route", "Table"]
