"""Events as the other services would tell them, each with its sequence."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from chassis.deliveries import Envelope
from chassis.handling import Received
from contracts.scheduling import activity_events as activities
from contracts.scheduling import nominations

START = datetime(2031, 10, 22, 9, 0)  # noqa: DTZ001 - wall time
ZONE = "Asia/Dushanbe"


class Story:
    """An activity and its people."""

    def __init__(self, hear) -> None:
        self.hear, self.sequences = hear, Counter()
        self.activity_id, self.starts, self.moves, self.status = uuid4(), START, 0, "announced"

    def event(self, contract, facts, **envelope):
        """An event as its handler gets it."""
        data = contract.write(facts)
        subject = contract.subject_of(data)
        self.sequences[(contract.about, subject)] += 1
        said = {
            "id": uuid4(), "type": contract.type(), "source": contract.service(), "subject": subject,
            "time": datetime.now(UTC).isoformat(), "sequence": self.sequences[(contract.about, subject)],
            "correlation_id": str(uuid4()), "causation_id": None, "traceparent": None,
        }  # fmt: skip
        return Received(contract.read(data), Envelope(**{**said, **envelope}))

    def tell(self, contract, facts, **envelope):
        """Tell it, and answer it for telling it again."""
        event = self.event(contract, facts, **envelope)
        self.hear(contract, event)
        return event

    def card(self, **changes):
        """The activity's whole card as it is now."""
        ends = self.starts + timedelta(days=1, hours=8)
        title = {
            "source": "en",
            "en": "Workshop on Migration Data",
            "ar": "ورشة بيانات الهجرة",
            "fr": "Atelier migration",
        }
        return {
            "activity_id": self.activity_id, "slug": "workshop", "kind": "workshop", "title": title, "programme": "CBP",
            "status": self.status, "starts": self.starts, "ends": ends, "zone": ZONE, "starts_at": utc(self.starts),
            "ends_at": utc(ends), "modality": "onsite", "organisers": [], "topics": [], "sdgs": [], "languages": ["en"],
            "venue": {"name": {"source": "en", "en": "Hotel"}, "address": "14 Rudaki Avenue", "country": "TJ",
                      "city": {"source": "en", "en": "Dushanbe", "ar": "دوشنبه", "fr": "Douchanbé"}},
            "seats": 30, "nomination_deadline": None, "ical_sequence": self.moves, "historic": False, "version": 1,
            **changes,
        }  # fmt: skip

    def announced(self, **changes):
        return self.tell(activities.ActivityAnnounced, self.card(**changes))

    def moved(self, days=1):
        before = self.card()
        self.starts, self.moves = self.starts + timedelta(days=days), self.moves + 1
        was = {"previous_starts": before["starts"], "previous_ends": before["ends"], "reason": "A holiday."}
        return self.tell(activities.ActivityRescheduled, {**self.card(), **was})

    def cancelled(self):
        self.status, self.moves = "cancelled", self.moves + 1
        facts = {**self.card(), "reason": "No venue.", "affected_count": 2}
        return self.tell(activities.ActivityCancelled, facts)

    def contact(self, who, language="en", **changes):
        facts = {"nominee_id": person(who), "person_id": person(who), "name": who.title(), "email": f"{who}@example.org",
                 "language": language, "country": "TJ", **changes}  # fmt: skip
        return self.tell(nominations.NomineeContactRecorded, facts)

    def nomination(self, contract, who, status, **changes):
        open_until = utc(START - timedelta(days=7))
        facts = {"nomination_id": uuid5(self.activity_id, who), "activity_id": self.activity_id,
                 "person_id": person(who), "country": "TJ", "institution_id": None, "status": status,
                 "reserve_rank": None, "offer_expires_at": open_until if status == "offered" else None, **changes}  # fmt: skip
        return self.tell(contract, facts)

    def selected(self, who):
        return self.nomination(nominations.NominationSelected, who, "offered")

    def reserved(self, who, rank=1):
        return self.nomination(nominations.NominationReserved, who, "reserve", reserve_rank=rank)

    def promoted(self, who):
        more = {"from_rank": 1, "cause_nomination_id": uuid4()}
        return self.nomination(nominations.NominationPromoted, who, "offered", **more)

    def confirmed(self, who):
        return self.nomination(nominations.NominationConfirmed, who, "confirmed")

    def withdrawn(self, who):
        return self.nomination(nominations.NominationWithdrawn, who, "withdrawn", reason="")

    def ended(self, who):
        return self.nomination(nominations.NominationEnded, who, "closed_activity_cancelled")


def person(who: str) -> UUID:
    """The same person by the same name."""
    return uuid5(NAMESPACE_OID, who)


def utc(wall: datetime) -> datetime:
    """Dushanbe keeps UTC+5 all year."""
    return (wall - timedelta(hours=5)).replace(tzinfo=UTC)
