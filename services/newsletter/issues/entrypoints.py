"""Issues from outside, and by the calendar."""

from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc, timer
from contracts.newsletter.issues import (
    ApproveIssue,
    AssembleIssue,
    GetIssue,
    ListIssues,
    OpenIssue,
    RequestIssueChanges,
    SubmitIssueForReview,
)  # fmt: skip
from services.newsletter.issues import usecases


class IssueEntrypoints:
    """One issue on its way to approval."""

    settings: Any

    @rpc(OpenIssue)
    def open_issue(self, tx, request):
        now = utcnow()
        return usecases.show_issue(tx, usecases.open_issue(tx, request["publication"], request["period"], now), now)

    @rpc(AssembleIssue)
    def assemble_issue(self, tx, request):
        now = utcnow()
        issue = usecases.assemble_issue(tx, request["issue_id"], request["thin_reason"], now)
        return usecases.show_issue(tx, issue, now)

    @rpc(SubmitIssueForReview)
    def submit_issue_for_review(self, tx, request):
        now = utcnow()
        issue = usecases.submit_issue(tx, request["issue_id"], request["waived_languages"], now)
        return usecases.show_issue(tx, issue, now)

    @rpc(RequestIssueChanges)
    def request_issue_changes(self, tx, request):
        now = utcnow()
        issue = usecases.request_changes(tx, request["issue_id"], request["comments"], now)
        return usecases.show_issue(tx, issue, now)

    @rpc(ApproveIssue)
    def approve_issue(self, tx, request):
        now = utcnow()
        issue = usecases.approve_issue(tx, request["issue_id"], self.settings.public_url, now)
        return usecases.show_issue(tx, issue, now)

    @rpc(GetIssue)
    def get_issue(self, tx, request):
        return usecases.get_issue(tx, request["issue_id"], utcnow())

    @rpc(ListIssues)
    def list_issues(self, tx, request):
        return usecases.list_issues(tx, request["publication"], request["limit"], request["cursor"], utcnow())

    @timer(seconds=300)
    def open_due_issues(self, tx):
        usecases.open_due_issues(tx, utcnow())
