"""Tell everybody concerned of an activity's change, though nominations come by another stream."""

from datetime import datetime
from typing import Any

from chassis.tx import Tx
from services.notifications.activities import repository
from services.notifications.activities.domain import concerned
from services.notifications.deliveries.domain import asked
from services.notifications.deliveries.repository import add_delivery
from services.notifications.nominations import repository as nominations
from services.notifications.rules.domain import rule_of, rules_for


def announce(tx: Tx, key: str, event: Any) -> None:
    """Keep the activity's new card and what its participants are to be told."""
    repository.save_activity(tx, event, event.sequence)
    for rule in rules_for(key):
        repository.add_announcement(tx, rule.template, event)


def spread(tx: Tx, *, now: datetime) -> bool:
    """Queue one announcement for everybody it concerns, or one late nomination's; True when there may be more."""
    announcement = repository.claim_unspread_announcement(tx)
    if announcement:
        for nomination in nominations.list_nominations(tx, announcement["activity_id"]):
            _tell(tx, announcement, nomination, now)
        repository.mark_announcement_spread(tx, announcement["event_id"])
        return True
    late = nominations.claim_unspread_nominations(tx, 200)
    for nomination in late:
        # A move needs no word to the late: their own mail, not sent yet, tells the new dates.
        for announcement in repository.list_announcements(tx, nomination["activity_id"], "activity_cancelled"):
            _tell(tx, announcement, nomination, now)
    nominations.mark_nominations_spread(tx, [nomination["nomination_id"] for nomination in late])
    return len(late) == 200


def _tell(tx: Tx, announcement: dict[str, Any], nomination: dict[str, Any], now: datetime) -> None:
    template = announcement["template"]
    if not concerned(template, nomination, announcement["happened_at"]):
        return
    facts = {**announcement["facts"], "nomination_id": str(nomination["nomination_id"])}
    rule = rule_of(template)
    delivery = asked(rule, nomination["person_id"], facts, announcement["event_id"], announcement["correlation_id"])
    add_delivery(tx, delivery, now)
