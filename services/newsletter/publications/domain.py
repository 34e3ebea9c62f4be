"""Half-years in the department's civil time, and the numbers of issues that follow from them (L2, L3)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from contracts.refusals import Invalid

# The department sits in Ankara; its half-years begin at midnight there.
ZONE = ZoneInfo("Europe/Istanbul")
_PERIOD = re.compile(r"(\d{4})-H([12])")


@dataclass(frozen=True, order=True)
class Period:
    """A half-year; in order of time."""

    year: int
    half: int

    @classmethod
    def of(cls, moment: datetime) -> "Period":
        """The half-year in which the moment lies."""
        local = moment.astimezone(ZONE)
        return cls(local.year, 1 if local.month <= 6 else 2)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """From `2026-H2`; refuses `Invalid`."""
        found = _PERIOD.fullmatch(text)
        if not found or not 1981 <= int(found.group(1)) <= 2999:
            raise Invalid([{"field": "period", "code": "not_a_period", "message": "A half-year such as 2026-H2."}])
        return cls(int(found.group(1)), int(found.group(2)))

    def __str__(self) -> str:
        return f"{self.year:04d}-H{self.half}"

    @property
    def next(self) -> "Period":
        """The half-year after this one."""
        return Period(self.year, 2) if self.half == 1 else Period(self.year + 1, 1)

    @property
    def starts_at(self) -> datetime:
        """Its first instant, in UTC."""
        return datetime(self.year, 1 if self.half == 1 else 7, 1, tzinfo=ZONE).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The first instant after it, in UTC."""
        return self.next.starts_at


def volume_of(first_year: int, period: Period) -> int:
    """The volume: the publication's first year is 1; refuses `Invalid` before it."""
    if period.year < first_year:
        raise Invalid([{"field": "period", "code": "before_first_year", "message": f"Not before {first_year}."}])
    return period.year - first_year + 1


def missed(last: Period | None, current: Period) -> list[Period]:
    """The half-years after the last one opened up to the current one; only the current where none was opened yet."""
    if last is None:
        return [current]
    periods = []
    while last < current:
        last = last.next
        periods.append(last)
    return periods
