"""Agendas from outside."""

from typing import Any

from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.scheduling.agenda import GetAgenda, SetAgenda
from services.scheduling.agenda import usecases


class AgendaEntrypoints:
    """The agendas of activities."""

    @rpc(SetAgenda)
    def set_agenda(self, tx: Tx, request: Any) -> Any:
        return usecases.set_agenda(tx, request["activity_id"], request["sessions"], request["version"])

    @rpc(GetAgenda)
    def get_agenda(self, tx: Tx, request: Any) -> Any:
        return usecases.get_agenda(tx, request["activity_id"])
