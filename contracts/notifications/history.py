"""The history of what the notifications published."""

from contracts.history import HistoryRequest


class ListNotificationsEvents(HistoryRequest):
    """Public events of this service, oldest first, of the named routing keys or all; for those who subscribe late (P7)."""
