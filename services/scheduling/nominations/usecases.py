"""Nominating people, answering offers, and handing freed seats on."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.base import FOCAL_POINT, INSTITUTION, OFFICER, Event
from contracts.links import OFFER
from contracts.paging import key_of, page
from contracts.problems import problem
from contracts.refusals import CapacityFull, Conflict, Forbidden, Invalid, NotFound
from contracts.scheduling.nominations import (
    AlreadyNominated,
    NominationConfirmed,
    NominationDeclined,
    NominationEnded,
    NominationOfferExpired,
    NominationPromoted,
    NominationSubmitted,
    NominationTooLate,
    NominationWithdrawn,
    NomineeContactRecorded,
    WaitlistExhausted,
)  # fmt: skip
from services.scheduling.activities import usecases as activities
from services.scheduling.directory import usecases as directory
from services.scheduling.nominations import domain, repository
from services.scheduling.nominations.domain import Nomination

TAKING = ("offered", "confirmed")
CAME = ("attended", "partially_attended")


def nominate(tx: Tx, request: dict[str, Any], nomination_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Nominate a person; refuses `Forbidden` outside the actor's country or institution, `NominationTooLate`, `AlreadyNominated`."""
    _check_scope(tx, request)
    activity = activities.share_activity(tx, request["activity_id"])
    _check_open(activity, now)
    _check_nominee(tx, activity, request)
    nominee, actor = request["nominee"], tx.actor
    person_id = repository.take_person(tx, fold_address(nominee["email"]))
    kept = {**nominee, "institution_id": nominee["institution_id"] and str(nominee["institution_id"])}
    nomination = Nomination(
        nomination_id, activity.activity_id, person_id, kept, nominee["institution_id"], nominee["gender"],
        request["country"], request["motivation"], request["priority"], now, actor.role, actor.account_id,
        actor.institution_id,
    )  # fmt: skip
    repository.add_nomination(tx, nomination, AlreadyNominated(activity_id=str(activity.activity_id)))
    tx.audit("nominate", f"nomination/{nomination_id}", status=[None, "submitted"], country=nomination.country)
    tx.emit(
        NomineeContactRecorded,
        {**nominee, "nominee_id": person_id, "person_id": person_id, "country": nomination.country},
    )
    tx.emit(NominationSubmitted, nomination)
    return vars(nomination)


def get_nomination(tx: Tx, nomination_id: UUID) -> dict[str, Any]:
    """The nomination; refuses `Forbidden` to others than officers and its nominator, whether it exists or not."""
    found = repository.find_nomination(tx, nomination_id)
    return vars(_own(tx, found))


def list_nominations(tx: Tx, wanted: dict[str, Any]) -> dict[str, Any]:
    """A page of an activity's nominations that are the actor's to see."""
    activities.visible_activity(tx, wanted["activity_id"])
    actor = tx.actor
    scope = {
        "activity_id": wanted["activity_id"], "status": wanted["status"],
        "country": actor.country if actor.role == FOCAL_POINT else None,
        "institution_id": actor.institution_id if actor.role == INSTITUTION else None,
    }  # fmt: skip
    if actor.role != OFFICER and not (scope["country"] or scope["institution_id"]):
        raise Forbidden
    after = key_of(wanted["cursor"], datetime, UUID)
    rows = repository.list_nominations(tx, scope, after, wanted["limit"] + 1)
    return page(rows, wanted["limit"], "submitted_at", "nomination_id")


def get_offer(tx: Tx, request: dict[str, Any], secret: str) -> dict[str, Any]:
    """What the person behind the link sees; refuses `LinkInvalid`."""
    nomination = _answerable(tx, request, secret)
    return _offer(nomination, activities.get_any_activity(tx, nomination.activity_id))


def confirm_nomination(tx: Tx, request: dict[str, Any], secret: str, *, now: datetime) -> dict[str, Any]:
    """Take the offered seat, again is fine; refuses `NominationTooLate`, `CapacityFull`, and `Conflict` for a seat elsewhere at that time."""
    nomination, activity = _locked(tx, request, secret)
    if nomination.status == "confirmed":
        return _offer(nomination, activity)
    confirmed = _in_time(nomination, activity, now).move("confirm")
    if repository.count_taken(tx, activity.activity_id, ("confirmed",)) >= activity.record.seats:
        raise CapacityFull(seats=activity.record.seats)
    if meanwhile := repository.find_seat_meanwhile(tx, nomination):
        raise Conflict("This person holds a seat in another activity at that time.", activity_id=str(meanwhile))
    save(tx, confirmed, NominationConfirmed)
    return _offer(confirmed, activity)


def decline_nomination(tx: Tx, request: dict[str, Any], secret: str, *, now: datetime) -> dict[str, Any]:
    """Give the offered seat back, again is fine; the next reserve is promoted."""
    nomination, activity = _locked(tx, request, secret)
    if nomination.status == "declined":
        return _offer(nomination, activity)
    declined = _in_time(nomination, activity, now).move("decline", reason=request["reason"])
    save(tx, declined, NominationDeclined)
    promote_next(tx, activity, declined.nomination_id, now)
    return _offer(declined, activity)


def withdraw_nomination(tx: Tx, request: dict[str, Any], secret: str, *, now: datetime) -> dict[str, Any]:
    """Give the confirmed seat back before the start, again is fine; the next reserve is promoted."""
    nomination, activity = _locked(tx, request, secret)
    if nomination.status == "withdrawn":
        return _offer(nomination, activity)
    withdrawn = nomination.move("withdraw", reason=request["reason"])
    if not _before_start(activity, now):
        raise NominationTooLate
    save(tx, withdrawn, NominationWithdrawn, reason=withdrawn.reason)
    promote_next(tx, activity, withdrawn.nomination_id, now)
    return _offer(withdrawn, activity)


def expire_due_offers(tx: Tx, most: int, *, now: datetime) -> bool:
    """End the offers whose last moment has passed and hand their seats on; whether more may be left."""
    due = activities.lock_activities_with_expired_offers(tx, now, most)
    for activity in due:
        for nomination in repository.lock_expired_offers(tx, activity.activity_id, now):
            save(tx, nomination.move("expire"), NominationOfferExpired)
            promote_next(tx, activity, nomination.nomination_id, now)
    return len(due) == most


def promote_next(tx: Tx, activity: Any, cause_nomination_id: UUID, now: datetime) -> None:
    """Offer the seat just freed to the next reserve of the locked activity, or tell that none is left; not once it has begun."""
    free = activity.record.seats - repository.count_taken(tx, activity.activity_id, TAKING)
    if free <= 0 or not _before_start(activity, now):
        return
    reserve = repository.lock_next_reserve(tx, activity.activity_id)
    if reserve is None:
        tx.emit(WaitlistExhausted, {"waitlist_id": activity.activity_id, "free_seats": free})
        return
    promoted = reserve.promoted(domain.last_moment(now, activity.starts_at))
    save(tx, promoted, NominationPromoted, from_rank=reserve.reserve_rank, cause_nomination_id=cause_nomination_id)


def end_nominations(tx: Tx, activity_id: UUID) -> int:
    """End every open nomination of a cancelled activity; answers how many."""
    ended = [nomination.move("end", reserve_rank=None) for nomination in lock_nominations(tx, activity_id, domain.OPEN)]
    for nomination in ended:
        save(tx, nomination, NominationEnded)
    return len(ended)


def shift_offers(tx: Tx, activity: Any, delta: timedelta, now: datetime) -> None:
    """Move the last moment of every open offer along with the activity."""
    for offer in lock_nominations(tx, activity.activity_id, ("offered",)):
        moved = domain.shifted(offer.offer_expires_at or now, delta, now, activity.starts_at)
        repository.save_nomination(tx, replace(offer, offer_expires_at=moved, version=offer.version + 1))


def lock_nominations(tx: Tx, activity_id: UUID, statuses: Sequence[str]) -> list[Nomination]:
    """The activity's nominations in these states for a change, the activity being locked."""
    return repository.lock_nominations(tx, activity_id, statuses)


def save(tx: Tx, nomination: Nomination, event: type[Event], **more: Any) -> None:
    """Write the locked nomination and tell what happened to it."""
    repository.save_nomination(tx, nomination)
    tx.audit(
        event.key(), f"nomination/{nomination.nomination_id}", status=nomination.status, version=nomination.version
    )
    tx.emit(event, vars(nomination) | more)


def last_moment(now: datetime, starts_at: datetime | None) -> datetime:
    """When an offer made now runs out at the latest."""
    return domain.last_moment(now, starts_at)


def counts(tx: Tx, activity_id: UUID, statuses: Sequence[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Nominations in these states by country and by gender."""
    by_country = repository.count_by_country(tx, activity_id, statuses)
    return by_country, repository.count_by_gender(tx, activity_id, statuses)


def fold_address(address: str) -> str:
    """What is equal for addresses that reach the same person."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address).casefold())


def _check_scope(tx: Tx, request: dict[str, Any]) -> None:
    actor = tx.actor
    if actor.role == FOCAL_POINT and request["country"] != actor.country:
        raise Forbidden
    if actor.role == INSTITUTION:
        own = actor.institution_id and directory.find_institution(tx, actor.institution_id)
        country = (own or {}).get("country") or actor.country
        if request["nominee"]["institution_id"] != actor.institution_id or request["country"] != country:
            raise Forbidden


def _check_open(activity: Any, now: datetime) -> None:
    if not activity.record.nominating or activity.status == "cancelled":
        raise activity.out_of_turn("nominate")
    if activity.status != "announced" or activity.deadline_at is None or now > activity.deadline_at:
        raise NominationTooLate(deadline=activity.deadline_at and activity.deadline_at.isoformat())


def _check_nominee(tx: Tx, activity: Any, request: dict[str, Any]) -> None:
    problems, country = [], request["country"]
    eligible = activity.record.eligible_countries
    if not (country in eligible if eligible else directory.is_member_state(tx, country)):
        problems.append(problem("country", "not_eligible", "This country may not nominate for this activity."))
    institution_id = request["nominee"]["institution_id"]
    if institution_id is not None and directory.find_institution(tx, institution_id) is None:
        problems.append(
            problem("nominee.institution_id", "unknown_institution", "No institution is known under this id.")
        )
    if problems:
        raise Invalid(problems)


def _own(tx: Tx, found: Nomination | None) -> Nomination:
    actor = tx.actor
    if actor.role != OFFICER and not (found and found.seen_by(actor.role, actor.institution_id, actor.country)):
        raise Forbidden
    if found is None:
        raise NotFound
    return found


def _answerable(tx: Tx, request: dict[str, Any], secret: str) -> Nomination:
    nomination_id, signature = request["nomination_id"], request["signature"]
    found = repository.find_nomination(tx, nomination_id)
    if signature is None:
        return _own(tx, found)
    OFFER.verify(secret, nomination_id, signature)
    if found is None:
        raise NotFound
    return found


def _locked(tx: Tx, request: dict[str, Any], secret: str) -> tuple[Nomination, Any]:
    # The activity is locked first, always: whoever frees or takes a seat of it waits for the others.
    found = _answerable(tx, request, secret)
    activity = activities.lock_activity(tx, found.activity_id)
    return repository.lock_nomination(tx, found.nomination_id), activity


def _in_time(nomination: Nomination, activity: Any, now: datetime) -> Nomination:
    waiting = nomination.status == "offered"
    if nomination.expired(now) or (waiting and not _before_start(activity, now)):
        expires_at = nomination.offer_expires_at
        raise NominationTooLate(offer_expires_at=expires_at and expires_at.isoformat())
    return nomination


def _before_start(activity: Any, now: datetime) -> bool:
    return activity.status == "participants_selected" and now < activity.starts_at


def _offer(nomination: Nomination, activity: Any) -> dict[str, Any]:
    record = activity.record
    return {
        **vars(nomination), "title": record.title, "name": nomination.nominee["name"],
        "language": nomination.nominee["language"], "starts": record.starts, "ends": record.ends, "zone": record.zone,
        "join_link": record.join_link if nomination.status in domain.COUNTED else None,
    }  # fmt: skip
