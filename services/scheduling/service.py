"""The scheduling service."""

from chassis.database import Database
from chassis.settings import Settings
from services.scheduling.activities.entrypoints import ActivityEntrypoints
from services.scheduling.agenda.entrypoints import AgendaEntrypoints
from services.scheduling.attendance.entrypoints import AttendanceEntrypoints
from services.scheduling.bearers.entrypoints import BearerEntrypoints
from services.scheduling.calendar.entrypoints import CalendarEntrypoints
from services.scheduling.directory.entrypoints import DirectoryEntrypoints
from services.scheduling.history.entrypoints import HistoryEntrypoints
from services.scheduling.lifecycle.entrypoints import LifecycleEntrypoints
from services.scheduling.nominations.entrypoints import NominationEntrypoints
from services.scheduling.outcomes.entrypoints import OutcomeEntrypoints
from services.scheduling.parked.entrypoints import ParkedEntrypoints
from services.scheduling.privacy.entrypoints import PrivacyEntrypoints
from services.scheduling.selection.entrypoints import SelectionEntrypoints


class SchedulingService(
    DirectoryEntrypoints,
    ActivityEntrypoints,
    LifecycleEntrypoints,
    AgendaEntrypoints,
    NominationEntrypoints,
    SelectionEntrypoints,
    AttendanceEntrypoints,
    OutcomeEntrypoints,
    CalendarEntrypoints,
    BearerEntrypoints,
    PrivacyEntrypoints,
    HistoryEntrypoints,
    ParkedEntrypoints,
):
    """Workshops, courses, seminars and meetings: their dates, agendas, people and outcomes."""

    name = "scheduling"
    db = Database()
    settings = Settings()
