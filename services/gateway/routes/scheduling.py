"""Routes of scheduling: activities, agendas, nominations, offers, attendance, outcomes."""

from contracts.scheduling.activities import (
    AnnounceActivity,
    ApproveActivity,
    CancelActivity,
    CloseNominations,
    CompleteActivity,
    DraftActivity,
    GetActivity,
    GetActivityCalendar,
    ListActivities,
    ProposeActivity,
    RescheduleActivity,
    ReturnActivity,
    ReviseActivity,
    StartActivity,
)
from contracts.scheduling.agenda import GetAgenda, SetAgenda
from contracts.scheduling.nominations import (
    ConfirmNomination,
    DeclineNomination,
    GetNomination,
    GetOffer,
    ListNominations,
    Nominate,
    PublishSelection,
    WithdrawNomination,
)  # fmt: skip
from contracts.scheduling.outcomes import FileOutcomes, GetOutcomes, RecordAttendance
from contracts.scheduling.privacy import ExportNominee
from services.gateway.routes.table import CALENDAR, Route

ACTIVITY = "/v1/activities/{activity_id}"
ACTIVITIES = (
    Route("GET", "/v1/activities", ListActivities),
    Route("POST", "/v1/activities", DraftActivity, 201, location=ACTIVITY),
    Route("GET", ACTIVITY, GetActivity),
    Route("GET", "/v1/activities/by-slug/{slug}", GetActivity),
    Route("PUT", ACTIVITY, ReviseActivity, needs_version=True),
    Route("POST", f"{ACTIVITY}/proposal", ProposeActivity),
    Route("POST", f"{ACTIVITY}/return", ReturnActivity),
    Route("POST", f"{ACTIVITY}/approval", ApproveActivity),
    Route("POST", f"{ACTIVITY}/announcement", AnnounceActivity),
    Route("POST", f"{ACTIVITY}/closing-of-nominations", CloseNominations),
    Route("POST", f"{ACTIVITY}/start", StartActivity),
    Route("POST", f"{ACTIVITY}/completion", CompleteActivity),
    Route("POST", f"{ACTIVITY}/cancellation", CancelActivity),
    Route("POST", f"{ACTIVITY}/rescheduling", RescheduleActivity, needs_version=True),
    Route("GET", "/v1/activities.ics", GetActivityCalendar, media=CALENDAR),
    Route("GET", "/v1/activities/{activity_id}.ics", GetActivityCalendar, media=CALENDAR),
)
AGENDA = (
    Route("GET", f"{ACTIVITY}/agenda", GetAgenda),
    Route("PUT", f"{ACTIVITY}/agenda", SetAgenda, needs_version=True),
)
NOMINATION = "/v1/nominations/{nomination_id}"
NOMINATIONS = (
    Route("GET", f"{ACTIVITY}/nominations", ListNominations),
    Route("POST", f"{ACTIVITY}/nominations", Nominate, 201, location=NOMINATION),
    Route("POST", f"{ACTIVITY}/selection", PublishSelection),
    Route("GET", NOMINATION, GetNomination),
    Route("GET", "/v1/offers/{nomination_id}", GetOffer),
    Route("POST", f"{NOMINATION}/confirmation", ConfirmNomination),
    Route("POST", f"{NOMINATION}/decline", DeclineNomination),
    Route("POST", f"{NOMINATION}/withdrawal", WithdrawNomination),
    Route("POST", "/v1/personal-data/export/scheduling", ExportNominee),
)
OUTCOMES = (
    Route("PUT", f"{ACTIVITY}/attendance", RecordAttendance),
    Route("GET", f"{ACTIVITY}/outcomes", GetOutcomes),
    Route("PUT", f"{ACTIVITY}/outcomes", FileOutcomes),
)
ROUTES = (*ACTIVITIES, *AGENDA, *NOMINATIONS, *OUTCOMES)
