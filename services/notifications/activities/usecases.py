"""Tell everybody concerned of an activity's change, though nominations come by another stream."""

from typing import Any

from chassis.tx import Tx
from services.notifications.activities import repository
from services.notifications.activities.domain import CANCELLED, concerned
from services.notifications.deliveries.usecases import ask_one, templates_for
from services.notifications.nominations.usecases import of_activity, take_changed

LATE = 200


def announce(tx: Tx, key: str, event: Any) -> None:
    """Keep the activity's new card and what its participants are to be told."""
    repository.save_activity(tx, event, event.sequence)
    for template in templates_for(key):
        repository.add_announcement(tx, template, event)


def spread(tx: Tx) -> bool:
    """Queue one announcement for everybody it concerns, or for some late nominations; True when there may be more."""
    announcement = repository.claim_unspread_announcement(tx)
    if announcement:
        for nomination in of_activity(tx, announcement["activity_id"]):
            _tell(tx, announcement, nomination)
        repository.mark_announcement_spread(tx, announcement["event_id"])
        return True
    late = take_changed(tx, LATE)
    for nomination in late:
        # A move needs no word to the late: their own mail, not sent yet, tells the new dates.
        for announcement in repository.list_announcements(tx, nomination["activity_id"], CANCELLED):
            _tell(tx, announcement, nomination)
    return len(late) == LATE


def _tell(tx: Tx, announcement: dict[str, Any], nomination: dict[str, Any]) -> None:
    template = announcement["template"]
    if concerned(template, nomination):
        facts = {**announcement["facts"], "nomination_id": str(nomination["nomination_id"])}
        ask_one(tx, template, nomination["person_id"], facts, announcement)
