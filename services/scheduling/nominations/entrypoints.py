"""Nominations and answers to offers from outside."""

from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import rpc, timer
from chassis.tx import Tx
from contracts.scheduling.nominations import (
    ConfirmNomination,
    DeclineNomination,
    GetNomination,
    GetOffer,
    ListNominations,
    Nominate,
    WithdrawNomination,
)  # fmt: skip
from services.scheduling.nominations import usecases

AT_ONCE = 20


class NominationEntrypoints:
    """Who is nominated and who takes a seat."""

    settings: Any

    @rpc(Nominate)
    def nominate(self, tx: Tx, request: Any) -> Any:
        return usecases.nominate(tx, request, uuid4(), now=utcnow())

    @rpc(GetNomination)
    def get_nomination(self, tx: Tx, request: Any) -> Any:
        return usecases.get_nomination(tx, request["nomination_id"])

    @rpc(ListNominations)
    def list_nominations(self, tx: Tx, request: Any) -> Any:
        return usecases.list_nominations(tx, request)

    @rpc(GetOffer)
    def get_offer(self, tx: Tx, request: Any) -> Any:
        return usecases.get_offer(tx, request, self.settings.link_secret)

    @rpc(ConfirmNomination)
    def confirm_nomination(self, tx: Tx, request: Any) -> Any:
        return usecases.confirm_nomination(tx, request, self.settings.link_secret, now=utcnow())

    @rpc(DeclineNomination)
    def decline_nomination(self, tx: Tx, request: Any) -> Any:
        return usecases.decline_nomination(tx, request, self.settings.link_secret, now=utcnow())

    @rpc(WithdrawNomination)
    def withdraw_nomination(self, tx: Tx, request: Any) -> Any:
        return usecases.withdraw_nomination(tx, request, self.settings.link_secret, now=utcnow())

    @timer(seconds=15)
    def expire_due_offers(self, tx: Tx) -> bool:
        return usecases.expire_due_offers(tx, AT_ONCE, now=utcnow())
