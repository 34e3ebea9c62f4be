"""Personal data from outside."""

from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import rpc, timer
from chassis.tx import Tx
from contracts.registry.privacy import ErasePerson, ExportPerson, RequestPersonalData
from services.registry.privacy import usecases


class PrivacyEntrypoints:
    """What we hold about people."""

    settings: Any

    @rpc(RequestPersonalData)
    def request_personal_data(self, tx: Tx, request: Any) -> Any:
        return usecases.request_data(tx, request, now=utcnow(), new_id=uuid4())

    @rpc(ExportPerson)
    def export_person(self, tx: Tx, request: Any) -> Any:
        return usecases.export_person(tx, request, self.settings.link_secret, now=utcnow())

    @rpc(ErasePerson)
    def erase_person(self, tx: Tx, request: Any) -> Any:
        return usecases.erase_person(tx, request, self.settings.link_secret, usecases.Erasure(uuid4(), utcnow()))

    @timer(seconds=5)
    def mail_personal_data_links(self, tx: Tx) -> bool:
        return usecases.mail_links(tx, now=utcnow())

    @timer(seconds=3600)
    def forget_erasures(self, tx: Tx) -> None:
        usecases.forget_erasures(tx, now=utcnow())
