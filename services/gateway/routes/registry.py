"""Routes of the registry: sessions, accounts, applications, institutions, people, projects, opportunities."""

from contracts.registry.accounts import (
    AcceptInvitation,
    AppointFocalPoint,
    DisableAccount,
    GetInvitation,
    GetOwnAccount,
    RefreshSession,
    SignIn,
    SignOut,
)  # fmt: skip
from contracts.registry.applications import (
    ApplyForMembership,
    ApproveApplication,
    DeclineApplication,
    ListApplications,
    VerifyApplication,
)  # fmt: skip
from contracts.registry.institutions import (
    ChangeInstitutionStatus,
    GetInstitution,
    ImportInstitutions,
    MergeInstitutions,
    RegisterInstitution,
    ReviseInstitution,
    SearchInstitutions,
)  # fmt: skip
from contracts.registry.member_states import GetMemberState, ListMemberStates, RecordMemberState
from contracts.registry.opportunities import (
    ApproveOpportunity,
    CancelOpportunity,
    DraftOpportunity,
    GetOpportunity,
    ListOpportunities,
    PublishOpportunity,
    ReturnOpportunity,
    ReviseOpportunity,
    SubmitOpportunity,
    WithdrawOpportunity,
)  # fmt: skip
from contracts.registry.people import GetPerson, ListPeople, RegisterPerson
from contracts.registry.projects import GetProject, ListProjects, RegisterProject
from services.gateway.routes.table import MEBIBYTE, Route

ACCOUNTS = (
    Route("POST", "/v1/sessions", SignIn, 201),
    Route("POST", "/v1/sessions/refresh", RefreshSession),
    Route("POST", "/v1/sessions/end", SignOut, 204),
    Route("GET", "/v1/account", GetOwnAccount),
    Route("GET", "/v1/invitations/{account_id}", GetInvitation),
    Route("POST", "/v1/invitations/{account_id}/acceptance", AcceptInvitation, 201),
    Route("POST", "/v1/focal-points", AppointFocalPoint, 201),
    Route("POST", "/v1/accounts/{account_id}/disabling", DisableAccount),
)
APPLICATIONS = (
    Route("GET", "/v1/applications", ListApplications),
    Route("POST", "/v1/applications", ApplyForMembership, 201),
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
    Route("POST", "/v1/institutions/{from_id}/merger", MergeInstitutions),
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
)
ROUTES = (*ACCOUNTS, *APPLICATIONS, *MEMBER_STATES, *INSTITUTIONS, *PEOPLE, *PROJECTS, *OPPORTUNITIES)
