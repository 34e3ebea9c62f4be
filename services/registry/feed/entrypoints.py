"""The feed from outside: the same for whoever asks."""

from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.identity import Actor
from chassis.tx import Tx
from contracts.base import PUBLIC
from contracts.registry.feed import ReadInstitutionFeed, ReadOpportunityFeed
from services.registry.feed import usecases


class FeedEntrypoints:
    """Changes of the directory and of opportunities."""

    @rpc(ReadInstitutionFeed)
    def read_institution_feed(self, tx: Tx, request: Any) -> Any:
        tx.actor = Actor(PUBLIC)
        return usecases.read_institutions(tx, request["since"], request["limit"])

    @rpc(ReadOpportunityFeed)
    def read_opportunity_feed(self, tx: Tx, request: Any) -> Any:
        tx.actor = Actor(PUBLIC)
        return usecases.read_opportunities(tx, request["since"], request["limit"], now=utcnow())
