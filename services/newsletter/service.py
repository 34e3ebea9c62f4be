"""The newsletter as a process."""

from chassis.database import Database
from chassis.settings import Settings
from services.newsletter.archive.entrypoints import ArchiveEntrypoints
from services.newsletter.bearers.entrypoints import BearerEntrypoints
from services.newsletter.candidates.entrypoints import CandidateEntrypoints
from services.newsletter.history.entrypoints import HistoryEntrypoints
from services.newsletter.issues.entrypoints import IssueEntrypoints
from services.newsletter.items.entrypoints import ItemEntrypoints
from services.newsletter.parked.entrypoints import ParkedEntrypoints
from services.newsletter.privacy.entrypoints import PrivacyEntrypoints
from services.newsletter.publications.entrypoints import PublicationEntrypoints
from services.newsletter.sending.entrypoints import SendingEntrypoints
from services.newsletter.subscribers.entrypoints import SubscriberEntrypoints


class NewsletterService(
    PublicationEntrypoints, CandidateEntrypoints, IssueEntrypoints, ItemEntrypoints, SendingEntrypoints,
    ArchiveEntrypoints, SubscriberEntrypoints, HistoryEntrypoints, ParkedEntrypoints, PrivacyEntrypoints,
    BearerEntrypoints,
):  # fmt: skip
    """Issues in three languages, assembled from what the other services tell, and their readers."""

    name = "newsletter"
    db = Database()
    settings = Settings()
