"""What is done with applications for opportunities."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts import paging
from contracts.refusals import Gone, NotFound, TooMany
from contracts.registry.interests import InterestAnswered, InterestForwarded, OpportunityApplicationReceived
from services.registry.interests import domain, repository
from services.registry.opportunities import usecases as opportunities
from services.registry.reference import usecases as reference
from services.registry.rights import usecases as rights

Interest = dict[str, Any]


def apply_for_opportunity(tx: Tx, facts: Interest, *, now: datetime, new_id: UUID) -> Interest:
    """Take an application and forward it; the same address again gets the same receipt; refuses `TooLate`, `TooMany`."""
    card = opportunities.find_card(tx, facts["opportunity_id"], lock=True)
    if card is None or not opportunities.machine(card).is_public():
        raise NotFound
    opportunities.machine(card).receive(now)
    folded = facts["email"].casefold()
    repository.lock_address(tx, folded)
    known = repository.find_interest_of(tx, card["opportunity_id"], folded)
    if known:
        return {**known, "status": "received"}
    _refuse_many(tx, folded, card["opportunity_id"], now)
    interest = {
        **facts, "interest_id": new_id, "folded_email": folded, "status": "received", "received_at": now,
        "country_is_eligible": domain.is_eligible(facts["country"], card, _in_groups(tx, card, now)),
    }  # fmt: skip
    repository.add_interest(tx, interest)
    opportunities.count_application(tx, card)
    tx.audit("apply_for_opportunity", opportunities.subject_of(card), interest_id=new_id)
    tx.emit(OpportunityApplicationReceived, {"opportunity_id": card["opportunity_id"], "application_id": new_id})
    tx.emit(InterestForwarded, _told(card, interest))
    return interest


def list_interests(tx: Tx, request: dict[str, Any]) -> dict[str, Any]:
    """A page of the applications for one's own opportunity, newest first; refuses `Forbidden` for another's."""
    _get_own(tx, request["opportunity_id"], reading=True)
    key = paging.key_of(request["cursor"], datetime, UUID)
    rows = repository.list_interests(tx, request["opportunity_id"], request["status"], key, request["limit"])
    return paging.page(rows, request["limit"], "received_at", "interest_id")


def answer_interest(tx: Tx, interest_id: UUID, outcome: str, note: str | None, *, now: datetime) -> Interest:
    """Note what became of an application and let the applicant know; the same again changes nothing."""
    known = repository.find_and_lock_interest(tx, interest_id)
    card = _get_own(tx, known["opportunity_id"] if known else None)
    if known is None:
        raise NotFound
    if known["is_erased"]:
        raise Gone("The applicant had the data erased.")
    if (known["status"], known["note"]) == (outcome, note):
        return known
    answered = {**known, "status": outcome, "note": note, "answered_at": now}
    repository.save_answer(tx, answered)
    tx.audit("answer_interest", f"interest/{interest_id}", old_new={"status": [known["status"], outcome]})
    tx.emit(InterestAnswered, {**_told(card, answered), "outcome": outcome})
    return answered


def forget_old(tx: Tx, *, now: datetime) -> None:
    """Erase the applications for what ended a year ago."""
    repository.remove_old(tx, now - domain.KEPT)


def count_of_institution(tx: Tx, institution_id: UUID, since: datetime) -> int:
    """How many came for an institution's opportunities since then."""
    return repository.count_of_institution(tx, institution_id, since)


def list_unanswered(tx: Tx, institution_id: UUID) -> list[dict[str, Any]]:
    """The institution's opportunities with unanswered applications, the longest waiting first."""
    return repository.list_unanswered(tx, institution_id)


def _refuse_many(tx: Tx, folded_email: str, opportunity_id: UUID, now: datetime) -> None:
    since = now - domain.A_DAY, opportunity_id, now - domain.AN_HOUR
    wait = domain.over_limit(**repository.count_recent(tx, folded_email, *since))
    if wait:
        raise TooMany(retry_after=int(wait.total_seconds()))


def _get_own(tx: Tx, opportunity_id: UUID | None, *, reading: bool = False) -> dict[str, Any]:
    card = opportunities.find_card(tx, opportunity_id) if opportunity_id else None
    (rights.refuse_strangers if reading else rights.refuse_changes)(tx, card["institution_id"] if card else None)
    if card is None:
        raise NotFound
    return card


def _in_groups(tx: Tx, card: dict[str, Any], now: datetime) -> frozenset[str]:
    return frozenset(
        country for code in card["eligible_groups"] for country in reference.members_of(tx, code, now.date())
    )


def _told(card: dict[str, Any], interest: Interest) -> dict[str, Any]:
    applicant = {"applicant_name": interest["name"], "applicant_email": interest["email"]}
    return {**card, **interest, **applicant, "institution_country": card["country"]}
