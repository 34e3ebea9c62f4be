"""The cycle of confirmations: asked every six months, reminded, missed, and after two missed in a row unconfirmed (R49)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

PERIOD = timedelta(days=182)
REMINDER_AFTER = timedelta(days=14)
ANSWER_WITHIN = timedelta(days=30)
MOST_MISSED = 2


@dataclass(frozen=True)
class Cycle:
    """Where an institution stands: `waiting` for the day, `asked`, `reminded`, or `off` where nobody could answer."""

    confirmed_at: datetime | None = None
    due_at: datetime | None = None
    missed: int = 0
    step: str = "off"
    next_at: datetime | None = None
    nonce: str | None = None

    def begin(self, now: datetime) -> "Cycle":
        """Somebody can be asked from now on: first in six months."""
        return replace(self, due_at=now + PERIOD, step="waiting", next_at=now + PERIOD)

    def confirm(self, now: datetime) -> "Cycle":
        """The record is right: nothing missed, the next day is in six months, the mailed link stays good till then."""
        confirmed = replace(self, confirmed_at=now, missed=0)
        return confirmed if self.step == "off" else confirmed.begin(now)

    def go_on(self, nonce: str) -> "Cycle":
        """What the moment `next_at` brings: asked, reminded, or missed and waiting for the next day."""
        assert self.due_at is not None
        if self.step == "waiting":
            return replace(self, step="asked", next_at=self.due_at + REMINDER_AFTER, nonce=nonce)
        if self.step == "asked":
            return replace(self, step="reminded", next_at=self.answer_by)
        due_at = self.due_at + PERIOD
        return replace(self, step="waiting", missed=self.missed + 1, due_at=due_at, next_at=due_at)

    @property
    def answer_by(self) -> datetime | None:
        """Until when an answer counts for the present round."""
        return None if self.due_at is None else self.due_at + ANSWER_WITHIN

    @property
    def is_unconfirmed(self) -> bool:
        """Whether so many rounds in a row were missed that nobody should rely on the record."""
        return self.missed >= MOST_MISSED
