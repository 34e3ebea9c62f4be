"""What other nouns need to know of publications and their half-years."""

from datetime import datetime
from typing import Any

from chassis.tx import Tx
from contracts.paging import key_of, page
from services.newsletter.publications import repository
from services.newsletter.publications.domain import Period, missed, volume_of


def get_publication(tx: Tx, code: str) -> dict[str, Any]:
    """One publication; refuses `NotFound`."""
    return repository.get_publication(tx, code)


def list_publications(tx: Tx, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of publications."""
    after = key_of(cursor, int)
    return page(repository.list_publications(tx, after[0] if after else 0, limit), limit, "position")


def numbered(publication: dict[str, Any], period: str) -> dict[str, Any]:
    """The number, name and bounds of a half-year's issue; refuses `Invalid`."""
    half_year = Period.parse(period)
    volume = volume_of(publication["first_year"], half_year)
    code = publication["code"]
    return {
        "publication": code, "period": str(half_year), "volume": volume, "number": half_year.half,
        "slug": f"{code}-vol-{volume}-no-{half_year.half}",
    }  # fmt: skip


def bounds(period: str) -> tuple[datetime, datetime]:
    """The first instant of a half-year and the first after it."""
    half_year = Period.parse(period)
    return half_year.starts_at, half_year.ends_at


def due_periods(tx: Tx, last_of: dict[str, str], now: datetime) -> list[tuple[dict[str, Any], str]]:
    """Each publication with each half-year whose issue should be open by now and was not opened by the timer yet."""
    due = []
    for publication in repository.list_opened_by_themselves(tx):
        last = last_of.get(publication["code"])
        periods = missed(Period.parse(last) if last else None, Period.of(now))
        due += [(publication, str(period)) for period in periods]
    return due
