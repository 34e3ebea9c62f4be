"""A subscription from request to end, as a table of moves (L15, L18, L20)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contracts.refusals import InvalidTransition, LinkInvalid

CONFIRM_WITHIN = timedelta(days=14)
ASK_AGAIN_AFTER = timedelta(minutes=10)
MOVES = {
    "requested": {"confirmed", "unsubscribed", "suppressed"},
    "confirmed": {"paused", "unsubscribed", "suppressed"},
    "paused": {"confirmed", "unsubscribed", "suppressed"},
    "unsubscribed": {"requested", "suppressed"},
    "suppressed": set(),
}
ASKABLE = {"requested", "unsubscribed"}


@dataclass(frozen=True)
class Subscriber:
    """One address and one publication."""

    subscriber_id: UUID
    publication: str
    email: str
    name: str | None
    language: str
    audience: str
    country: str | None
    status: str
    subscribed_at: datetime
    lawful_basis: str | None = None
    requested_at: datetime | None = None
    expires_at: datetime | None = None

    @classmethod
    def new(cls, subscriber_id: UUID, record: Mapping[str, Any], now: datetime) -> "Subscriber":
        """Somebody we did not know; not asked for a confirmation yet."""
        known = {key: record[key] for key in ("publication", "email", "name", "language", "audience", "country")}
        return cls(subscriber_id, status="requested", subscribed_at=now, **known)

    def may_be_asked(self, now: datetime) -> bool:
        """Whether a confirmation may be mailed: not to readers or the suppressed, once in ten minutes."""
        recently = self.requested_at is not None and now < self.requested_at + ASK_AGAIN_AFTER
        return self.status in ASKABLE and not recently

    def asked(self, record: Mapping[str, Any], now: datetime) -> "Subscriber":
        """With what the person says now, and a fresh time to confirm."""
        said = {key: record[key] for key in ("email", "name", "language", "audience", "country")}
        return replace(self, status="requested", requested_at=now, expires_at=now + CONFIRM_WITHIN, **said)

    def check_link(self, now: datetime) -> None:
        """Refuses `LinkInvalid` where the time to confirm is over."""
        if self.status == "requested" and (self.expires_at is None or now >= self.expires_at):
            raise LinkInvalid()

    def confirmed(self) -> "Subscriber":
        """The address is proved; one who reads already stays as is."""
        if self.status in ("confirmed", "paused"):
            return self
        return replace(self._move("confirmed"), lawful_basis="consent")

    def unsubscribed(self) -> "Subscriber":
        """Gone; again is fine."""
        return self if self.status in ("unsubscribed", "suppressed") else self._move("unsubscribed")

    def suppressed(self) -> "Subscriber":
        """The address is not to be written to any more."""
        return self if self.status == "suppressed" else self._move("suppressed")

    def changed(self, language: str | None, paused: bool | None) -> "Subscriber":
        """Another language, paused or reading again."""
        if self.status not in ("requested", "confirmed", "paused"):
            raise self._impossible("paused" if paused else "confirmed")
        after = replace(self, language=language or self.language)
        wanted = {True: "paused", False: "confirmed", None: self.status}[paused]
        return after if wanted == self.status else after._paused(wanted)

    def _paused(self, wanted: str) -> "Subscriber":
        if self.status == "requested":
            raise self._impossible(wanted)
        return self._move(wanted)

    def _move(self, to: str) -> "Subscriber":
        if to not in MOVES[self.status]:
            raise self._impossible(to)
        return replace(self, status=to)

    def _impossible(self, to: str) -> InvalidTransition:
        facts: dict[str, Any] = {"from": self.status, "to": to, "allowed": sorted(MOVES[self.status])}
        return InvalidTransition(**facts)
