"""The table of revisions."""

from typing import Any
from uuid import UUID

from chassis.tx import Json, Tx
from contracts.refusals import Conflict

Revision = dict[str, Any]
_COLUMNS = "revision_id, opportunity_id, status, changes, authors, comments, revision, begun_at, submitted_at"


def find_pending(tx: Tx, opportunity_id: UUID) -> Revision | None:
    """The pending revision of an opportunity for a change, or None."""
    return tx.one(
        f"""select {_COLUMNS} from opportunity_revisions
            where opportunity_id = %(id)s and status in ('draft', 'in_review') for update""",
        id=opportunity_id,
    )


def list_pending(tx: Tx, opportunity_ids: list[UUID]) -> list[Revision]:
    """The pending revisions of these opportunities."""
    return tx.all(
        f"""select {_COLUMNS} from opportunity_revisions
            where opportunity_id = any (%(ids)s::uuid[]) and status in ('draft', 'in_review')""",
        ids=opportunity_ids,
    )


def add_revision(tx: Tx, revision: Revision) -> None:
    """Insert it; a second pending one of the same opportunity is refused as `Conflict`."""
    with tx.refusing("opportunity_revisions_one_pending", Conflict("Another revision is pending.")):
        tx.run(
            """insert into opportunity_revisions (revision_id, opportunity_id, status, changes, authors, revision, begun_at,
                 submitted_at, settled_at)
               values (%(revision_id)s, %(opportunity_id)s, %(status)s, %(changes)s, %(authors)s, %(revision)s, %(begun_at)s,
                 %(submitted_at)s, %(settled_at)s)""",
            **revision,
        )  # fmt: skip


def save_revision(tx: Tx, revision: Revision) -> None:
    """Write where a locked one stands and what it changes."""
    tx.run(
        """update opportunity_revisions set status = %(status)s, changes = %(changes)s, authors = %(authors)s,
             comments = %(comments)s, revision = %(revision)s, submitted_at = %(submitted_at)s, settled_at = %(settled_at)s
           where revision_id = %(revision_id)s""",
        **{"settled_at": None, **revision, "comments": Json(revision["comments"])},
    )


def count_in_review(tx: Tx) -> dict[str, Any]:
    """How many wait for a review and since when the oldest does."""
    row = tx.one(
        """select count(*) as count, min(r.submitted_at) as oldest from opportunity_revisions as r
             join opportunities as o using (opportunity_id)
           where r.status = 'in_review' and o.status in ('published', 'closed')"""
    )
    assert row is not None
    return row
