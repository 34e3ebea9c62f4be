"""An issue as editors see it."""

from contracts.newsletter.issues import IssueView
from services.newsletter.issues import usecases


def shown(tx, issue, now):
    return IssueView.write(usecases.get_issue(tx, issue.issue_id, now))


def items(tx, issue, now, kind=None):
    return [item for item in shown(tx, issue, now)["items"] if kind in (None, item["kind"])]
