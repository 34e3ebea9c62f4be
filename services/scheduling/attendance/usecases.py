"""Noting who came."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.scheduling.nominations import NominationAbsent, NominationAttended
from services.scheduling.activities import usecases as activities
from services.scheduling.attendance import domain
from services.scheduling.nominations import usecases as nominations

PARTICIPANTS = ("confirmed", "attended", "partially_attended", "absent")


def record_attendance(tx: Tx, activity_id: UUID, records: list[dict[str, Any]]) -> dict[str, Any]:
    """Note who came on which days; a correction replaces the earlier note, the same note again is not told."""
    activity = activities.lock_activity(tx, activity_id)
    if activity.status not in domain.PRESENT_FROM or not activity.record.nominating:
        raise activity.out_of_turn("record_attendance")
    there = {n.nomination_id: n for n in nominations.lock_nominations(tx, activity_id, PARTICIPANTS)}
    days = activity.record.days
    assert days  # it has begun, so it has dates
    domain.check(records, there, days)
    of = domain.number_of_days(days)
    for record in records:
        _note(tx, there[record["nomination_id"]], sorted(set(record["days"])), of)
    return {"activity_id": activity_id, **numbers(tx, activity_id)}


def numbers(tx: Tx, activity_id: UUID) -> dict[str, int]:
    """How many participants attended, in part, were absent, or are not recorded."""
    found = {status: sum(nominations.counts(tx, activity_id, (status,))[0].values()) for status in PARTICIPANTS}
    return {"unrecorded": found.pop("confirmed"), **found}


def _note(tx: Tx, nomination: Any, days: list[Any], of: int) -> None:
    if nomination.status != "confirmed" and nomination.days == days:
        return
    noted = nomination.move(domain.verdict(len(days), of), days=days)
    if days:
        nominations.save(tx, noted, NominationAttended, days=len(days), ratio=round(len(days) / of, 4))
    else:
        nominations.save(tx, noted, NominationAbsent)
