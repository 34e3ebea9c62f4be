"""A nomination: its table of moves, who may see it, and the last moment of an offer."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from contracts.refusals import InvalidTransition

OFFER_DAYS = 14
OPEN = ("submitted", "offered", "reserve", "confirmed")
COUNTED = ("confirmed", "attended", "partially_attended", "absent")
MOVES: dict[str, dict[str, str]] = {
    "offer": {"submitted": "offered"},
    "keep_in_reserve": {"submitted": "reserve"},
    "pass_over": {"submitted": "not_selected"},
    "promote": {"reserve": "offered"},
    "confirm": {"offered": "confirmed"},
    "decline": {"offered": "declined"},
    "expire": {"offered": "offer_expired"},
    "withdraw": {"confirmed": "withdrawn"},
    "attend": dict.fromkeys(COUNTED, "attended"),
    "attend_partially": dict.fromkeys(COUNTED, "partially_attended"),
    "stay_away": dict.fromkeys(COUNTED, "absent"),
    "end": dict.fromkeys(OPEN, "closed_activity_cancelled"),
}


@dataclass(frozen=True)
class Nomination:
    """A person nominated for an activity."""

    nomination_id: UUID
    activity_id: UUID
    person_id: UUID
    nominee: dict[str, Any]
    institution_id: UUID | None
    gender: str
    country: str
    motivation: str
    priority: int
    submitted_at: datetime
    nominated_by: str
    nominated_by_account: UUID | None = None
    nominated_by_institution: UUID | None = None
    status: str = "submitted"
    reserve_rank: int | None = None
    offer_expires_at: datetime | None = None
    days: list[date] = field(default_factory=list)
    reason: str = ""
    version: int = 1

    def move(self, command: str, **changes: Any) -> "Nomination":
        """The nomination after the step; refuses `InvalidTransition` with the steps allowed."""
        to = MOVES[command].get(self.status)
        if to is None:
            facts: dict[str, Any] = {"from": self.status, "command": command, "allowed": self.allowed()}
            raise InvalidTransition(**facts)
        return replace(self, status=to, version=self.version + 1, **changes)

    def allowed(self) -> list[str]:
        """The steps possible from here, sorted."""
        return sorted(command for command, moves in MOVES.items() if self.status in moves)

    def expired(self, now: datetime) -> bool:
        """Whether the offer's last moment has passed."""
        if self.status == "offered":
            return self.offer_expires_at is None or now > self.offer_expires_at
        return self.status == "offer_expired"

    def promoted(self, expires_at: datetime) -> "Nomination":
        """The reserve with an offer of its own."""
        return self.move("promote", reserve_rank=None, offer_expires_at=expires_at)

    def seen_by(self, role: str, institution_id: UUID | None, country: str | None) -> bool:
        """Whether it is this focal point's or institution's to see and to answer."""
        if role == "focal_point":
            return country is not None and country == self.country
        return role == "institution" and institution_id is not None and institution_id == self.nominated_by_institution


def last_moment(now: datetime, starts_at: datetime | None) -> datetime:
    """When an offer made now runs out: after 14 days or at the start."""
    expires_at = now + timedelta(days=OFFER_DAYS)
    return min(expires_at, starts_at) if starts_at else expires_at


def shifted(expires_at: datetime, delta: timedelta, now: datetime, starts_at: datetime) -> datetime:
    """The last moment of an offer whose activity moves by the delta; never moved into the past."""
    moved = expires_at + delta
    return moved if moved > now else min(expires_at, starts_at)
