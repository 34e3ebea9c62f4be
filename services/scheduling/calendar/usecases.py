"""Which activities are in a calendar."""

from uuid import UUID

from chassis.tx import Tx
from contracts.refusals import NotFound
from services.scheduling.activities import usecases as activities
from services.scheduling.calendar.document import document

MOST = 1000


def get_activity_calendar(tx: Tx, activity_id: UUID | None, language: str, public_url: str) -> dict[str, str]:
    """One public activity, or the latest thousand; refuses `NotFound` where it is not public or has no dates yet."""
    if activity_id is None:
        wanted = activities.list_public_activities(tx, MOST)
    else:
        wanted = [activities.visible_activity(tx, activity_id)]
    shown = [activity for activity in wanted if activity.public and activity.starts_at]
    if activity_id is not None and not shown:
        raise NotFound
    return {"ical": document(shown, language, public_url)}
