"""People from outside."""

from typing import Any
from uuid import uuid4

from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.people import GetPerson, ListPeople, RegisterPerson
from services.registry.people import usecases


class PeopleEntrypoints:
    """Persons the department works with."""

    @rpc(RegisterPerson)
    def register_person(self, tx: Tx, request: Any) -> Any:
        return usecases.register_person(tx, request, uuid4())

    @rpc(GetPerson)
    def get_person(self, tx: Tx, request: Any) -> Any:
        return usecases.get_person(tx, request["person_id"])

    @rpc(ListPeople)
    def list_people(self, tx: Tx, request: Any) -> Any:
        return usecases.list_people(tx, request["cursor"], request["limit"])
