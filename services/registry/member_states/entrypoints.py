"""Member states from outside."""

from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.member_states import GetMemberState, ListMemberStates, RecordMemberState
from services.registry.member_states import usecases


class MemberStateEntrypoints:
    """Reference data of the member states."""

    @rpc(RecordMemberState)
    def record_member_state(self, tx: Tx, request: Any) -> Any:
        return usecases.record_member_state(tx, request)

    @rpc(GetMemberState)
    def get_member_state(self, tx: Tx, request: Any) -> Any:
        return usecases.get_member_state(tx, request["code"], request["on"] or utcnow().date())

    @rpc(ListMemberStates)
    def list_member_states(self, tx: Tx, request: Any) -> Any:
        return usecases.list_member_states(tx, request, utcnow().date())
