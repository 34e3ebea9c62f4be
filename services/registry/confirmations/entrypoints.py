"""Confirmations and corrections from outside, and the asking by the clock."""

import secrets
from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc, timer
from chassis.tx import Tx
from contracts.registry.confirmations import ConfirmInstitution
from contracts.registry.institutions import ReviseInstitution
from services.registry.confirmations import usecases


class ConfirmationEntrypoints:
    """Whether records are still right."""

    settings: Any

    @rpc(ConfirmInstitution)
    def confirm_institution(self, tx: Tx, request: Any) -> Any:
        return usecases.confirm_institution(tx, request, self.settings.link_secret, now=utcnow())

    @rpc(ReviseInstitution)
    def revise_institution(self, tx: Tx, request: Any) -> Any:
        return usecases.revise_institution(tx, request, now=utcnow())

    @timer(seconds=60)
    def ask_for_confirmations(self, tx: Tx) -> bool:
        return usecases.go_on_with_due(tx, lambda: secrets.token_urlsafe(9), now=utcnow())
