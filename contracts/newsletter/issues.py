"""Issues of a publication: opened for a period, assembled from events, reviewed, sent, archived (L1–L10, L21–L26)."""

from marshmallow import Schema, fields

from contracts.base import Event, PageRequest, Request, View, page_of
from contracts.fields import Code, Flag, Instant, LanguageCode, LanguageMap, Line, Words, several, whole
from contracts.refusals import NotReady

STATUSES = (
    "collecting",
    "draft",
    "in_review",
    "approved",
    "sending",
    "paused",
    "sent",
    "archived",
    "cancelled",
    "aborted",
)
ITEM_KINDS = (
    "activity",
    "opportunity",
    "institution",
    "partnership",
    "best_practice",
    "news",
    "editorial",
    "announcement",
)


class CoverageIncomplete(NotReady):
    """Candidates of the period are neither in the issue nor excluded with a reason."""


class ThinIssue(NotReady):
    """Fewer items than the publication wants; confirm to go on."""


class ItemView(Schema):
    """One item of an issue with the facts it was made from and the events that told them."""

    item_id = fields.UUID(required=True)
    kind = Code(ITEM_KINDS, required=True)
    section = fields.String(required=True)
    source_id = fields.UUID(required=True, allow_none=True)
    title = LanguageMap(required=True)
    text = LanguageMap(most=20_000, blank=True)
    byline = fields.String(allow_none=True)
    link = fields.String(allow_none=True)
    facts = fields.Dict(required=True)
    event_ids = fields.List(fields.UUID(), required=True)
    position = fields.Integer(required=True)
    included = Flag(required=True)
    exclusion_reason = fields.String(allow_none=True)
    edited = Flag(required=True)
    missing_languages = fields.List(fields.String(), required=True)


class CoverageView(Schema):
    """What of the period is in the issue, what is excluded and why, and what is open (L6)."""

    included = fields.Integer(required=True)
    excluded = fields.Integer(required=True)
    unexplained = fields.List(fields.Dict(), required=True)
    missing_translations = fields.List(fields.Dict(), required=True)
    changed = fields.List(
        fields.Dict(), required=True, metadata={"description": "items whose source says something else by now"}
    )


class CountsView(Schema):
    """Recipients and what became of their mails; they add up."""

    recipients = fields.Integer(required=True)
    sent = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    suppressed = fields.Integer(required=True)
    pending = fields.Integer(required=True)


class IssueView(View):
    """An issue as editors see it."""

    issue_id = fields.UUID(required=True)
    publication = fields.String(required=True)
    volume = fields.Integer(required=True)
    number = fields.Integer(required=True)
    period = fields.String(required=True, metadata={"description": "e.g. 2026-H2"})
    title = LanguageMap(required=True)
    status = Code(STATUSES, required=True)
    items = fields.List(fields.Nested(ItemView), required=True)
    coverage = fields.Nested(CoverageView, required=True)
    counts = fields.Nested(CountsView, required=True)
    version = whole(1, 2**31 - 1, required=True)


class OpenIssue(Request):
    """Open the issue of a half-year (`2026-H2`); one that is open already is returned."""

    publication = Line(most=40, load_default="e-newsletter")
    period = Line(most=7, required=True)
    returns = IssueView


class IssueStep(Request):
    """A step of one issue."""

    abstract = True
    issue_id = fields.UUID(required=True)
    returns = IssueView


class AssembleIssue(IssueStep):
    """Make or refresh the items from the events received; edited text is kept, nothing comes twice."""

    thin_reason = Words(most=1000, load_default="")


class SubmitIssueForReview(IssueStep):
    """Hand it to the approver; refuses `CoverageIncomplete` and other gaps, all listed."""

    waived_languages = several(
        LanguageCode(), load_default=list, metadata={"description": "languages that may fall back"}
    )


class RequestIssueChanges(IssueStep):
    """Give it back to the editors with comments."""

    comments = Words(most=4000, blank=False, required=True)


class ApproveIssue(IssueStep):
    """Freeze the content in every language; never by its last editor."""


class SendIssue(IssueStep):
    """Send it to the confirmed subscribers as they are now, each in one language."""


class PauseIssue(IssueStep):
    """Hold the sending."""


class ResumeIssue(IssueStep):
    """Go on with those not yet sent."""


class ReviseItem(Request):
    """Edit, move, exclude (with a reason) or include an item; edited text survives re-assembly."""

    issue_id = fields.UUID(required=True)
    item_id = fields.UUID(required=True)
    title = LanguageMap(most=300, load_default=None, allow_none=True)
    text = LanguageMap(most=6000, blank=True, load_default=None, allow_none=True)
    section = Line(most=40, load_default=None, allow_none=True)
    position = whole(0, 10_000, load_default=None, allow_none=True)
    included = Flag(load_default=None, allow_none=True)
    reason = Words(most=1000, load_default="")
    returns = IssueView


class AddItem(Request):
    """Add an editorial, announcement or news item by hand."""

    issue_id = fields.UUID(required=True)
    kind = Code(("editorial", "announcement", "news"), required=True)
    title = LanguageMap(most=300, required=True)
    text = LanguageMap(most=6000, required=True)
    section = Line(most=40, load_default=None, allow_none=True)
    byline = Line(most=120, load_default=None, allow_none=True)
    returns = IssueView


class GetIssue(Request):
    """One issue with items, coverage and counts."""

    issue_id = fields.UUID(required=True)
    reads = True
    returns = IssueView


class ListIssues(PageRequest):
    """Issues for editors, newest first."""

    publication = Line(most=40, load_default=None, allow_none=True)
    returns = page_of(IssueView)


class IssueFacts(Event):
    """Every issue event carries its number and period."""

    issue_id = fields.UUID(required=True)
    publication = fields.String(required=True)
    volume = fields.Integer(required=True)
    number = fields.Integer(required=True)
    period = fields.String(required=True)
    status = fields.String(required=True)
    version = fields.Integer(required=True)


class IssueOpened(IssueFacts):
    """An issue collects the events of its period."""

    about = "issue"


class IssueAssembled(IssueFacts):
    """An issue's items were made from events."""

    about = "issue"
    items = fields.Integer(required=True)


class IssueSubmittedForReview(IssueFacts):
    """An issue waits for approval."""

    about = "issue"


class IssueChangesRequested(IssueFacts):
    """An issue goes back to its editors."""

    about = "issue"


class IssueApproved(IssueFacts):
    """An issue's content is frozen in every language."""

    about = "issue"
    languages = fields.List(fields.String(), required=True)


class IssueSendingStarted(IssueFacts):
    """An issue is on its way to its recipients."""

    about = "issue"
    recipients = fields.Integer(required=True)


class IssuePaused(IssueFacts):
    """Sending is held."""

    about = "issue"


class IssueResumed(IssueFacts):
    """Sending goes on."""

    about = "issue"


class IssueSent(IssueFacts):
    """All deliveries are settled."""

    about = "issue"
    counts = fields.Nested(CountsView, required=True)


class IssueArchived(IssueFacts):
    """An issue stands in the public archive."""

    about = "issue"
    slug = fields.String(required=True)
    languages = fields.List(fields.String(), required=True)


class IssueMailPrepared(Event):
    """The frozen mail of an issue in each language; `%%UNSUBSCRIBE_URL%%` stands where each reader's link goes."""

    about = "issue_mail"
    internal = True
    issue_mail_id = fields.UUID(required=True, metadata={"description": "the issue's id"})
    list_id = fields.String(
        required=True, metadata={"description": "RFC 2919, e.g. e-newsletter.newsletter.sesric.org"}
    )
    subject = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    html = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    text = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class NotificationRequested(Event):
    """One frozen mail to one subscriber is to be sent once."""

    about = "notification"
    internal = True
    notification_id = fields.UUID(required=True)
    issue_id = fields.UUID(required=True)
    subscriber_id = fields.UUID(required=True)
    name = fields.String(allow_none=True)
    email = fields.String(required=True)
    language = fields.String(required=True)
    use_by = Instant(required=True, allow_none=True)
