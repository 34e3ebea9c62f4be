"""The table of page views."""

from datetime import date
from typing import Any
from uuid import UUID

from chassis.tx import Tx


def begin_writing(tx: Tx) -> None:
    """Let a transaction that was begun for reading write; nothing may have been asked in it before."""
    tx.post("set transaction read write")


def count_view(tx: Tx, kind: str, subject_id: UUID, day: date) -> None:
    """One more view on that day."""
    tx.run(
        """insert into page_views (subject_kind, subject_id, day, views) values (%(kind)s, %(id)s, %(day)s, 1)
           on conflict (subject_kind, subject_id, day) do update set views = page_views.views + 1""",
        kind=kind, id=subject_id, day=day,
    )  # fmt: skip


def list_totals(tx: Tx, kind: str, subject_ids: list[UUID]) -> list[dict[str, Any]]:
    """How often each of these was seen in all."""
    return tx.all(
        """select subject_id, sum(views)::int as views from page_views
           where subject_kind = %(kind)s and subject_id = any (%(ids)s::uuid[]) group by subject_id""",
        kind=kind, ids=subject_ids,
    )  # fmt: skip


def list_days(tx: Tx, subject_ids: list[UUID], since: date) -> list[dict[str, Any]]:
    """The views of these together by day since a day, days without any left out."""
    return tx.all(
        """select day, sum(views)::int as views from page_views
           where subject_id = any (%(ids)s::uuid[]) and day >= %(since)s group by day order by day""",
        ids=subject_ids, since=since,
    )  # fmt: skip
