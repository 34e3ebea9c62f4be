"""What the events about one thing say together, in whatever order and however often they come (L5, L8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

PUBLIC_ACTIVITY = {
    "announced", "nominations_closed", "participants_selected", "in_progress", "completed", "reported", "archived", "postponed",
}  # fmt: skip
HELD = {"completed", "reported", "archived"}

# What one type of event alone tells, and later ones do not repeat.
EXTRAS = {
    "activity.completed": ("headcount", "exact", "by_country"),
    "activity.reported": ("outcomes", "headcount"),
    "activity.cancelled": ("reason",),
    "opportunity.cancelled": ("reason",),
    "opportunity.published": ("published_at",),
    "institution.status_changed": ("previous_status",),
    "institution.merged": ("into_id",),
    "outcome.recorded": ("kind", "text"),
}
# Events that tell of a thing without carrying its whole card.
PARTIAL = {"institution.applied", "outcome.recorded"}


@dataclass(frozen=True)
class Arrived:
    """An event as it came, with plain JSON facts; `part` tells apart several parts of one thing (its outcomes)."""

    kind: str
    source_id: UUID
    key: str
    event_id: UUID
    at: datetime
    sequence: int
    facts: Mapping[str, Any]
    part: str = ""

    @property
    def stage(self) -> str:
        """The name under which its own facts are kept."""
        return f"{self.key}/{self.part}" if self.part else self.key


@dataclass(frozen=True)
class Candidate:
    """Something that may stand in an issue: its newest card, what single events told, and which events those were."""

    kind: str
    source_id: UUID
    facts: Mapping[str, Any] | None = None
    sequence: int = 0
    stages: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    seen: tuple[Mapping[str, Any], ...] = ()

    def fold(self, event: Arrived) -> "Candidate":
        """With this event taken in; the same whatever the order, and once for any number of times."""
        if any(one["id"] == str(event.event_id) for one in self.seen):
            return self
        one = {"id": str(event.event_id), "key": event.key, "at": event.at.isoformat(), "sequence": event.sequence}
        seen = tuple(sorted((*self.seen, one), key=lambda s: (s["at"], s["sequence"], s["id"])))
        newer = event.key not in PARTIAL and (self.facts is None or event.sequence > self.sequence)
        return replace(
            self,
            facts=dict(event.facts) if newer else self.facts,
            sequence=event.sequence if newer else self.sequence,
            stages={**self.stages, event.stage: self._stage(event)},
            seen=seen,
        )

    def _stage(self, event: Arrived) -> dict[str, Any]:
        own = {name: event.facts.get(name) for name in EXTRAS.get(event.key, ())}
        known = self.stages.get(event.stage)
        first = min(event.at.isoformat(), known["at"]) if known else event.at.isoformat()
        if known and known["sequence"] > event.sequence:
            return {**known, "at": first}
        return {"at": first, "sequence": event.sequence, "own": own}

    @property
    def whole(self) -> dict[str, Any]:
        """The newest card with what single events told, the newest of them last."""
        told: dict[str, Any] = dict(self.facts or {})
        for name, stage in sorted(self.stages.items(), key=lambda item: item[1]["sequence"]):
            if "/" not in name:
                told |= {key: value for key, value in stage["own"].items() if value is not None}
        if self.kind == "activity":
            told["outcomes"] = told.get("outcomes") or self._outcomes()
            told["held"] = told.get("status") in HELD or bool(told.get("historic"))
        return told

    def _outcomes(self) -> list[dict[str, Any]]:
        parts = [(stage["at"], name, stage["own"]) for name, stage in self.stages.items() if "/" in name]
        return [own for _, _, own in sorted(parts, key=lambda part: part[:2])]

    @property
    def dropped(self) -> str | None:
        """Why it is not news (any more), or None."""
        if self.facts is None:
            return "no_facts_yet"
        status = self.facts["status"]
        wanted = {"activity": PUBLIC_ACTIVITY, "opportunity": {"published"}, "institution": {"active"}}[self.kind]
        return None if status in wanted else status

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return self.dropped == "cancelled"

    @property
    def applied(self) -> bool:
        """Whether an institution asked for its place itself."""
        return "institution.applied" in self.stages

    @property
    def moments(self) -> dict[str, datetime]:
        """When it became news: by what happened; history by its own dates."""
        if self.facts is None:
            return {}
        if self.facts.get("historic"):
            own = own_date(self.facts)
            return {"history": own} if own else {}
        names = {
            "activity.announced": "announced", "activity.completed": "held", "activity.reported": "held",
            "opportunity.published": "published", "institution.registered": "registered",
        }  # fmt: skip
        found: dict[str, datetime] = {}
        for key, what in names.items():
            if key in self.stages:
                at = datetime.fromisoformat(self.stages[key]["at"])
                found[what] = min(at, found.get(what, at))
        return found | self._activation()

    def _activation(self) -> dict[str, datetime]:
        stage = self.stages.get("institution.status_changed")
        if not stage or stage["own"].get("previous_status") != "planned":
            return {}
        return {"activated": datetime.fromisoformat(stage["at"])}

    @property
    def first_event_at(self) -> datetime | None:
        """When the first of its events happened."""
        return datetime.fromisoformat(self.seen[0]["at"]) if self.seen else None

    @property
    def last_event_at(self) -> datetime | None:
        """When the last of its events happened."""
        return datetime.fromisoformat(self.seen[-1]["at"]) if self.seen else None


def own_date(facts: Mapping[str, Any]) -> datetime | None:
    """The end of something past, or the first day of the year or month known."""
    instant = facts.get("ends_at") or facts.get("starts_at")
    if instant:
        return datetime.fromisoformat(instant)
    period = facts.get("period")
    if not period:
        return None
    try:
        year, month, day = [*map(int, period.split("-")), 1, 1][:3]
        return datetime(year, month, day, 12, tzinfo=UTC)
    except ValueError:
        return None
