"""Completing an activity and filing what came of it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from chassis.tx import Tx
from contracts.scheduling.activity_events import ActivityCompleted, ActivityReported
from contracts.scheduling.outcomes import OutcomeRecorded
from services.scheduling.activities import usecases as activities
from services.scheduling.attendance import usecases as attendance
from services.scheduling.nominations import usecases as nominations
from services.scheduling.outcomes import domain, repository


def complete_activity(tx: Tx, request: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """End it with how many came; refuses `NotReady` before its end or without attendance."""
    known = activities.lock_activity(tx, request["activity_id"])
    known.move("complete")
    headcount, exact, early_reason = request["headcount"], request["exact"], request["early_reason"]
    unrecorded = attendance.numbers(tx, known.activity_id)["unrecorded"]
    domain.check_end(known.over(now), early_reason, unrecorded, headcount, exact)
    by_country, by_gender = nominations.counts(tx, known.activity_id, nominations.CAME)
    headcount, exact = domain.headcount_of(headcount, exact, sum(by_country.values()), known.record.nominating)
    completed = known.move("complete", headcount=headcount, exact=exact)
    after = activities.save(tx, "complete_activity", known, completed, early_reason=early_reason)
    counted = {"headcount": headcount, "exact": exact, "by_country": by_country, "by_gender": by_gender}
    tx.emit(ActivityCompleted, activities.card(after) | counted)
    return activities.view(after, tx.actor.role)


def file_outcomes(tx: Tx, request: dict[str, Any]) -> dict[str, Any]:
    """File the report of a completed activity: its outcomes, or why there is none."""
    known = activities.lock_activity(tx, request["activity_id"])
    none_reason = request["none_reason"] or None
    reported = known.move("file_report", none_reason=none_reason)
    domain.check_report(request["outcomes"], request["none_reason"], len(known.record.objectives))
    outcomes = [{**outcome, "outcome_id": uuid4()} for outcome in request["outcomes"]]
    repository.add_outcomes(tx, known.activity_id, outcomes)
    after = activities.save(tx, "file_outcomes", known, reported, outcomes=len(outcomes))
    for outcome in outcomes:
        tx.emit(OutcomeRecorded, {**outcome, "activity_id": known.activity_id})
    plain = [{**outcome, "outcome_id": str(outcome["outcome_id"])} for outcome in outcomes]
    tx.emit(ActivityReported, activities.card(after) | {"outcomes": plain})
    return _view(tx, after)


def get_outcomes(tx: Tx, activity_id: UUID) -> dict[str, Any]:
    """What came of an activity that the actor may see."""
    return _view(tx, activities.visible_activity(tx, activity_id))


def _view(tx: Tx, activity: Any) -> dict[str, Any]:
    return {
        "activity_id": activity.activity_id, "outcomes": repository.list_outcomes(tx, activity.activity_id),
        "headcount": activity.headcount, "exact": activity.exact, "none_reason": activity.none_reason,
        "by_country": nominations.counts(tx, activity.activity_id, nominations.CAME)[0],
    }  # fmt: skip
