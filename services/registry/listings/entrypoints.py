"""Lists of opportunities from outside."""

from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.opportunities import ListOpportunities
from services.registry.listings import usecases


class ListingEntrypoints:
    """Lists of and search over opportunities."""

    @rpc(ListOpportunities)
    def list_opportunities(self, tx: Tx, request: Any) -> Any:
        return usecases.list_opportunities(tx, request, now=utcnow())
