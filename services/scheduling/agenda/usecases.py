"""Setting an agenda, showing it, and moving it along with its activity."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from chassis.tx import Tx
from contracts.base import OFFICER
from contracts.problems import problem
from contracts.refusals import NotReady, StaleVersion
from contracts.scheduling.agenda import AgendaReleased
from services.scheduling.activities import usecases as activities
from services.scheduling.agenda import domain, repository
from services.scheduling.directory import usecases as directory

CLOSED = ("cancelled", "archived")


def set_agenda(tx: Tx, activity_id: UUID, sessions: list[dict[str, Any]], version: int) -> dict[str, Any]:
    """Replace the agenda at the version read; refuses `Invalid` with every conflict; told once the activity is public."""
    activity = activities.lock_activity(tx, activity_id)
    if version != activity.agenda_version:
        raise StaleVersion(version=activity.agenda_version)
    if activity.status in CLOSED:
        raise activity.out_of_turn("set_agenda")
    unknown = directory.unknown_people(tx, domain.person_ids(sessions))
    domain.accept([*_problems(activity, sessions), *domain.unknown_speakers(sessions, unknown)])
    repository.replace_sessions(tx, activity_id, [{**session, "session_id": uuid4()} for session in sessions])
    after = _save(tx, "set_agenda", activity)
    if after.public:
        release_agenda(tx, after)
    return _view(tx, after)


def get_agenda(tx: Tx, activity_id: UUID) -> dict[str, Any]:
    """The agenda of an activity that the actor may see; internal blockers only for officers."""
    return _view(tx, activities.visible_activity(tx, activity_id))


def release_agenda(tx: Tx, activity: Any) -> None:
    """Tell the agenda without internal blockers, if there is one."""
    if activity.agenda_version:
        sessions = domain.shown(repository.list_sessions(tx, activity.activity_id), hidden_too=False)
        facts = {"agenda_id": activity.activity_id, "version": activity.agenda_version, "sessions": sessions}
        tx.emit(AgendaReleased, facts)


def check_agenda(tx: Tx, activity: Any) -> None:
    """Passes an agenda that fits the activity as it is now; refuses `NotReady` with every session that does not."""
    sessions = repository.list_sessions(tx, activity.activity_id)
    if sessions and (problems := _problems(activity, sessions)):
        raise NotReady(missing=problems)


def move_agenda(tx: Tx, activity: Any, delta: timedelta) -> Any:
    """Move the sessions along with their activity, which has its new dates already; refuses `Invalid` for those that fall outside."""
    sessions = repository.list_sessions(tx, activity.activity_id)
    if not sessions:
        return activity
    domain.accept(_problems(activity, domain.moved(sessions, delta)))
    repository.shift_sessions(tx, activity.activity_id, delta)
    return replace(activity, agenda_version=activity.agenda_version + 1)


def _problems(activity: Any, sessions: list[dict[str, Any]]) -> list[dict[str, str]]:
    record = activity.record
    if not (record.starts and record.ends and record.zone):
        raise NotReady(missing=[problem("starts", "required", "An agenda needs the activity's dates and zone.")])

    def exists(wall: datetime) -> bool:
        return activities.instant_of(wall, record.zone) is not None

    return domain.problems_of(sessions, record.days, exists)


def _save(tx: Tx, action: str, activity: Any) -> Any:
    # The activity's own version stays: who revises the record has not missed anything of it.
    after = replace(activity, agenda_version=activity.agenda_version + 1)
    return activities.save(tx, action, activity, after, agenda_version=after.agenda_version)


def _view(tx: Tx, activity: Any) -> dict[str, Any]:
    sessions = repository.list_sessions(tx, activity.activity_id)
    return {
        "activity_id": activity.activity_id, "zone": activity.record.zone, "version": activity.agenda_version,
        "sessions": domain.shown(sessions, hidden_too=tx.actor.role == OFFICER),
    }  # fmt: skip
