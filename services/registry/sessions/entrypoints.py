"""Sessions from outside."""

from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Actor, Tx
from contracts.registry.credentials import EndOwnSession, ListOwnSessions
from services.registry.sessions import usecases


class SessionEntrypoints:
    """Where an account is signed in; every token of ours is looked up here before its request is run."""

    @staticmethod
    def admit(tx: Tx, actor: Actor) -> Actor:
        """The chassis asks this in the transaction of each request whose token names a session."""
        return usecases.admit(tx, actor, now=utcnow())

    @rpc(ListOwnSessions)
    def list_own_sessions(self, tx: Tx, request: Any) -> Any:
        return usecases.list_own_sessions(tx, request, now=utcnow())

    @rpc(EndOwnSession)
    def end_own_session(self, tx: Tx, request: Any) -> None:
        usecases.end_own_session(tx, request["session_id"], now=utcnow())
