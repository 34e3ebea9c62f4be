"""Counting views of public pages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.base import PUBLIC
from services.registry.views import repository

OPPORTUNITY, INSTITUTION = "opportunity", "institution"
Seen = dict[str, Any]


def is_counted(tx: Tx, wanted: bool) -> bool:
    """Whether this read is to be counted: somebody of the public looks; asked before anything else of the transaction."""
    if not wanted or tx.actor.role != PUBLIC:
        return False
    repository.begin_writing(tx)
    return True


def leads_here(slug: str | None, card: Seen) -> bool:
    """Whether this is not an old slug, which leads the reader on to where it is counted."""
    return slug in (None, card["slug"])


def count_view(tx: Tx, kind: str, subject_id: UUID, *, now: datetime) -> None:
    """Count one view, without by whom."""
    repository.count_view(tx, kind, subject_id, now.date())


@contextmanager
def counting(tx: Tx, kind: str, asked: Seen, *, now: datetime) -> Iterator[Callable[[Seen], Seen]]:
    """Around a read, before anything else of the transaction: what is handed to it was seen, once, where that was asked."""
    counts = is_counted(tx, asked["count_view"])

    def seen(card: Seen) -> Seen:
        if counts and leads_here(asked["slug"], card):
            count_view(tx, kind, card[f"{kind}_id"], now=now)
        return card

    yield seen


def totals(tx: Tx, kind: str, subject_ids: list[UUID]) -> dict[UUID, int]:
    """How often each of these was seen in all; those never seen are left out."""
    return {row["subject_id"]: row["views"] for row in repository.list_totals(tx, kind, subject_ids)}


def by_day(tx: Tx, subject_ids: list[UUID], today: date, days: int) -> list[dict[str, Any]]:
    """The views of these together on each of the last days, oldest first."""
    first = today - timedelta(days=days - 1)
    found = {row["day"]: row["views"] for row in repository.list_days(tx, subject_ids, first)}
    every = (first + timedelta(days=number) for number in range(days))
    return [{"day": day, "views": found.get(day, 0)} for day in every]
