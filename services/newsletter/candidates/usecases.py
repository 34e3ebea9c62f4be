"""Taking in events, and what of a window became news."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from services.newsletter.candidates import repository
from services.newsletter.candidates.domain import Arrived


@dataclass(frozen=True)
class Window:
    """A half-year's news; where an earlier issue exists, also what happened since its half-year or came after it was frozen."""

    since: datetime
    until: datetime
    frozen_at: datetime | None = None
    previous_id: UUID | None = None
    previous_since: datetime | None = None
    previous_until: datetime | None = None
    previous_frozen_at: datetime | None = None

    def parameters(self) -> dict[str, Any]:
        """As the repository compares them; what is absent never matches."""
        return {
            "since": self.since,
            "until": self.until,
            "stored_until": self.frozen_at or "infinity",
            "previous_id": self.previous_id,
            "previous_since": self.previous_since or "infinity",
            "previous_until": self.previous_until or "infinity",
            "previous_frozen": self.previous_frozen_at or "infinity",
        }


def take_event(tx: Tx, event: Arrived, now: datetime) -> None:
    """Take an event in; late, early or repeated ones end the same."""
    before = repository.lock_candidate(tx, event.kind, event.source_id)
    after = before.fold(event)
    if after != before:
        repository.save_candidate(tx, after, now)


def list_news(tx: Tx, kinds: list[str], window: Window) -> list[dict[str, Any]]:
    """What became news in the window: kind, source_id, whole facts, event_ids, applied; oldest first."""
    return [
        {
            "kind": candidate.kind,
            "source_id": candidate.source_id,
            "facts": candidate.whole,
            "event_ids": [UUID(one["id"]) for one in candidate.seen],
            "applied": candidate.applied,
        }
        for candidate in repository.list_candidates(tx, kinds, window.parameters())
    ]


def list_dropped(tx: Tx, source_ids: list[UUID]) -> dict[UUID, str]:
    """Those of the sources that are no news any more, with why (cancelled, closed, inactive …)."""
    return repository.list_dropped(tx, source_ids)
