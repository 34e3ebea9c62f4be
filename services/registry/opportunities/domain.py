"""The opportunity's machine: who may take which step from where, and what each step needs."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from contracts.problems import problem
from contracts.refusals import Conflict, Forbidden, Invalid, InvalidTransition, NotReady, TooLate

# from -> command -> to; "restore" leads back to where it was suspended from, "revise" of a public one waits beside it.
MOVES: dict[str, dict[str, str]] = {
    "draft": {"revise": "draft", "submit": "in_review", "withdraw": "withdrawn"},
    "in_review": {"return": "draft", "approve": "approved", "withdraw": "withdrawn"},
    "approved": {"publish": "published", "cancel": "cancelled"},
    "published": {
        "revise": "published", "extend": "published", "close": "closed", "cancel": "cancelled", "suspend": "suspended",
    },
    "closed": {"extend": "published", "start": "running", "cancel": "cancelled", "suspend": "suspended"},
    "running": {"end": "ended", "cancel": "cancelled"},
    "ended": {"archive": "archived"},
    "suspended": {"restore": "closed"},
    "archived": {},
    "cancelled": {},
    "withdrawn": {},
}  # fmt: skip
ONCE_PUBLIC = frozenset({"published", "closed", "running", "ended", "archived", "cancelled"})
SOON = timedelta(days=14)
YEARS = range(1900, 2101)  # whoever writes of others has mistyped


@dataclass(frozen=True)
class Reviewer:
    """Who reviews: never an author, never somebody of the offering institution."""

    account_id: UUID | None
    institution_id: UUID | None

    def refuse_own(self, authors: list[UUID], institution_id: UUID) -> None:
        """Passes what others wrote elsewhere; refuses `Forbidden`."""
        if self.account_id in authors or self.institution_id == institution_id:
            raise Forbidden("Nobody reviews what is their own.")


@dataclass(frozen=True)
class Opportunity:
    """Where an opportunity stands and what its steps depend on."""

    status: str
    institution_id: UUID
    authors: list[UUID]
    closes_at: datetime
    published_at: datetime | None = None
    status_before: str | None = None
    suspended_by: str | None = None
    revision: int = 0
    dates_to_check: list[dict[str, Any]] = field(default_factory=list)

    def step(self, command: str) -> str:
        """Where this command leads; refuses `InvalidTransition` with the commands allowed."""
        moves = MOVES[self.status]
        if command not in moves:
            raise InvalidTransition("", **{"from": self.status, "command": command, "allowed": sorted(moves)})
        return moves[command]

    def submit(self, now: datetime) -> dict[str, Any]:
        """In review, where the deadline lies ahead."""
        status = self.step("submit")
        if any(one["why"] == "copied" for one in self.dates_to_check):
            raise NotReady(
                problems=[problem("deadline", "not_said_anew", "The deadline of this run is still to be said.")]
            )
        if now >= self.closes_at:
            raise NotReady(problems=[problem("deadline", "in_the_past", "The deadline must lie ahead.")])
        return {"status": status, "comments": [], "submitted_at": now, "dates_to_check": []}

    def review(self, command: str, reviewer: Reviewer, comments: list[dict[str, str]]) -> dict[str, Any]:
        """Approved or given back, by somebody else than its authors and institution."""
        status = self.step(command)
        reviewer.refuse_own(self.authors, self.institution_id)
        return {"status": status, "comments": comments, "revision": self.revision + (command == "approve")}

    def publish(self, now: datetime, at: datetime | None = None) -> dict[str, Any]:
        """Public now or from a later moment on, while the deadline lies ahead; refuses `TooLate`."""
        status = self.step("publish")
        if max(now, at or now) >= self.closes_at:
            raise TooLate(deadline=self.closes_at.isoformat())
        if at and at > now:
            return {"publish_at": at}
        return {"status": status, "published_at": now, "publish_at": None}

    def suspend(self, by: str) -> dict[str, Any]:
        """Out of sight until `by` (officer or institution) has no reason for it any more."""
        return {"status": self.step("suspend"), "status_before": self.status, "suspended_by": by}

    def restore(self, now: datetime) -> dict[str, Any]:
        """Back to where it was, closed where its deadline passed meanwhile."""
        closed = self.step("restore")
        status = self.status_before if self.status_before and now < self.closes_at else closed
        return {"status": status, "status_before": None, "suspended_by": None, "reason": None}

    def due(self, command: str, now: datetime) -> dict[str, Any]:
        """What the clock does to it."""
        if command == "publish":
            return self.publish(now)
        return {"closing_told": True} if command == "closing_soon" else {"status": self.step(command)}

    def is_open(self, now: datetime) -> bool:
        """Whether people can apply for it."""
        return self.status == "published" and now < self.closes_at

    def receive(self, now: datetime) -> None:
        """Passes while people can apply; refuses `TooLate` after the deadline and `Conflict` where it was called off."""
        if self.status == "cancelled":
            raise Conflict("It was called off.")
        if not self.is_open(now):
            raise TooLate(deadline=self.closes_at.isoformat())

    def is_public(self) -> bool:
        """Whether the public may see it."""
        return self.published_at is not None and self.status in ONCE_PUBLIC

    def dates_left_to_check(self, looked_at: list[str]) -> list[dict[str, Any]]:
        """The proposals for dates that nobody has changed or confirmed yet."""
        return [one for one in self.dates_to_check if one["field"] not in looked_at]


def instants(deadline: date, start: date, end: date, zone: str) -> dict[str, datetime]:
    """When it closes (the deadline's last moment), starts and ends, in UTC, for a place in this zone; refuses the ends of time."""
    try:
        return {
            "closes_at": _midnight(deadline + timedelta(days=1), zone),
            "starts_at": _midnight(start, zone),
            "ends_at": _midnight(end + timedelta(days=1), zone),
        }
    except OverflowError:
        raise Invalid([problem("end_date", "out_of_range", "A date of our calendar, please.")]) from None


def far_dates(record: dict[str, Any], known: dict[str, Any] | None) -> list[dict[str, str]]:
    """What is wrong with dates that are new in the record: in a year that nobody can mean."""
    days = ("start_date", "end_date", "deadline")
    new = [name for name in days if known is None or record[name] != known[name]]
    far = [name for name in new if record[name].year not in YEARS]
    return [problem(name, "out_of_range", f"Between {YEARS[0]} and {YEARS[-1]}.") for name in far]


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
