"""Lookalikes from outside, and the comparing of the whole directory by the clock."""

from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc, timer
from chassis.turns import enough_after
from chassis.tx import Tx
from contracts.registry.duplicates import DismissDuplicate, FindLookalikes, ListDuplicates
from services.registry.duplicates import usecases

# On a busy machine a look takes long, and a stop waits for the turn that has begun.
COMPARE_SECONDS = 5


class DuplicateEntrypoints:
    """Institutions that look like one."""

    @rpc(FindLookalikes)
    def find_lookalikes(self, tx: Tx, request: Any) -> Any:
        return usecases.answer_lookalikes(tx, request)

    @rpc(ListDuplicates)
    def list_duplicates(self, tx: Tx, request: Any) -> Any:
        return usecases.list_duplicates(tx, request)

    @rpc(DismissDuplicate)
    def dismiss_duplicate(self, tx: Tx, request: Any) -> Any:
        return usecases.dismiss_duplicate(tx, request["pair_id"], request["reason"], now=utcnow())

    @timer(seconds=2)
    def learn_institution_words(self, tx: Tx) -> bool:
        return usecases.learn_when_calm(tx)

    @timer(seconds=2)
    def compare_institutions(self, tx: Tx) -> None:
        usecases.compare_when_calm(tx, now=utcnow(), enough=enough_after(COMPARE_SECONDS))

    @timer(seconds=3600)
    def recount_institution_words(self, tx: Tx) -> None:
        usecases.recount_words(tx)
