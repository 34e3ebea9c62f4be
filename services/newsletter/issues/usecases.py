"""Opening, assembling, editing and reviewing an issue."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from chassis.tx import Tx
from contracts.newsletter.issues import (
    CoverageIncomplete,
    IssueApproved,
    IssueAssembled,
    IssueChangesRequested,
    IssueOpened,
    IssueSubmittedForReview,
    ThinIssue,
)  # fmt: skip
from contracts.paging import cursor_of, key_of
from contracts.refusals import Invalid, NotReady
from services.newsletter.candidates.usecases import Window
from services.newsletter.issues import repository
from services.newsletter.issues.domain import FEWEST_ITEMS, Issue
from services.newsletter.items import usecases as items
from services.newsletter.publications import usecases as publications
from services.newsletter.recipients import usecases as recipients
from services.newsletter.renderings import usecases as renderings

LARGEST_MAIL = 900_000


def open_issue(tx: Tx, code: str, period: str, now: datetime) -> Issue:
    """The issue of a half-year that has begun, opened now or before; refuses `NotFound` and `Invalid`."""
    publication = publications.get_publication(tx, code)
    numbers = publications.numbered(publication, period)
    if publications.bounds(period)[0] > now:
        raise Invalid([{"field": "period", "code": "not_begun", "message": "This half-year has not begun."}])
    title = renderings.issue_title(publication, numbers)
    issue = Issue(uuid4(), title=title, opened_at=now, opened_by=tx.actor.account_id, **numbers)
    if repository.add_issue(tx, issue):
        tx.emit(IssueOpened, issue)
        return issue
    return repository.get_issue_of(tx, code, numbers["period"])


def open_due_issues(tx: Tx, now: datetime) -> None:
    """Open what the calendar says should be open, also what was missed (L3)."""
    for publication, period in publications.due_periods(tx, repository.last_opened_by_timer(tx), now):
        open_issue(tx, publication["code"], period, now)


def assemble_issue(tx: Tx, issue_id: UUID, thin_reason: str, now: datetime) -> Issue:
    """Make or refresh the items from the events; refuses `ThinIssue` below three unless a reason is given (L5, L30)."""
    issue = repository.lock_issue(tx, issue_id).assembled(tx.actor.account_id, thin_reason)
    publication = publications.get_publication(tx, issue.publication)
    plans = items.plan_issue(tx, issue_id, publication, window_of(tx, issue), now)
    made = items.refresh(tx, issue_id, publication, plans, adding=True)
    included = _not_thin(issue, made)
    repository.save_issue(tx, issue)
    tx.emit(IssueAssembled, {**vars(issue), "items": included})
    return issue


def _not_thin(issue: Issue, made: Sequence[Any]) -> int:
    included = sum(item.included for item in made)
    if issue.is_thin(included):
        raise ThinIssue(items=included, fewest=FEWEST_ITEMS)
    return included


def revise_item(tx: Tx, issue_id: UUID, item_id: UUID, changes: Mapping[str, Any]) -> Issue:
    """Edit, move, exclude or include an item; refuses `Invalid`, `NotFound`, `InvalidTransition` (L9)."""
    issue = repository.lock_issue(tx, issue_id).edited(tx.actor.account_id)
    items.revise_item(tx, issue_id, item_id, changes, publications.get_publication(tx, issue.publication))
    repository.save_issue(tx, issue)
    return issue


def add_item(tx: Tx, issue_id: UUID, new: Mapping[str, Any]) -> Issue:
    """Add an item by hand; refuses `Invalid`, `InvalidTransition`."""
    issue = repository.lock_issue(tx, issue_id).edited(tx.actor.account_id)
    items.add_item(tx, issue_id, new, publications.get_publication(tx, issue.publication))
    repository.save_issue(tx, issue)
    return issue


def submit_issue(tx: Tx, issue_id: UUID, waived: Sequence[str], now: datetime) -> Issue:
    """Hand it to the approver; refuses `CoverageIncomplete`, `ThinIssue` or `NotReady`, each with all that is open."""
    issue = repository.lock_issue(tx, issue_id).submitted(waived)
    _checked(tx, issue, now)
    repository.save_issue(tx, issue)
    tx.emit(IssueSubmittedForReview, issue)
    return issue


def _checked(tx: Tx, issue: Issue, now: datetime) -> list[Any]:
    """The items with their newest facts, complete and fit to print."""
    publication = publications.get_publication(tx, issue.publication)
    plans = items.plan_issue(tx, issue.issue_id, publication, window_of(tx, issue), now)
    made = items.refresh(tx, issue.issue_id, publication, plans, adding=False)
    report = items.coverage(made, plans, publication["languages"])
    if report["unexplained"]:
        raise CoverageIncomplete(missing=report["unexplained"])
    if not _not_thin(issue, made):
        raise ThinIssue("An issue without any item is not sent.", items=0, fewest=1)
    problems = items.problems(made, report, issue.waived_languages)
    if problems:
        raise NotReady("Some items are not fit to print.", missing=problems)
    return made


def request_changes(tx: Tx, issue_id: UUID, comments: str, now: datetime) -> Issue:
    """Give it back to its editors."""
    issue = repository.lock_issue(tx, issue_id).returned(tx.actor.account_id, comments, now)
    repository.save_issue(tx, issue)
    tx.emit(IssueChangesRequested, issue)
    return issue


def approve_issue(tx: Tx, issue_id: UUID, public_url: str, now: datetime) -> Issue:
    """Freeze it in every language; refuses `Forbidden` to its last editor, and what `submit_issue` refuses (L7, L10)."""
    under_review = repository.lock_issue(tx, issue_id)
    issue = under_review.approved(tx.actor.account_id, now)
    made = [item for item in _checked(tx, under_review, now) if item.included]
    publication = publications.get_publication(tx, issue.publication)
    printed = {**vars(issue), "publication_title": publication["title"], "sections": publication["sections"]}
    pages = renderings.render_all(
        printed, [items.shown(item, publication["languages"]) | {"path": item.path} for item in made],
        publication["languages"], public_url,
    )  # fmt: skip
    if sum(len((page.html + page.text).encode()) for page in pages) > LARGEST_MAIL:
        raise NotReady("The mail is too large; leave something out.", missing=[{"code": "mail_too_large"}])
    renderings.freeze(tx, issue_id, pages)
    repository.save_issue(tx, issue)
    tx.audit("approve_issue", issue_id, slug=issue.slug)
    tx.emit(IssueApproved, {**vars(issue), "languages": publication["languages"]})
    return issue


def window_of(tx: Tx, issue: Issue) -> Window:
    """The issue's half-year, and what of earlier ones came too late for the issue before."""
    since, until = publications.bounds(issue.period)
    window = Window(since, until, issue.approved_at)
    previous = repository.find_previous(tx, issue)
    if previous is None:
        return window
    bounds = publications.bounds(previous.period)
    return replace(
        window, previous_id=previous.issue_id, previous_since=bounds[0], previous_until=bounds[1],
        previous_frozen_at=previous.approved_at,
    )  # fmt: skip


def show_issue(tx: Tx, issue: Issue, now: datetime) -> dict[str, Any]:
    """The issue with items, coverage and counts, as editors see it."""
    publication = publications.get_publication(tx, issue.publication)
    order = items.section_codes(publication)
    found = sorted(items.list_items(tx, issue.issue_id), key=lambda item: (order.index(item.section), item.position))
    plans = items.plan_issue(tx, issue.issue_id, publication, window_of(tx, issue), now)
    return {
        **vars(issue),
        "items": [items.shown(item, publication["languages"]) for item in found],
        "coverage": items.coverage(found, plans, publication["languages"]),
        "counts": recipients.count(tx, issue.issue_id),
    }


def get_issue(tx: Tx, issue_id: UUID, now: datetime) -> dict[str, Any]:
    """One issue as editors see it; refuses `NotFound`."""
    return show_issue(tx, repository.get_issue(tx, issue_id), now)


def list_issues(tx: Tx, publication: str | None, limit: int, cursor: str | None, now: datetime) -> dict[str, Any]:
    """A page of issues, newest first."""
    found = repository.list_issues(tx, publication, key_of(cursor, str, UUID), limit)
    shown = found[:limit]
    more = cursor_of(shown[-1].period, shown[-1].issue_id) if len(found) > limit else None
    return {"items": [show_issue(tx, issue, now) for issue in shown], "next": more}


def lock_issue(tx: Tx, issue_id: UUID) -> Issue:
    """One issue for update; refuses `NotFound`."""
    return repository.lock_issue(tx, issue_id)


def lock_one_in_sending(tx: Tx) -> Issue | None:
    """The issue whose sending is to go on, locked."""
    return repository.lock_one_in_sending(tx)


def save_issue(tx: Tx, issue: Issue) -> None:
    """Keep its present state."""
    repository.save_issue(tx, issue)
