"""The registry as one service."""

from chassis.database import Database
from chassis.settings import Setting, Settings
from services.registry.accounts.entrypoints import AccountEntrypoints
from services.registry.api_tokens.entrypoints import ApiTokenEntrypoints
from services.registry.applications.entrypoints import ApplicationEntrypoints
from services.registry.audit.entrypoints import AuditEntrypoints
from services.registry.change_requests.entrypoints import ChangeRequestEntrypoints
from services.registry.confirmations.entrypoints import ConfirmationEntrypoints
from services.registry.credentials.entrypoints import CredentialEntrypoints
from services.registry.deletions.entrypoints import DeletionEntrypoints
from services.registry.directory.entrypoints import DirectoryEntrypoints
from services.registry.duplicates.entrypoints import DuplicateEntrypoints
from services.registry.feed.entrypoints import FeedEntrypoints
from services.registry.history.entrypoints import HistoryEntrypoints
from services.registry.imports.entrypoints import ImportEntrypoints
from services.registry.institutions.entrypoints import InstitutionEntrypoints
from services.registry.interests.entrypoints import InterestEntrypoints
from services.registry.lifecycle.entrypoints import LifecycleEntrypoints
from services.registry.listings.entrypoints import ListingEntrypoints
from services.registry.member_states.entrypoints import MemberStateEntrypoints
from services.registry.opportunities.entrypoints import OpportunityEntrypoints
from services.registry.panel.entrypoints import PanelEntrypoints
from services.registry.parked.entrypoints import ParkedEntrypoints
from services.registry.people.entrypoints import PeopleEntrypoints
from services.registry.privacy.entrypoints import PrivacyEntrypoints
from services.registry.projects.entrypoints import ProjectEntrypoints
from services.registry.reference.entrypoints import ReferenceEntrypoints
from services.registry.revisions.entrypoints import RevisionEntrypoints
from services.registry.runs.entrypoints import RunEntrypoints
from services.registry.sessions.entrypoints import SessionEntrypoints
from services.registry.sign_in.entrypoints import SignInEntrypoints
from services.registry.suspensions.entrypoints import SuspensionEntrypoints
from services.registry.transfers.entrypoints import TransferEntrypoints
from services.registry.translation_reviews.entrypoints import TranslationEntrypoints


class RegistryService(
    SignInEntrypoints,
    SessionEntrypoints,
    CredentialEntrypoints,
    ConfirmationEntrypoints,
    PrivacyEntrypoints,
    ApiTokenEntrypoints,
    OpportunityEntrypoints,
    PanelEntrypoints,
    RunEntrypoints,
    InterestEntrypoints,
    SuspensionEntrypoints,
    DeletionEntrypoints,
    RevisionEntrypoints,
    TranslationEntrypoints,
    ListingEntrypoints,
    LifecycleEntrypoints,
    ImportEntrypoints,
    ApplicationEntrypoints,
    AccountEntrypoints,
    DirectoryEntrypoints,
    DuplicateEntrypoints,
    InstitutionEntrypoints,
    MemberStateEntrypoints,
    ReferenceEntrypoints,
    TransferEntrypoints,
    ChangeRequestEntrypoints,
    FeedEntrypoints,
    AuditEntrypoints,
    PeopleEntrypoints,
    ProjectEntrypoints,
    HistoryEntrypoints,
    ParkedEntrypoints,
):
    """The directory of training institutions, accounts, opportunities, people, projects and member states."""

    name = "registry"
    db = Database()
    settings = Settings(
        token_key=Setting("REGISTRY_TOKEN_KEY", secret=True, about="PEM, Ed25519: signs tokens"),
        token_minutes=Setting("REGISTRY_TOKEN_MINUTES", 15, read=int, about="how long a token is valid"),
    )
