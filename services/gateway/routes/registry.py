"""Routes of the registry: sessions, accounts, applications, institutions, people, projects, opportunities."""

from contracts.registry.accounts import (
    AcceptInvitation,
    AppointFocalPoint,
    ChangeAccess,
    DisableAccount,
    GetInvitation,
    GetOwnAccount,
    InviteColleague,
    ListAccounts,
    RefreshSession,
    ResendInvitation,
    SignIn,
    SignOut,
)  # fmt: skip
from contracts.registry.applications import (
    ApplyForMembership,
    ApproveApplication,
    DeclineApplication,
    GetApplication,
    ListApplications,
    VerifyApplication,
)  # fmt: skip
from contracts.registry.confirmations import ConfirmInstitution
from contracts.registry.credentials import (
    ChangePassword,
    EndOwnSession,
    ExchangeApiToken,
    IssueApiToken,
    ListApiTokens,
    ListOwnSessions,
    RequestPasswordReset,
    ResetPassword,
    RevokeApiToken,
)  # fmt: skip
from contracts.registry.deletions import DeleteOpportunity, RecoverOpportunity
from contracts.registry.duplicates import DismissDuplicate, FindLookalikes, ListDuplicates
from contracts.registry.institution_deletions import DeleteInstitution, ListDeletedInstitutions, RecoverInstitution
from contracts.registry.institutions import (
    ChangeInstitutionStatus,
    GetInstitution,
    ImportInstitutions,
    MergeInstitutions,
    RegisterInstitution,
    ReviseInstitution,
    SearchInstitutions,
)  # fmt: skip
from contracts.registry.interests import AnswerInterest, ApplyForOpportunity, ListInterests
from contracts.registry.member_states import GetMemberState, ListMemberStates, RecordMemberState
from contracts.registry.modules import ListModules
from contracts.registry.opportunities import (
    ApproveOpportunity,
    ArchiveOpportunity,
    CancelOpportunity,
    CopyOpportunity,
    DraftOpportunity,
    GetOpportunity,
    ListOpportunities,
    PublishOpportunity,
    RestoreOpportunity,
    ReturnOpportunity,
    ReviseOpportunity,
    SubmitOpportunity,
    SuspendOpportunity,
    WithdrawOpportunity,
)  # fmt: skip
from contracts.registry.panel import GetPanel, GetReviewQueue
from contracts.registry.people import GetPerson, ListPeople, RegisterPerson
from contracts.registry.privacy import ErasePerson, ExportPerson, RequestPersonalData
from contracts.registry.projects import GetProject, ListProjects, RegisterProject
from contracts.registry.revisions import (
    ApproveRevision,
    DiscardRevision,
    ExtendDeadline,
    ReturnRevision,
    SubmitRevision,
)
from contracts.registry.translations import GetTranslations, ReviewTranslation
from services.gateway.routes.table import MEBIBYTE, Route

ACCOUNTS = (
    Route("POST", "/v1/sessions", SignIn, 201, address_in="address"),
    Route("POST", "/v1/sessions/refresh", RefreshSession),
    Route("POST", "/v1/sessions/end", SignOut, 204),
    Route("GET", "/v1/account", GetOwnAccount),
    Route("GET", "/v1/invitations/{account_id}", GetInvitation),
    Route("POST", "/v1/invitations/{account_id}/acceptance", AcceptInvitation, 201),
    Route("POST", "/v1/focal-points", AppointFocalPoint, 201),
    Route("GET", "/v1/accounts", ListAccounts),
    Route("POST", "/v1/accounts", InviteColleague, 201),
    Route("POST", "/v1/accounts/{account_id}/invitation", ResendInvitation),
    Route("POST", "/v1/accounts/{account_id}/access", ChangeAccess),
    Route("POST", "/v1/accounts/{account_id}/disabling", DisableAccount),
)
CREDENTIALS = (
    Route("POST", "/v1/sessions/exchange", ExchangeApiToken, 201),
    Route("POST", "/v1/password-resets", RequestPasswordReset, 202),
    Route("POST", "/v1/password-resets/{account_id}", ResetPassword, 204),
    Route("POST", "/v1/account/password", ChangePassword, 204),
    Route("GET", "/v1/account/sessions", ListOwnSessions),
    Route("POST", "/v1/account/sessions/{session_id}/end", EndOwnSession, 204),
    Route("GET", "/v1/account/tokens", ListApiTokens),
    Route("POST", "/v1/account/tokens", IssueApiToken, 201),
    Route("POST", "/v1/account/tokens/{token_id}/revocation", RevokeApiToken),
)
PRIVACY = (
    Route("POST", "/v1/personal-data/requests", RequestPersonalData, 202),
    Route("POST", "/v1/personal-data/export", ExportPerson),
    Route("POST", "/v1/personal-data/erasure", ErasePerson),
)
APPLICATIONS = (
    Route("GET", "/v1/applications", ListApplications),
    Route("POST", "/v1/applications", ApplyForMembership, 201),
    Route("GET", "/v1/applications/{application_id}", GetApplication),
    Route("POST", "/v1/applications/{application_id}/verification", VerifyApplication),
    Route("POST", "/v1/applications/{application_id}/approval", ApproveApplication),
    Route("POST", "/v1/applications/{application_id}/refusal", DeclineApplication),
)
MEMBER_STATES = (
    Route("GET", "/v1/member-states", ListMemberStates),
    Route("GET", "/v1/member-states/{code}", GetMemberState),
    Route("PUT", "/v1/member-states/{code}", RecordMemberState),
)
INSTITUTION = "/v1/institutions/{institution_id}"
INSTITUTIONS = (
    Route("GET", "/v1/institutions", SearchInstitutions),
    Route("POST", "/v1/institutions", RegisterInstitution, 201, location=INSTITUTION),
    Route("GET", INSTITUTION, GetInstitution),
    Route("GET", "/v1/institutions/by-slug/{slug}", GetInstitution),
    Route("PUT", INSTITUTION, ReviseInstitution, needs_version=True),
    Route("POST", f"{INSTITUTION}/status", ChangeInstitutionStatus, needs_version=True),
    Route("POST", f"{INSTITUTION}/confirmation", ConfirmInstitution),
    Route("GET", f"{INSTITUTION}/translations", GetTranslations),
    Route("POST", f"{INSTITUTION}/translations/review", ReviewTranslation, needs_version=True),
    Route("POST", f"{INSTITUTION}/deletion", DeleteInstitution, needs_version=True),
    Route("POST", f"{INSTITUTION}/recovery", RecoverInstitution),
    Route("GET", "/v1/deleted-institutions", ListDeletedInstitutions),
    Route("POST", "/v1/institutions/{from_id}/merger", MergeInstitutions),
    Route("POST", "/v1/institutions/lookalikes", FindLookalikes),
    Route("GET", "/v1/duplicates", ListDuplicates),
    Route("POST", "/v1/duplicates/{pair_id}/dismissal", DismissDuplicate),
    Route("POST", "/v1/institutions/imports", ImportInstitutions, largest_body=8 * MEBIBYTE),
)
PEOPLE = (
    Route("GET", "/v1/people", ListPeople),
    Route("POST", "/v1/people", RegisterPerson, 201, location="/v1/people/{person_id}"),
    Route("GET", "/v1/people/{person_id}", GetPerson),
)
PROJECTS = (
    Route("GET", "/v1/projects", ListProjects),
    Route("POST", "/v1/projects", RegisterProject, 201, location="/v1/projects/{project_id}"),
    Route("GET", "/v1/projects/{project_id}", GetProject),
)
OPPORTUNITY = "/v1/opportunities/{opportunity_id}"
OPPORTUNITIES = (
    Route("GET", "/v1/opportunities", ListOpportunities),
    Route("POST", "/v1/opportunities", DraftOpportunity, 201, location=OPPORTUNITY),
    Route("GET", OPPORTUNITY, GetOpportunity),
    Route("GET", "/v1/opportunities/by-slug/{slug}", GetOpportunity),
    Route("PUT", OPPORTUNITY, ReviseOpportunity, needs_version=True),
    Route("POST", f"{OPPORTUNITY}/submission", SubmitOpportunity),
    Route("POST", f"{OPPORTUNITY}/return", ReturnOpportunity),
    Route("POST", f"{OPPORTUNITY}/approval", ApproveOpportunity),
    Route("POST", f"{OPPORTUNITY}/publication", PublishOpportunity),
    Route("POST", f"{OPPORTUNITY}/cancellation", CancelOpportunity),
    Route("POST", f"{OPPORTUNITY}/withdrawal", WithdrawOpportunity),
    Route("POST", f"{OPPORTUNITY}/suspension", SuspendOpportunity),
    Route("POST", f"{OPPORTUNITY}/restoration", RestoreOpportunity),
    Route("POST", f"{OPPORTUNITY}/archiving", ArchiveOpportunity),
    Route("POST", f"{OPPORTUNITY}/deletion", DeleteOpportunity),
    Route("POST", f"{OPPORTUNITY}/recovery", RecoverOpportunity),
    Route("POST", f"{OPPORTUNITY}/copy", CopyOpportunity, 201, location=OPPORTUNITY),
    Route("POST", f"{OPPORTUNITY}/extension", ExtendDeadline, needs_version=True),
    Route("POST", f"{OPPORTUNITY}/revision/submission", SubmitRevision),
    Route("POST", f"{OPPORTUNITY}/revision/approval", ApproveRevision),
    Route("POST", f"{OPPORTUNITY}/revision/return", ReturnRevision),
    Route("POST", f"{OPPORTUNITY}/revision/discarding", DiscardRevision),
    Route("GET", f"{OPPORTUNITY}/translations", GetTranslations),
    Route("POST", f"{OPPORTUNITY}/translations/review", ReviewTranslation, needs_version=True),
    Route("GET", f"{OPPORTUNITY}/applications", ListInterests),
    Route("POST", f"{OPPORTUNITY}/applications", ApplyForOpportunity, 201),
    Route("POST", "/v1/applications-received/{interest_id}/answer", AnswerInterest),
    Route("GET", "/v1/modules", ListModules),
    Route("GET", "/v1/panel", GetPanel),
    Route("GET", "/v1/office/queue", GetReviewQueue),
)
ROUTES = (
    *ACCOUNTS,
    *CREDENTIALS,
    *PRIVACY,
    *APPLICATIONS,
    *MEMBER_STATES,
    *INSTITUTIONS,
    *PEOPLE,
    *PROJECTS,
    *OPPORTUNITIES,
)
