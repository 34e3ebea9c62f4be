"""Routes of the newsletter: publications, issues, archive, subscriptions, audiences."""

from contracts.newsletter.archive import GetArchivedIssue, ListArchive
from contracts.newsletter.issues import (
    AddItem,
    ApproveIssue,
    AssembleIssue,
    GetIssue,
    ListIssues,
    OpenIssue,
    PauseIssue,
    RequestIssueChanges,
    ResumeIssue,
    ReviseItem,
    SendIssue,
    SubmitIssueForReview,
)  # fmt: skip
from contracts.newsletter.privacy import ExportReader
from contracts.newsletter.publications import ListPublications
from contracts.newsletter.subscribers import (
    ChangeSubscription,
    ConfirmSubscription,
    CountAudiences,
    GetSubscription,
    ImportSubscribers,
    ListSubscribers,
    Subscribe,
    Unsubscribe,
)  # fmt: skip
from services.gateway.routes.table import Route

ISSUE = "/v1/issues/{issue_id}"
ISSUES = (
    Route("GET", "/v1/publications", ListPublications),
    Route("GET", "/v1/issues", ListIssues),
    Route("POST", "/v1/issues", OpenIssue, 201, location=ISSUE),
    Route("GET", ISSUE, GetIssue),
    Route("POST", f"{ISSUE}/assembly", AssembleIssue),
    Route("POST", f"{ISSUE}/review", SubmitIssueForReview),
    Route("POST", f"{ISSUE}/changes", RequestIssueChanges),
    Route("POST", f"{ISSUE}/approval", ApproveIssue),
    Route("POST", f"{ISSUE}/sending", SendIssue),
    Route("POST", f"{ISSUE}/pause", PauseIssue),
    Route("POST", f"{ISSUE}/resumption", ResumeIssue),
    Route("POST", f"{ISSUE}/items", AddItem, 201, location=ISSUE),
    Route("PATCH", f"{ISSUE}/items/{{item_id}}", ReviseItem),
    Route("GET", "/v1/archive", ListArchive),
    Route("GET", "/v1/archive/{slug}", GetArchivedIssue),
)
SUBSCRIPTION = "/v1/subscriptions/{subscriber_id}"
SUBSCRIBERS = (
    Route("POST", "/v1/subscriptions", Subscribe, 202),
    Route("GET", SUBSCRIPTION, GetSubscription),
    Route("POST", f"{SUBSCRIPTION}/confirmation", ConfirmSubscription),
    Route("POST", f"{SUBSCRIPTION}/end", Unsubscribe),
    Route("POST", f"{SUBSCRIPTION}/change", ChangeSubscription),
    Route("GET", "/v1/subscribers", ListSubscribers),
    Route("POST", "/v1/subscribers/imports", ImportSubscribers),
    Route("GET", "/v1/audiences", CountAudiences),
    Route("POST", "/v1/personal-data/export/newsletter", ExportReader),
)
ROUTES = (*ISSUES, *SUBSCRIBERS)
