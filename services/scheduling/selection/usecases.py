"""Publishing a selection."""

from datetime import datetime
from typing import Any

from chassis.tx import Tx
from contracts.scheduling.nominations import NominationNotSelected, NominationReserved, NominationSelected
from services.scheduling.activities import usecases as activities
from services.scheduling.lifecycle import usecases as lifecycle
from services.scheduling.nominations import usecases as nominations
from services.scheduling.selection import domain


def publish_selection(tx: Tx, request: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """Give every submitted nomination its one result at once; a preview changes nothing."""
    activity = activities.lock_activity(tx, request["activity_id"])
    _check_turn(activity)
    submitted = nominations.lock_nominations(tx, activity.activity_id, ("submitted",))
    offered, reserves = request["offered"], request["reserves"]
    domain.check(offered, reserves, [n.nomination_id for n in submitted], activity.free_seats)
    expires_at = _last_moment(activity, request["offer_expires"], now)
    if not request["preview"]:
        _publish(tx, activity)
        _give_results(tx, submitted, dict.fromkeys(offered, expires_at), {n: r for r, n in enumerate(reserves, 1)})
    return {
        "activity_id": activity.activity_id, "offered": len(offered), "reserved": len(reserves),
        "not_selected": len(submitted) - len(offered) - len(reserves), "offer_expires_at": expires_at,
        "published": not request["preview"],
    }  # fmt: skip


def _check_turn(activity: Any) -> None:
    if activity.status not in ("announced", "nominations_closed") or not activity.record.nominating:
        raise activity.out_of_turn("publish_selection")


def _last_moment(activity: Any, wall: datetime | None, now: datetime) -> datetime:
    if wall is None:
        return nominations.last_moment(now, activity.starts_at)
    expires_at = activities.instant_of(wall, activity.record.zone)
    domain.check_last_moment(expires_at, activity.starts_at, now)
    assert expires_at
    return expires_at


def _publish(tx: Tx, activity: Any) -> None:
    closed = activity
    if activity.status == "announced":
        closed = lifecycle.close(tx, activity, "selection")
    activities.save(tx, "publish_selection", closed, closed.move("publish_selection"))


def _give_results(tx: Tx, submitted: list[Any], offers: dict[Any, datetime], ranks: dict[Any, int]) -> None:
    for nomination in submitted:
        key = nomination.nomination_id
        if key in offers:
            nominations.save(tx, nomination.move("offer", offer_expires_at=offers[key]), NominationSelected)
        elif key in ranks:
            nominations.save(tx, nomination.move("keep_in_reserve", reserve_rank=ranks[key]), NominationReserved)
        else:
            nominations.save(tx, nomination.move("pass_over"), NominationNotSelected)
