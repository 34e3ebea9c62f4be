"""What waits where; reads only."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.tx import Tx

_SOON = "o.status = 'published' and o.closes_at > %(now)s and o.closes_at <= %(now)s + interval '14 days'"
_STALE = "o.status = 'draft' and o.deleted_at is null and o.updated_at < %(now)s - interval '30 days'"
_PENDING = """exists (select from opportunity_revisions as r
  where r.opportunity_id = o.opportunity_id and r.status in ('draft', 'in_review')) and o.status in ('published', 'closed')"""


def count_opportunities(tx: Tx, institution_id: UUID, now: datetime) -> dict[str, int]:
    """How many of an institution's opportunities stand where."""
    row = tx.one(
        f"""select
              count(*) filter (where status = 'draft' and comments = '[]') as draft,
              count(*) filter (where status = 'draft' and comments <> '[]') as returned,
              count(*) filter (where status = 'in_review') as in_review,
              count(*) filter (where status = 'approved') as approved,
              count(*) filter (where status = 'published') as published,
              count(*) filter (where {_PENDING}) as revision_pending,
              count(*) filter (where {_SOON}) as closing_soon,
              count(*) filter (where status = 'closed') as closed,
              count(*) filter (where status = 'suspended') as suspended
            from opportunities as o where institution_id = %(id)s and deleted_at is null""",
        id=institution_id, now=now,
    )  # fmt: skip
    assert row is not None
    return row


def list_expiring(tx: Tx, institution_id: UUID, now: datetime, limit: int) -> list[UUID]:
    """Those whose deadline is near."""
    return _ids(tx, _SOON, institution_id, now, limit)


def list_stale(tx: Tx, institution_id: UUID, now: datetime, limit: int) -> list[UUID]:
    """Drafts that nobody has touched for a month."""
    return _ids(tx, _STALE, institution_id, now, limit)


def list_ids(tx: Tx, institution_id: UUID) -> list[UUID]:
    """All opportunities of an institution."""
    rows = tx.all("select opportunity_id from opportunities where institution_id = %(id)s", id=institution_id)
    return [row["opportunity_id"] for row in rows]


def list_steps_due(tx: Tx, institution_id: UUID, now: datetime, limit: int) -> list[dict[str, Any]]:
    """The institution's next steps with its opportunities: kind, subject_id, title, since; the longest waiting first."""
    return tx.all(
        """select * from (
             select 'revise_returned' as kind, opportunity_id as subject_id, title, updated_at as since
               from opportunities where institution_id = %(id)s and status = 'draft' and comments <> '[]'
                 and deleted_at is null
             union all
             select 'revise_returned_revision', o.opportunity_id, o.title, o.updated_at
               from opportunities as o join opportunity_revisions as r using (opportunity_id)
               where o.institution_id = %(id)s and o.status in ('published', 'closed') and r.status = 'draft'
                 and r.comments <> '[]'
             union all
             select 'publish_approved', opportunity_id, title, updated_at
               from opportunities where institution_id = %(id)s and status = 'approved' and publish_at is null
                 and closes_at > %(now)s
             union all
             select 'archive_ended', opportunity_id, title, ends_at
               from opportunities where institution_id = %(id)s and status = 'ended' and ends_at < %(month_ago)s) as due
           order by since, subject_id limit %(limit)s""",
        id=institution_id, now=now, month_ago=now - timedelta(days=30), limit=limit,
    )  # fmt: skip


def count_queues(tx: Tx) -> list[dict[str, Any]]:
    """How much waits for officers in each queue, and since when the oldest does: queue, count, oldest."""
    return tx.all(
        """select 'applications' as queue, count(*)::int as count, min(applied_at) as oldest
             from applications where status = 'verified'
           union all
           select 'opportunities', count(*)::int, min(submitted_at) from opportunities where status = 'in_review'
           union all
           select 'change_requests', count(*)::int, min(proposed_at) from change_requests where status = 'open'
           union all
           select 'duplicates', count(*)::int, min(found_at)
             from duplicate_pairs as p
             join institutions as one on one.institution_id = p.one_id and one.status in ('planned', 'active', 'unconfirmed', 'inactive')
             join institutions as other on other.institution_id = p.other_id and other.status in ('planned', 'active', 'unconfirmed', 'inactive')
             where p.dismissed_at is null"""
    )


def _ids(tx: Tx, condition: str, institution_id: UUID, now: datetime, limit: int) -> list[UUID]:
    rows = tx.all(
        f"""select opportunity_id from opportunities as o where institution_id = %(id)s and {condition}
            order by deadline, opportunity_id limit %(limit)s""",
        id=institution_id, now=now, limit=limit,
    )  # fmt: skip
    return [row["opportunity_id"] for row in rows]
