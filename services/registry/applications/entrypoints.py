"""Applications from outside."""

import secrets
from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.applications import (
    ApplyForMembership,
    ApproveApplication,
    DeclineApplication,
    GetApplication,
    ListApplications,
    VerifyApplication,
)
from services.registry.applications import usecases


class ApplicationEntrypoints:
    """Becoming a member."""

    settings: Any

    @rpc(ApplyForMembership)
    def apply_for_membership(self, tx: Tx, request: Any) -> Any:
        return usecases.apply_for_membership(tx, request, now=utcnow(), new_id=uuid4(), institution_id=uuid4())

    @rpc(VerifyApplication)
    def verify_application(self, tx: Tx, request: Any) -> Any:
        secret = self.settings.link_secret
        return usecases.verify_application(tx, request["application_id"], request["signature"], secret)

    @rpc(ApproveApplication)
    def approve_application(self, tx: Tx, request: Any) -> Any:
        approval, nonce = usecases.Approval(**request), secrets.token_urlsafe(9)
        return usecases.approve_application(tx, approval, now=utcnow(), account_id=uuid4(), nonce=nonce)

    @rpc(DeclineApplication)
    def decline_application(self, tx: Tx, request: Any) -> Any:
        return usecases.decline_application(tx, request["application_id"], request["reason"])

    @rpc(GetApplication)
    def get_application(self, tx: Tx, request: Any) -> Any:
        return usecases.get_application(tx, request["application_id"])

    @rpc(ListApplications)
    def list_applications(self, tx: Tx, request: Any) -> Any:
        return usecases.list_applications(tx, *(request[name] for name in ("status", "cursor", "limit", "sort")))
