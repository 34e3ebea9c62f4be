"""Events of other services, made as their contracts want them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from contracts.registry.applications import InstitutionApplied
from contracts.registry.institutions import InstitutionMerged, InstitutionRegistered, InstitutionStatusChanged
from contracts.registry.opportunity_events import OpportunityCancelled, OpportunityClosed, OpportunityPublished
from contracts.scheduling.activity_events import (
    ActivityAnnounced,
    ActivityCancelled,
    ActivityCompleted,
    ActivityReported,
    ActivityRescheduled,
)
from contracts.scheduling.outcomes import OutcomeRecorded
from services.newsletter.candidates import usecases
from services.newsletter.candidates.domain import Arrived

WORKSHOP = {
    "slug": "ict-and-oer-dushanbe",
    "kind": "workshop",
    "title": {"source": "en", "en": "Workshop on ICT and OER", "ar": "ورشة عمل", "fr": "Atelier sur les TIC"},
    "programme": "OTHER",
    "status": "announced",
    "starts": "2026-10-22T09:00",
    "ends": "2026-10-23T17:00",
    "period": None,
    "zone": "Asia/Dushanbe",
    "starts_at": "2026-10-22T04:00:00Z",
    "ends_at": "2026-10-23T12:00:00Z",
    "modality": "onsite",
    "venue": {"city": {"source": "en", "en": "Dushanbe", "ar": "دوشنبه"}, "country": "TJ"},
    "organisers": [
        {"institution_id": str(uuid4()), "role": "organiser", "names": {"source": "en", "en": "UNESCO Almaty"}},
        {"institution_id": str(uuid4()), "role": "donor", "names": {"source": "en", "en": "WeiDong"}},
    ],
    "topics": ["ict_in_education"],
    "sdgs": [4],
    "languages": ["en"],
    "seats": 30,
    "nomination_deadline": None,
    "ical_sequence": 0,
    "historic": False,
    "version": 1,
}
OPPORTUNITY = {
    "slug": "course-on-statistics",
    "title": {"source": "en", "en": "Course on statistics"},
    "institution_id": str(uuid4()),
    "institution_names": {"source": "en", "en": "Statistics School"},
    "country": "AZ",
    "kind": "training_course",
    "topic": "statistics",
    "start_date": "2027-02-01",
    "end_date": "2027-02-05",
    "deadline": "2026-12-15",
    "zone": "Asia/Baku",
    "languages": ["en", "fr"],
    "modality": "onsite",
    "place": "Baku, Azerbaijan",
    "status": "published",
    "url": None,
}
INSTITUTION = {
    "slug": "school-of-migration",
    "names": {"source": "en", "en": "School of Migration"},
    "country": "AZ",
    "city": "Baku",
    "types": ["training_institution"],
    "topics": ["migration"],
    "status": "active",
    "languages": ["en"],
    "version": 1,
}
START = datetime(2026, 8, 1, 8, 0, tzinfo=UTC)


def arrived(contract, source_id: UUID, sequence: int, facts: dict, *, at: datetime | None = None) -> Arrived:
    """An event of the contract as the entrypoint hands it on."""
    kind = "activity" if contract is OutcomeRecorded else contract.about
    plain = contract.write(contract.read({f"{kind}_id": str(source_id), **facts}))
    part = plain.get("outcome_id", "")
    return Arrived(
        kind, source_id, contract.key(), uuid4(), at or START + timedelta(days=sequence), sequence, plain, part
    )


def workshop_events(activity_id: UUID) -> list[Arrived]:
    """Announced, moved by a day, completed and reported with three priority areas."""
    moved = {**WORKSHOP, "starts": "2026-10-23T09:00", "ends": "2026-10-24T17:00", "ical_sequence": 1, "version": 2}
    done = {**moved, "status": "completed", "version": 3}
    reported = {**moved, "status": "reported", "version": 4}
    outcomes = [
        {"kind": "priority_area", "text": {"source": "en", "en": words}, "objective": None, "outcome_id": str(uuid4())}
        for words in ("Learning resources", "Educators' ICT competence", "ICT-enhanced EMIS")
    ]
    told = [
        arrived(ActivityAnnounced, activity_id, 1, WORKSHOP),
        arrived(
            ActivityRescheduled, activity_id, 2,
            {**moved, "previous_starts": WORKSHOP["starts"], "previous_ends": WORKSHOP["ends"], "reason": "hall"},
        ),
        arrived(
            ActivityCompleted, activity_id, 3,
            {**done, "headcount": 30, "exact": True, "by_country": {"TJ": 20, "KZ": 10}, "by_gender": {}},
        ),
        arrived(ActivityReported, activity_id, 4, {**reported, "outcomes": outcomes, "headcount": 30}),
    ]  # fmt: skip
    return told + [
        arrived(OutcomeRecorded, activity_id, 1, {**one, "activity_id": str(activity_id)}, at=START + timedelta(days=5))
        for one in outcomes
    ]


class News:
    """Takes events in as the entrypoints would."""

    def __init__(self, tx, now):
        self.tx, self.now = tx, now

    def take(self, *events, stored_at=None):
        for event in events:
            usecases.take_event(self.tx, event, stored_at or self.now)

    def workshop(self) -> UUID:
        activity_id = uuid4()
        self.take(*workshop_events(activity_id))
        return activity_id

    def announced(self, **facts) -> UUID:
        activity_id = uuid4()
        self.take(arrived(ActivityAnnounced, activity_id, 1, {**WORKSHOP, **facts}))
        return activity_id

    def cancelled(self, activity_id: UUID):
        facts = {**WORKSHOP, "status": "cancelled", "reason": "no visas", "affected_count": 30}
        self.take(arrived(ActivityCancelled, activity_id, 9, facts))

    def opportunity(self, **facts) -> UUID:
        opportunity_id = uuid4()
        told = {**OPPORTUNITY, "published_at": START.isoformat(), **facts}
        self.take(arrived(OpportunityPublished, opportunity_id, 3, told))
        return opportunity_id

    def opportunity_ended(self, opportunity_id: UUID, status: str):
        contract = {"closed": OpportunityClosed, "cancelled": OpportunityCancelled}[status]
        self.take(arrived(contract, opportunity_id, 4, {**OPPORTUNITY, "status": status, "reason": "no trainer"}))

    def opportunity_changed(self, contract, opportunity_id: UUID, sequence: int, **facts):
        self.take(arrived(contract, opportunity_id, sequence, {**OPPORTUNITY, **facts}))

    def institution(self, *, at=None, stored_at=None, **facts) -> UUID:
        institution_id = uuid4()
        self.take(
            arrived(InstitutionRegistered, institution_id, 2, {**INSTITUTION, **facts}, at=at), stored_at=stored_at
        )
        return institution_id

    def applied_institution(self, **facts) -> UUID:
        institution_id = self.institution(**facts)
        card = {key: INSTITUTION[key] for key in ("names", "country", "types")}
        self.take(arrived(InstitutionApplied, institution_id, 1, {"application_id": str(uuid4()), **card}))
        return institution_id

    def institution_changed(self, institution_id: UUID, status: str):
        facts = {**INSTITUTION, "status": status, "previous_status": "active", "reason": "closed down"}
        self.take(arrived(InstitutionStatusChanged, institution_id, 7, facts))

    def institution_merged(self, institution_id: UUID):
        facts = {**INSTITUTION, "status": "merged", "into_id": str(uuid4()), "reason": "the same"}
        self.take(arrived(InstitutionMerged, institution_id, 8, facts))
