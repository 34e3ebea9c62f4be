"""The history of what the registry published."""

from contracts.history import HistoryRequest


class ListRegistryEvents(HistoryRequest):
    """Public events of this service, oldest first, of the named routing keys or all; for those who subscribe late (P7)."""
