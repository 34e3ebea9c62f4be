"""Announcing, closing, moving, cancelling, starting and completing activities."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.scheduling.activity_events import (
    ActivityAnnounced,
    ActivityCancelled,
    ActivityRescheduled,
    ActivityStarted,
    NominationsClosed,
    NominationsOpened,
)
from services.scheduling.activities import usecases as activities
from services.scheduling.agenda import usecases as agenda
from services.scheduling.lifecycle import domain
from services.scheduling.nominations import usecases as nominations


def announce_activity(tx: Tx, activity_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Make it public and open nominations where the kind takes them; refuses `NotReady` with all that is missing."""
    known = activities.lock_activity(tx, activity_id)
    announced = activities.announceable(known.move("announce", announced_at=now), now)
    agenda.check_agenda(tx, announced)
    after = activities.save(tx, "announce_activity", known, announced)
    tx.emit(ActivityAnnounced, activities.card(after))
    agenda.release_agenda(tx, after)
    if after.record.nominating:
        opened = {"nominations_id": activity_id, "deadline": after.deadline_at, "title": after.record.title}
        tx.emit(NominationsOpened, opened)
    return activities.view(after, tx.actor.role)


def close_nominations(tx: Tx, activity_id: UUID, reason: str, *, now: datetime) -> dict[str, Any]:
    """End the taking of nominations; before the deadline only with a reason."""
    known = activities.lock_activity(tx, activity_id)
    known.move("close_nominations")
    domain.reason_needed(reason, waived=known.deadline_at is not None and known.deadline_at <= now)
    return activities.view(close(tx, known, reason), tx.actor.role)


def close(tx: Tx, activity: Any, reason: str) -> Any:
    """End the taking of nominations of a locked activity."""
    after = activities.save(tx, "close_nominations", activity, activity.move("close_nominations"), reason=reason)
    by_country = nominations.counts(tx, activity.activity_id, ("submitted",))[0]
    tx.emit(NominationsClosed, {"nominations_id": activity.activity_id, "by_country": by_country})
    return after


def close_due_nominations(tx: Tx, most: int, *, now: datetime) -> bool:
    """End the taking of nominations where the deadline has passed; whether more may be left."""
    due = activities.lock_activities_due_to_close(tx, now, most)
    for activity in due:
        close(tx, activity, "deadline")
    return len(due) == most


def reschedule_activity(tx: Tx, request: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """Move the activity with its deadline, offers and agenda; the same dates again change nothing."""
    known = activities.lock_activity(tx, request["activity_id"])
    starts, ends, reason = request["starts"], request["ends"], request["reason"]
    moving = known.at_version(request["version"]).move("reschedule", ical_sequence=known.ical_sequence + 1)
    if (starts, ends) == (known.record.starts, known.record.ends):
        return activities.view(known, tx.actor.role)
    domain.new_dates(starts, ends, known.record.zone)
    delta = starts - known.record.starts if known.record.starts else timedelta(0)
    moved = agenda.move_agenda(tx, _moved(moving, starts, ends, delta, now), delta)
    if known.starts_at:
        nominations.shift_offers(tx, moved, moved.starts_at - known.starts_at, now)
    after = activities.save(
        tx, "reschedule_activity", known, moved, reason=reason, starts=[known.record.starts, starts]
    )
    was = {"previous_starts": known.record.starts or starts, "previous_ends": known.record.ends or ends}
    tx.emit(ActivityRescheduled, activities.card(after) | was | {"reason": reason})
    if after.public and after.agenda_version != known.agenda_version:
        agenda.release_agenda(tx, after)
    return activities.view(after, tx.actor.role)


def _moved(activity: Any, starts: datetime, ends: datetime, delta: timedelta, now: datetime) -> Any:
    record = replace(activity.record, starts=starts, ends=ends, period=None)
    domain.must_lie_ahead(activities.instant_of(starts, record.zone) or now, record.historic, now)
    deadline = record.nomination_deadline
    closes_now = False
    if deadline and activity.status in ("approved", "announced"):
        there = activities.instant_of(deadline + delta, record.zone)
        closes_now = there is not None and there <= now
    deadline = domain.moved_deadline(deadline, delta, closes_now, starts)
    return activity.revised(replace(record, nomination_deadline=deadline), now)


def cancel_activity(tx: Tx, activity_id: UUID, reason: str) -> dict[str, Any]:
    """Call it off; every open nomination ends with it."""
    known = activities.lock_activity(tx, activity_id)
    cancelled = known.move("cancel", cancel_reason=reason, ical_sequence=known.ical_sequence + 1)
    affected = nominations.end_nominations(tx, activity_id)
    after = activities.save(tx, "cancel_activity", known, cancelled, reason=reason)
    if known.status != "draft":
        tx.emit(ActivityCancelled, activities.card(after) | {"reason": reason, "affected_count": affected})
    return activities.view(after, tx.actor.role)


def start_activity(tx: Tx, activity_id: UUID) -> dict[str, Any]:
    """Open it by hand."""
    return activities.view(_start(tx, activities.lock_activity(tx, activity_id)), tx.actor.role)


def start_due_activities(tx: Tx, most: int, *, now: datetime) -> bool:
    """Open what begins now, those that take nominations only with somebody confirmed; whether more may be left."""
    due = activities.lock_activities_due_to_start(tx, now, most)
    for activity in due:
        _start(tx, activity)
    return len(due) == most


def _start(tx: Tx, activity: Any) -> Any:
    after = activities.save(tx, "start_activity", activity, activity.move("start"))
    tx.emit(ActivityStarted, activities.card(after))
    return after
