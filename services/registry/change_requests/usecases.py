"""What is done with change requests."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.refusals import Invalid, NotFound, StaleVersion, TooMany
from contracts.registry.change_requests import (
    AlreadyDecided,
    ChangeRequestAccepted,
    ChangeRequestAnswered,
    ChangeRequestDeclined,
    ChangeRequestExpired,
    ChangeRequestSubmitted,
    NothingProposed,
)
from contracts.registry.institutions import InstitutionView, ReviseInstitution
from services.registry.change_requests import domain, repository
from services.registry.institutions import usecases as institutions

AT_ONCE = 100
PROPOSER_KEPT = timedelta(days=90)
Request = dict[str, Any]


def propose_change(tx: Tx, asked: Request, *, now: datetime, new_id: UUID) -> Request:
    """Enter a correction; refuses `Invalid` values, `NothingProposed`, `NotFound` for what is not public, `TooMany`."""
    record = _public_record(tx, asked["institution_id"])
    proposed = _checked(record, asked["changes"], now)
    changes = domain.differences(record, proposed)
    if not changes:
        raise NothingProposed
    here, mine = repository.count_open(tx, asked["institution_id"], asked["proposer_email"])
    if mine >= domain.MOST_OPEN_BY_ONE or here >= domain.MOST_OPEN_FOR_ONE:
        raise TooMany("Many corrections wait already; please come back once some are decided.")
    times = {"proposed_at": now, "expires_at": now + domain.LIFE}
    request = {**asked, **times, "change_request_id": new_id, "changes": changes}
    repository.add_request(tx, request)
    tx.audit("propose_change", f"change_request/{new_id}", institution=str(asked["institution_id"]), fields=[*changes])
    tx.emit(ChangeRequestSubmitted, _facts(request))
    return request


def list_requests(tx: Tx, request: Request) -> Request:
    """A page of requests in the order asked for."""
    order = repository.ORDERS[request["sort"]]
    rows = repository.list_requests(tx, request, order, order.place(request["cursor"]))
    return order.page(rows, request["limit"])


def accept_change(tx: Tx, change_request_id: UUID, note: str, *, now: datetime) -> Request:
    """Make the values the record's; refuses `AlreadyDecided`, `StaleVersion` where the record says a third thing now."""
    request = _open(tx, change_request_id, now)
    record = InstitutionView.write({**institutions.lock_institution(tx, request["institution_id"]), "relations": []})
    moved_on = domain.outdated(request["changes"], record)
    if moved_on:
        raise StaleVersion("The record was changed since.", version=record["version"], fields=moved_on)
    new = {field: value for field, (_, value) in request["changes"].items()}
    kept = {field: record[field] for field in institutions.RECORD}
    ids = {"institution_id": record["institution_id"], "version": record["version"]}
    institutions.revise_institution(tx, ReviseInstitution.read({**kept, **new, **ids}), now=now)
    return _decided(tx, request, "accepted", note, now)


def decline_change(tx: Tx, change_request_id: UUID, reason: str, *, now: datetime) -> Request:
    """Leave the record as it is; refuses `AlreadyDecided`."""
    return _decided(tx, _open(tx, change_request_id, now), "declined", reason, now)


def expire_due(tx: Tx, *, now: datetime) -> bool:
    """Let requests that nobody decided on expire, and forget who proposed long decided ones; True where more may be due."""
    due = repository.claim_due(tx, now, AT_ONCE)
    for change_request_id in due:
        _decided(tx, repository.get_request(tx, change_request_id), "expired", "", now)
    repository.forget_proposers(tx, now - PROPOSER_KEPT)
    return len(due) == AT_ONCE


def follow_merger(tx: Tx, from_id: UUID, into_id: UUID) -> int:
    """Let the requests about an institution be about the one it was merged into."""
    return repository.move_requests(tx, from_id, into_id)


def _public_record(tx: Tx, institution_id: UUID) -> Request:
    # What anybody sees: a proposal neither reads nor overwrites what is not public.
    found = institutions.get_institution(tx, institution_id, None)
    if found["status"] not in institutions.SEEN or found["institution_id"] != institution_id:
        raise NotFound
    return InstitutionView.write(found)


def _checked(record: Request, changes: Request, now: datetime) -> Request:
    """The proposed values in the form in which the record has them; refuses `Invalid`, naming them as `changes.<field>`."""
    kept = {field: record[field] for field in institutions.RECORD}
    ids = {"institution_id": record["institution_id"], "version": record["version"]}
    try:
        read = ReviseInstitution.read({**kept, **changes, **ids})
        checked = institutions.check_record(read, now)
    except Invalid as refusal:
        raise Invalid([{**one, "field": f"changes.{one['field']}"} for one in refusal.problems]) from None
    plain = InstitutionView.write({**record, **checked})
    return {field: plain[field] for field in changes}


def _open(tx: Tx, change_request_id: UUID, now: datetime) -> Request:
    request = repository.lock_request(tx, change_request_id)
    if request["status"] != "open" or domain.is_due(request, now):
        raise AlreadyDecided(status="expired" if request["status"] == "open" else request["status"])
    return request


_TOLD = {"accepted": ChangeRequestAccepted, "declined": ChangeRequestDeclined, "expired": ChangeRequestExpired}


def _decided(tx: Tx, request: Request, status: str, reason: str, now: datetime) -> Request:
    change_request_id = request["change_request_id"]
    repository.save_decision(tx, change_request_id, status, reason or None, now)
    subject = f"change_request/{change_request_id}"
    # Without the reason, which may name the proposer: it stands in the request, where it can be erased.
    tx.audit(f"change_request_{status}", subject, old_new={"status": ["open", status]})
    tx.emit(_TOLD[status], {**_facts(request), "reason": reason})
    if request["proposer_email"]:
        about = institutions.get_card(tx, request["institution_id"])
        told = {"institution_names": about["names"], "slug": about["slug"], "outcome": status, "reason": reason}
        person = {"name": request["proposer_name"], "email": request["proposer_email"], "language": request["language"]}
        tx.emit(ChangeRequestAnswered, {"change_request_id": change_request_id, **told, **person})
    return repository.get_request(tx, change_request_id)


def _facts(request: Request) -> Request:
    return {
        "change_request_id": request["change_request_id"], "institution_id": request["institution_id"],
        "fields_proposed": sorted(request["changes"]),
    }  # fmt: skip
