"""The archive in SQL."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.refusals import NotFound


def list_archive(
    tx: Tx, publication: str | None, after: tuple[datetime, UUID] | None, limit: int
) -> list[dict[str, Any]]:
    """Archived issues, newest first; one more than asked where there are more."""
    sent_at, issue_id = after or (None, None)
    return tx.all(
        """select issue_id, slug, publication, volume, number, period, title, sent_at from issues
           where status = 'archived' and (%(publication)s::text is null or publication = %(publication)s)
             and (%(sent_at)s::timestamptz is null or (sent_at, issue_id) < (%(sent_at)s::timestamptz, %(issue_id)s::uuid))
           order by sent_at desc, issue_id desc limit %(limit)s""",
        publication=publication, sent_at=sent_at, issue_id=issue_id, limit=limit + 1,
    )  # fmt: skip


def get_archived(tx: Tx, slug: str, languages: list[str]) -> dict[str, Any]:
    """An archived issue in the first of these languages it has, or any; refuses `NotFound`."""
    row = tx.one(
        """select i.issue_id, i.slug, i.publication, i.volume, i.number, i.period, i.sent_at, r.language,
             r.subject as title, r.body as html,
             (select array_agg(o.language order by o.language) from renderings o where o.issue_id = i.issue_id) as languages
           from issues i join renderings r using (issue_id)
           where i.slug = %(slug)s and i.status = 'archived'
           order by array_position(%(languages)s::text[], r.language), r.language limit 1""",
        slug=slug, languages=languages,
    )  # fmt: skip
    if row is None:
        raise NotFound("No such issue in the archive.")
    return row
