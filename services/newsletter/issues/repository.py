"""Issues in SQL."""

from typing import Any
from uuid import UUID

from chassis.tx import Json, Tx
from contracts.refusals import NotFound
from services.newsletter.issues.domain import Issue

_COLUMNS = """issue_id, publication, period, volume, number, title, slug, status, version, thin_reason,
  waived_languages, comments, opened_by, assembled_by, last_editor, approved_by, opened_at, approved_at, sending_at,
  sent_at"""


def add_issue(tx: Tx, issue: Issue) -> bool:
    """Open the issue; False where the half-year has one already, also when two try at once (L2)."""
    return bool(
        tx.run(
            """insert into issues (issue_id, publication, period, volume, number, title, slug, opened_by, opened_at)
               values (%(issue_id)s, %(publication)s, %(period)s, %(volume)s, %(number)s, %(title)s, %(slug)s,
                 %(opened_by)s, %(opened_at)s)
               on conflict do nothing""",
            **_parameters(issue),
        )
    )


def save_issue(tx: Tx, issue: Issue) -> None:
    """Keep its present state."""
    tx.run(
        """update issues set status = %(status)s, version = %(version)s, thin_reason = %(thin_reason)s,
             waived_languages = %(waived_languages)s::text[], comments = %(comments)s, assembled_by = %(assembled_by)s,
             last_editor = %(last_editor)s, approved_by = %(approved_by)s, approved_at = %(approved_at)s,
             sending_at = %(sending_at)s, sent_at = %(sent_at)s
           where issue_id = %(issue_id)s""",
        **_parameters(issue),
    )


def get_issue(tx: Tx, issue_id: UUID) -> Issue:
    """One issue; refuses `NotFound`."""
    return _found(tx.one(f"select {_COLUMNS} from issues where issue_id = %(id)s", id=issue_id))


def lock_issue(tx: Tx, issue_id: UUID) -> Issue:
    """One issue for update; refuses `NotFound`."""
    return _found(tx.one(f"select {_COLUMNS} from issues where issue_id = %(id)s for update", id=issue_id))


def get_issue_of(tx: Tx, publication: str, period: str) -> Issue:
    """The issue of a half-year; refuses `NotFound`."""
    return _found(
        tx.one(
            f"select {_COLUMNS} from issues where publication = %(publication)s and period = %(period)s",
            publication=publication, period=period,
        )
    )  # fmt: skip


def find_previous(tx: Tx, issue: Issue) -> Issue | None:
    """The publication's issue before this one, whichever half-year it is of."""
    row = tx.one(
        f"""select {_COLUMNS} from issues where publication = %(publication)s and period < %(period)s
            order by period desc limit 1""",
        publication=issue.publication, period=issue.period,
    )  # fmt: skip
    return _issue(row) if row else None


def list_issues(tx: Tx, publication: str | None, after: tuple[str, UUID] | None, limit: int) -> list[Issue]:
    """Issues, newest half-year first; one more than asked where there are more."""
    period, issue_id = after or (None, None)
    rows = tx.all(
        f"""select {_COLUMNS} from issues
            where (%(publication)s::text is null or publication = %(publication)s)
              and (%(period)s::text is null or (period, issue_id) < (%(period)s::text, %(issue_id)s::uuid))
            order by period desc, issue_id desc limit %(limit)s""",
        publication=publication, period=period, issue_id=issue_id, limit=limit + 1,
    )  # fmt: skip
    return [_issue(row) for row in rows]


def last_opened_by_timer(tx: Tx) -> dict[str, str]:
    """The newest half-year the timer opened, per publication."""
    rows = tx.all("select publication, max(period) as period from issues where opened_by is null group by publication")
    return {row["publication"]: row["period"] for row in rows}


def lock_one_in_sending(tx: Tx) -> Issue | None:
    """The issue that waits longest for its next batch of mails or its end; None where none is being sent."""
    row = tx.one(
        f"""select {_COLUMNS} from issues i where status = 'sending'
            order by not exists (select from recipients r where r.issue_id = i.issue_id and r.status = 'waiting'),
              exists (select from recipients r where r.issue_id = i.issue_id and r.status = 'requested'), sending_at
            limit 1 for update skip locked"""
    )
    return _issue(row) if row else None


def _found(row: dict[str, Any] | None) -> Issue:
    if row is None:
        raise NotFound("No such issue.")
    return _issue(row)


def _issue(row: dict[str, Any]) -> Issue:
    return Issue(**{**row, "waived_languages": tuple(row["waived_languages"]), "comments": tuple(row["comments"])})


def _parameters(issue: Issue) -> dict[str, Any]:
    lists = {"waived_languages": list(issue.waived_languages), "comments": Json(list(issue.comments))}
    return {**vars(issue), **lists}
