"""What is done with applications."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from chassis.tx import Tx
from contracts.base import EDITOR, INSTITUTION, OWNER
from contracts.links import APPLICATION
from contracts.problems import problem
from contracts.refusals import Duplicate, Invalid, LinkInvalid
from contracts.registry.applications import (
    ApplicationDeclined,
    ApplicationReceived,
    ApplicationVerified,
    InstitutionApplied,
)
from contracts.registry.institutions import RegisterInstitution
from services.registry.accounts import usecases as accounts
from services.registry.applications import domain, repository
from services.registry.institutions import usecases as institutions

Application = dict[str, Any]


def apply_for_membership(
    tx: Tx, record: dict[str, Any], *, now: datetime, new_id: UUID, institution_id: UUID
) -> Application:
    """Take an application and ask for a proof of its address; a repeat while one is open is refused as `Duplicate`."""
    application = {
        **record, "application_id": new_id, "institution_id": institution_id, "status": "unverified", "applied_at": now,
        "free_mail": domain.is_free_mail(record["applicant_email"]),
    }  # fmt: skip
    if not repository.add_application(tx, application):
        known = repository.find_open_application(tx, application) or application
        raise Duplicate(application_id=str(known["application_id"]))
    tx.audit("apply_for_membership", _subject(application), country=application["country"], names=application["names"])
    tx.emit(ApplicationReceived, application)
    tx.emit(InstitutionApplied, application)
    return application


def verify_application(tx: Tx, application_id: UUID, signature: str, secret: str) -> Application:
    """Note that the applicant reads mail at the address; again is fine; refuses `LinkInvalid`."""
    APPLICATION.verify(secret, application_id, signature)
    application = repository.find_application(tx, application_id)
    if application is None:
        raise LinkInvalid
    if application["status"] != "unverified":
        return application
    verified = {**application, "status": domain.move("unverified", "verified")}
    repository.save_status(tx, application_id, verified["status"])
    tx.audit("verify_application", _subject(application), old_new={"status": ["unverified", "verified"]})
    tx.emit(ApplicationVerified, verified)
    return verified


@dataclass(frozen=True)
class Approval:
    """What an officer decided: to which institution of the directory the account goes, or why it is none of them."""

    application_id: UUID
    institution_id: UUID | None = None
    force_reason: str | None = None


def approve_application(tx: Tx, approval: Approval, *, now: datetime, account_id: UUID, nonce: str) -> Application:
    """Register the institution, or take the one named, and invite its account, once; again answers the same."""
    application = repository.lock_application(tx, approval.application_id)
    if application["status"] == "approved":
        return application
    approved = {**application, "status": domain.move(application["status"], "approved")}
    home = (
        _attached(tx, application, approval) if approval.institution_id else _registered(tx, application, approval, now)
    )
    approved["institution_id"] = home["institution_id"]
    repository.save_approval(tx, approved)
    old_new = {"status": [application["status"], "approved"]}
    tx.audit(
        "approve_application", _subject(application), old_new=old_new, institution_id=home["institution_id"],
        attached=approval.institution_id is not None, force_reason=approval.force_reason,
    )  # fmt: skip
    accounts.invite(tx, _first_account(tx, approved), now=now, new_id=account_id, nonce=nonce)
    return approved


def _attached(tx: Tx, application: Application, approval: Approval) -> dict[str, Any]:
    found = institutions.get_open(tx, cast(UUID, approval.institution_id))
    if found["country"] and found["country"] != application["country"]:
        raise Invalid(
            [problem("institution_id", "other_country", f"It is in {found['country']}, the applicant is not.")]
        )
    return found


def _registered(tx: Tx, application: Application, approval: Approval, now: datetime) -> dict[str, Any]:
    record = _registration(application, approval.force_reason)
    return institutions.register_institution(tx, record, now=now, new_id=application["institution_id"])


def _first_account(tx: Tx, application: Application) -> dict[str, Any]:
    # Whoever applies for an institution that has an owner gets in as editor; the owner may make more of it.
    owned = accounts.has_owner(tx, application["institution_id"])
    return {
        "name": application["applicant_name"], "email": application["applicant_email"], "role": INSTITUTION,
        "language": application["language"], "institution_id": application["institution_id"],
        "access": EDITOR if owned else OWNER, "country": application["country"],
    }  # fmt: skip


def decline_application(tx: Tx, application_id: UUID, reason: str) -> Application:
    """Turn it down with a reason; again answers the same."""
    application = repository.lock_application(tx, application_id)
    if application["status"] == "declined":
        return shown(application)
    declined = {**application, "status": domain.move(application["status"], "declined"), "reason": reason}
    repository.save_status(tx, application_id, "declined", reason)
    old_new = {"status": [application["status"], "declined"]}
    tx.audit("decline_application", _subject(application), old_new=old_new)  # the reason can be erased where it stands
    tx.emit(ApplicationDeclined, declined)
    return shown(declined)


def get_application(tx: Tx, application_id: UUID) -> Application:
    """The application; refuses `NotFound`."""
    return shown(repository.get_application(tx, application_id))


def list_applications(
    tx: Tx, status: str | None, cursor: str | None, limit: int, sort: str = "-applied"
) -> dict[str, Any]:
    """A page of applications in the order asked for; refuses a cursor that is not ours."""
    order = repository.ORDERS[sort]
    found = order.page(repository.list_applications(tx, status, order, order.place(cursor), limit), limit)
    return {**found, "items": [shown(row) for row in found["items"]]}


def shown(application: Application) -> Application:
    """The application with its institution's id once that exists."""
    return application if application["status"] == "approved" else {**application, "institution_id": None}


def _registration(application: Application, force_reason: str | None) -> dict[str, Any]:
    shared = ("names", "country", "city", "types", "stakeholder", "topics", "website", "description")
    acronym = application["acronym"]
    return RegisterInstitution.read(
        {
            **{field: application[field] for field in shared},
            "other_names": [{"name": acronym, "kind": "acronym"}] if acronym else [],
            "force_reason": force_reason,
        }
    )


def _subject(application: Application) -> str:
    return f"application/{application['application_id']}"
