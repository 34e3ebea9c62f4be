"""An activity: its record, its moments, its table of moves, and what each step needs."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from contracts.languages import Text, source_of
from contracts.problems import problem
from contracts.refusals import Forbidden, Invalid, InvalidTransition, NotReady, StaleVersion
from contracts.vocabularies import NOMINATING_KINDS

Problems = list[dict[str, str]]

FIRST_YEAR, YEARS_AHEAD = 1981, 5
DRAFTING = ("draft", "proposed", "approved")
RUNNING = ("approved", "announced", "nominations_closed", "participants_selected")
MOVES: dict[str, dict[str, str]] = {
    "propose": {"draft": "proposed"},
    "return": {"proposed": "draft"},
    "approve": {"proposed": "approved"},
    "announce": {"approved": "announced"},
    "close_nominations": {"announced": "nominations_closed"},
    "publish_selection": {"nominations_closed": "participants_selected"},
    "start": {"announced": "in_progress", "participants_selected": "in_progress"},
    "complete": {"in_progress": "completed"},
    "file_report": {"completed": "reported"},
    "revise": {status: status for status in DRAFTING},
    "reschedule": {status: status for status in RUNNING},
    "cancel": dict.fromkeys(("draft", "proposed", *RUNNING, "in_progress"), "cancelled"),
}


@dataclass(frozen=True)
class Record:
    """What is planned; times are wall-clock times of the zone."""

    kind: str
    title: Text
    description: Text
    programme: str
    project_id: UUID | None
    starts: datetime | None
    ends: datetime | None
    period: str | None
    zone: str | None
    modality: str
    venue: dict[str, Any] | None
    join_link: str | None
    seats: int
    nomination_deadline: datetime | None
    organisers: list[dict[str, Any]]
    contact: dict[str, Any] | None
    objectives: list[Text]
    target_group: Text
    stakeholders: list[str]
    topics: list[str]
    sdgs: list[int]
    languages: list[str]
    interpretation: list[str]
    eligible_countries: list[str]
    historic: bool

    @property
    def nominating(self) -> bool:
        """Whether nominations are taken."""
        return self.kind in NOMINATING_KINDS and not self.historic

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and last day, as far as they are known."""
        if self.starts and self.ends:
            return self.starts.date(), self.ends.date()
        try:
            return days_of(self.period) if self.period else None
        except ValueError:
            return None

    @property
    def sort_at(self) -> datetime:
        """The place in the calendar; what has no dates comes last."""
        first = self.days[0] if self.days else date.max
        return self.starts or datetime.combine(first, time.min)


RECORD = tuple(found.name for found in fields(Record))


@dataclass(frozen=True)
class Activity:
    """An activity with where it stands."""

    activity_id: UUID
    slug: str
    record: Record
    status: str = "draft"
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    deadline_at: datetime | None = None
    ical_sequence: int = 0
    agenda_version: int = 0
    drafted_digest: str = ""
    proposed_by: UUID | None = None
    announced_at: datetime | None = None
    cancel_reason: str | None = None
    headcount: int | None = None
    exact: bool | None = None
    none_reason: str | None = None
    version: int = 1
    seats_taken: int = 0
    updated_at: datetime | None = None
    organiser_names: dict[UUID, Text] = field(default_factory=dict)

    @property
    def public(self) -> bool:
        """Whether everybody may see it."""
        return self.announced_at is not None

    @property
    def free_seats(self) -> int:
        """Seats neither offered nor taken, never below zero."""
        return max(0, self.record.seats - self.seats_taken)

    def move(self, command: str, **changes: Any) -> "Activity":
        """The activity after the step; refuses `InvalidTransition` with the steps allowed."""
        if command not in self.allowed():
            raise self.out_of_turn(command)
        return replace(self, status=MOVES[command][self.status], version=self.version + 1, **changes)

    def out_of_turn(self, command: str) -> InvalidTransition:
        """The refusal of a step that is not possible from here."""
        facts: dict[str, Any] = {"from": self.status, "command": command, "allowed": self.allowed()}
        return InvalidTransition(**facts)

    def allowed(self) -> list[str]:
        """The steps possible from here, sorted."""
        # What takes nominations starts after its selection only.
        barred = "start" if self.status == "announced" and self.record.nominating else None
        return sorted(command for command, moves in MOVES.items() if self.status in moves and command != barred)

    def at_version(self, version: int) -> "Activity":
        """Itself, if this is the version read; refuses `StaleVersion`."""
        if version != self.version:
            raise StaleVersion(version=self.version)
        return self

    def revised(self, record: Record, now: datetime) -> "Activity":
        """With another record and its moments; refuses `Invalid`."""
        return replace(self, record=record, **moments(record, now))

    def returned_by(self, account_id: UUID | None) -> "Activity":
        """A draft again; refuses `Forbidden` to its proposer."""
        after = self.move("return", proposed_by=None)
        if account_id is not None and account_id == self.proposed_by:
            raise Forbidden("Not by whoever proposed it.")
        return after

    def require(self, *needs: "Need", now: datetime) -> "Activity":
        """Itself, when nothing is missing; refuses `NotReady` with everything that is."""
        missing = [problem(need.name, need.code, need.message) for need in needs if not need.met(self, now)]
        if missing:
            raise NotReady(missing=missing)
        return self

    def over(self, now: datetime) -> bool:
        """Whether its end is reached."""
        if self.ends_at:
            return now >= self.ends_at
        return self.record.days is not None and self.record.days[1] < now.date()


@dataclass(frozen=True)
class Need:
    """Something a step needs."""

    name: str
    code: str
    message: str
    met: Callable[[Activity, datetime], bool]


def _when(a: Activity, now: datetime) -> bool:
    return a.record.days is not None


def _dated(a: Activity, now: datetime) -> bool:
    return (a.starts_at is not None and a.ends_at is not None) or (a.record.historic and _when(a, now))


def _to_come(a: Activity, now: datetime) -> bool:
    return a.record.historic or a.starts_at is None or a.starts_at > now


def _in_place(a: Activity, now: datetime) -> bool:
    return a.record.historic or a.record.modality == "online" or a.record.venue is not None


def _linked(a: Activity, now: datetime) -> bool:
    return a.record.historic or a.record.modality == "onsite" or bool(a.record.join_link)


def _deadline_ahead(a: Activity, now: datetime) -> bool:
    return not a.record.nominating or (a.deadline_at is not None and a.deadline_at > now)


OBJECTIVES = Need("objectives", "required", "At least one objective.", lambda a, now: bool(a.record.objectives))
ORGANISERS = Need("organisers", "required", "At least one organiser.", lambda a, now: bool(a.record.organisers))
WHEN = Need("starts", "required", "Dates, or the period.", _when)
DATES = Need("starts", "required", "Full dates and their zone.", _dated)
CONTACT = Need("contact", "required", "Who is responsible.", lambda a, now: a.record.historic or bool(a.record.contact))
PROPOSING = (OBJECTIVES, ORGANISERS, WHEN)
APPROVING = (DATES, ORGANISERS, CONTACT)
ANNOUNCING = (
    DATES, ORGANISERS, CONTACT, OBJECTIVES,
    Need("title", "source_missing", "A title in its source language.", lambda a, now: bool(
        a.record.title.get(source_of(a.record.title) or ""))),
    Need("starts", "not_in_future", "A start that is still to come.", _to_come),
    Need("venue", "required", "A venue, unless it is online.", _in_place),
    Need("join_link", "required", "The link to join online.", _linked),
    Need("seats", "required", "How many seats there are.", lambda a, now: a.record.seats > 0 or not a.record.nominating),
    Need("languages", "required", "At least one working language.", lambda a, now: (
        a.record.historic or bool(a.record.languages))),
    Need("nomination_deadline", "required", "A deadline for nominations that is still to come.", _deadline_ahead),
)  # fmt: skip


def instant_of(wall: datetime, zone: str) -> datetime | None:
    """The UTC instant of a wall-clock time, the first of two where it is ambiguous; None where clocks skip it."""
    try:
        instant = wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
        return instant if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall else None
    except OverflowError:  # the first or last day that can be written at all
        return None


def moments(record: Record, now: datetime) -> dict[str, Any]:
    """The instants of the record's wall-clock times; refuses `Invalid` with every problem of its times."""
    found: dict[str, Any] = {}
    problems = _problems_of_years(record, now)
    for name, column in (("starts", "starts_at"), ("ends", "ends_at"), ("nomination_deadline", "deadline_at")):
        wall = getattr(record, name)
        found[column] = instant_of(wall, record.zone) if wall and record.zone else None
        if wall and record.zone and not found[column]:
            problems.append(problem(name, "nonexistent_time", f"Clocks in {record.zone} skip this time."))
    if record.historic and record.days and record.days[0] > now.date():
        problems.append(problem("historic", "not_past", "History lies in the past."))
    if problems:
        raise Invalid(problems)
    return found


def _problems_of_years(record: Record, now: datetime) -> Problems:
    years = {name: getattr(record, name) for name in ("starts", "ends", "nomination_deadline")}
    problems = []
    try:
        years["period"] = days_of(record.period)[0] if record.period is not None else None
    except ValueError:
        problems.append(problem("period", "not_a_partial_date", "A year or a month: 2013 or 2013-12."))
    for name, when in years.items():
        if when and not FIRST_YEAR <= when.year <= now.year + YEARS_AHEAD:
            problems.append(problem(name, "out_of_range", f"From {FIRST_YEAR} to {YEARS_AHEAD} years ahead."))
    return problems


def days_of(period: str) -> tuple[date, date]:
    """The first and last day of `2013` or `2013-12`; raises ValueError for anything else."""
    if not (period.isascii() and len(period) in (4, 7) and period[4:5] in ("", "-")):
        raise ValueError(period)
    first = date(int(period[:4]), int(period[5:] or 1), 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1) if period[5:] else date(first.year + 1, 1, 1)
    return first, after - timedelta(days=1)
