"""An issue's way from collecting to the archive, as a table of moves (L10, L26, L30)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.languages import Text
from contracts.refusals import Forbidden, InvalidTransition

FEWEST_ITEMS = 3
MOVES = {
    "collecting": {"draft"},
    "draft": {"draft", "in_review"},
    "in_review": {"draft", "approved"},
    "approved": {"sending"},
    "sending": {"paused", "sent"},
    "paused": {"sending"},
    "sent": {"archived"},
}
EDITABLE = {"collecting", "draft"}
LIVE = {"collecting", "draft", "in_review"}


@dataclass(frozen=True)
class Issue:
    """One issue of a publication."""

    issue_id: UUID
    publication: str
    period: str
    volume: int
    number: int
    title: Text
    slug: str
    opened_at: datetime
    status: str = "collecting"
    version: int = 1
    thin_reason: str = ""
    waived_languages: tuple[str, ...] = ()
    comments: tuple[dict[str, Any], ...] = ()
    opened_by: UUID | None = None
    assembled_by: UUID | None = None
    last_editor: UUID | None = None
    approved_by: UUID | None = None
    approved_at: datetime | None = None
    sending_at: datetime | None = None
    sent_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        """Whether its items still follow their sources."""
        return self.status in LIVE

    def assembled(self, by: UUID | None, thin_reason: str) -> "Issue":
        """Its items are made; a draft now."""
        issue = self._move("draft", {"collecting", "draft"})
        return replace(issue, assembled_by=by, thin_reason=thin_reason or self.thin_reason)

    def edited(self, by: UUID | None) -> "Issue":
        """Somebody changed its content by hand."""
        if self.status not in EDITABLE:
            raise self._impossible("draft")
        return replace(self, version=self.version + 1, last_editor=by)

    def submitted(self, waived: Sequence[str]) -> "Issue":
        """Before the approver."""
        return replace(self._move("in_review"), waived_languages=tuple(waived))

    def returned(self, by: UUID | None, comments: str, now: datetime) -> "Issue":
        """Back with its editors."""
        comment = {"at": now.isoformat(), "by": str(by) if by else None, "comments": comments}
        return replace(self._move("draft", {"in_review"}), comments=(*self.comments, comment))

    def approved(self, by: UUID | None, now: datetime) -> "Issue":
        """Frozen; never by who last changed words, or assembled it where nobody did."""
        issue = self._move("approved")
        if by is None or by == (self.last_editor or self.assembled_by):
            raise Forbidden("Somebody else than its last editor approves an issue.")
        return replace(issue, approved_by=by, approved_at=now)

    def sending(self, now: datetime) -> "Issue":
        """On its way."""
        return replace(self._move("sending", {"approved"}), sending_at=now)

    def paused(self) -> "Issue":
        """Held."""
        return self._move("paused")

    def resumed(self) -> "Issue":
        """On its way again."""
        return self._move("sending", {"paused"})

    def sent(self, now: datetime) -> "Issue":
        """Every mail is settled."""
        return replace(self._move("sent"), sent_at=now)

    def archived(self) -> "Issue":
        """In the public archive."""
        return self._move("archived")

    def _move(self, to: str, starts: set[str] | None = None) -> "Issue":
        if to not in MOVES.get(self.status, ()) or (starts and self.status not in starts):
            raise self._impossible(to)
        return replace(self, status=to, version=self.version + 1)

    def _impossible(self, to: str) -> InvalidTransition:
        facts: dict[str, Any] = {"from": self.status, "to": to, "allowed": sorted(MOVES.get(self.status, ()))}
        return InvalidTransition(**facts)

    def is_thin(self, included: int) -> bool:
        """Whether it has too few items and nobody said why that is fine."""
        return included < FEWEST_ITEMS and not self.thin_reason
