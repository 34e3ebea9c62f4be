"""Calendars from outside."""

from typing import Any

from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.scheduling.activities import GetActivityCalendar
from services.scheduling.calendar import usecases


class CalendarEntrypoints:
    """Activities as iCalendar documents."""

    settings: Any

    @rpc(GetActivityCalendar)
    def get_activity_calendar(self, tx: Tx, request: Any) -> Any:
        return usecases.get_activity_calendar(tx, request["activity_id"], request["language"], self.settings.public_url)
