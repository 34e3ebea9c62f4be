"""Attendance from outside."""

from typing import Any

from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.scheduling.outcomes import RecordAttendance
from services.scheduling.attendance import usecases


class AttendanceEntrypoints:
    """Who came."""

    @rpc(RecordAttendance)
    def record_attendance(self, tx: Tx, request: Any) -> Any:
        return usecases.record_attendance(tx, request["activity_id"], request["records"])
