"""An approved issue on its way to its readers and into the archive."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.newsletter.issues import (
    IssueArchived,
    IssueMailPrepared,
    IssuePaused,
    IssueResumed,
    IssueSendingStarted,
    IssueSent,
)  # fmt: skip
from services.newsletter.issues import usecases as issues
from services.newsletter.recipients import usecases as recipients
from services.newsletter.renderings import usecases as renderings

LIST_DOMAIN = "newsletter.sesric.org"


def send_issue(tx: Tx, issue_id: UUID, now: datetime) -> Any:
    """Freeze the list of recipients and hand out the frozen mail; the mails follow in batches."""
    issue = issues.lock_issue(tx, issue_id).sending(now)
    pages = renderings.list_renderings(tx, issue_id)
    number = recipients.freeze(tx, issue_id, issue.publication, [page["language"] for page in pages])
    issues.save_issue(tx, issue)
    tx.audit("send_issue", issue_id, slug=issue.slug, recipients=number)
    tx.emit(IssueSendingStarted, {**vars(issue), "recipients": number})
    parts = {part: {page["language"]: page[part] for page in pages} for part in ("subject", "html", "text")}
    tx.emit(IssueMailPrepared, {"issue_mail_id": issue_id, "list_id": f"{issue.publication}.{LIST_DOMAIN}", **parts})
    return issue


def pause_issue(tx: Tx, issue_id: UUID) -> Any:
    """Ask for no more mails."""
    issue = issues.lock_issue(tx, issue_id).paused()
    issues.save_issue(tx, issue)
    tx.emit(IssuePaused, issue)
    return issue


def resume_issue(tx: Tx, issue_id: UUID) -> Any:
    """Go on with those not asked for yet."""
    issue = issues.lock_issue(tx, issue_id).resumed()
    issues.save_issue(tx, issue)
    tx.emit(IssueResumed, issue)
    return issue


def go_on_sending(tx: Tx, now: datetime, batch: int = recipients.BATCH) -> bool:
    """One step of one issue: its next batch, or its end when every mail is settled; True where more may be left to do."""
    issue = issues.lock_one_in_sending(tx)
    if issue is None:
        return False
    if recipients.request_batch(tx, issue.issue_id, now, batch):
        return True
    counts = recipients.count(tx, issue.issue_id)
    if counts["pending"]:
        return False
    sent = issue.sent(now)
    tx.emit(IssueSent, {**vars(sent), "counts": counts})
    archived = sent.archived()
    issues.save_issue(tx, archived)
    languages = [page["language"] for page in renderings.list_renderings(tx, issue.issue_id)]
    tx.emit(IssueArchived, {**vars(archived), "languages": languages})
    return True
