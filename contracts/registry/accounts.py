"""Accounts: a unique username and password for every institution, focal point and officer (R13–R16)."""

from marshmallow import fields

from contracts.base import (
    ACCESS,
    ANYONE,
    EDITOR,
    FOCAL_POINT,
    INSTITUTION,
    OFFICER,
    Event,
    PageRequest,
    Request,
    View,
    page_of,
)
from contracts.fields import Code, CountryCode, EmailAddress, Flag, Instant, LanguageCode, Line
from contracts.refusals import Conflict, Forbidden, TooMany, Unauthenticated

STATUSES = ("invited", "active", "locked", "disabled")


class CredentialsWrong(Unauthenticated):
    """Username or password is wrong; the answer is the same for both."""


class SignInLocked(TooMany):
    """Too many failures; try again after the time given."""


class UsernameTaken(Conflict):
    """Another account has this username, once case and accents are folded."""


class LastOwner(Conflict):
    """An institution keeps at least one owner; make somebody else owner first."""


class OwnAccess(Forbidden):
    """Nobody changes their own access."""


class AccountView(View):
    """An account as its holder and officers see it."""

    account_id = fields.UUID(required=True)
    username = fields.String(allow_none=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    language = fields.String(required=True)
    role = Code((OFFICER, INSTITUTION, FOCAL_POINT), required=True)
    institution_id = fields.UUID(allow_none=True)
    country = fields.String(allow_none=True)
    status = Code(STATUSES, required=True)
    access = Code(
        ACCESS, allow_none=True, metadata={"description": "within the institution; null for officers and focal points"}
    )
    covers_children = Flag(metadata={"description": "acts for the institutions below its own too"})


class SessionView(View):
    """A signed-in session: a short-lived bearer token (JWT, EdDSA) and a refresh token shown once."""

    secret = True
    token = fields.String(required=True)
    expires_at = Instant(required=True)
    refresh_token = fields.String(required=True)
    device = fields.String(
        allow_none=True,
        metadata={"description": "shows at the next sign-in that this browser or program is known; keep it 180 days"},
    )
    account = fields.Nested(AccountView, required=True)


class InvitationView(View):
    """What an invited person sees before choosing a username and password."""

    account_id = fields.UUID(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)
    institution = fields.Dict(allow_none=True, metadata={"description": "the institution's names as a language map"})


class GetInvitation(Request):
    """The invitation behind a mailed link, while it is open."""

    account_id = fields.UUID(required=True)
    signature = Line(most=100, required=True)
    allowed = ANYONE
    reads = True
    returns = InvitationView


class AcceptInvitation(Request):
    """Choose a username and a password (12 to 128 characters, not a common one) once, by the mailed link."""

    account_id = fields.UUID(required=True)
    signature = Line(most=100, required=True)
    username = Line(most=60, required=True)
    password = fields.String(required=True, load_only=True)
    allowed = ANYONE
    returns = AccountView


class SignIn(Request):
    """Start a session with username and password; a known device is not kept waiting by the failures of others."""

    username = Line(most=254, required=True)
    password = fields.String(required=True, load_only=True)
    device = Line(most=200, load_default=None, allow_none=True)
    address = Line(
        most=45, load_default=None, allow_none=True,
        metadata={"description": "whom the gateway sees at the other end; what a client says here is replaced"},
    )  # fmt: skip
    allowed = ANYONE
    own_account = True
    returns = SessionView


class RefreshSession(Request):
    """A new token for an open session; the refresh token is used up."""

    refresh_token = Line(most=200, required=True)
    allowed = ANYONE
    own_account = True
    returns = SessionView


class SignOut(Request):
    """End the session of a refresh token; again is fine."""

    refresh_token = Line(most=200, required=True)
    allowed = ANYONE
    own_account = True


class GetOwnAccount(Request):
    """The signed-in account."""

    allowed = (OFFICER, INSTITUTION, FOCAL_POINT)
    reads = True
    returns = AccountView


class AppointFocalPoint(Request):
    """Invite a country's focal point, who may nominate for that country."""

    country = CountryCode(required=True)
    name = Line(most=120, required=True)
    email = EmailAddress(required=True)
    language = LanguageCode(load_default="en")
    allowed = (OFFICER,)
    returns = AccountView


class InviteColleague(Request):
    """Invite somebody to an institution's accounts; owners for their own, officers for any."""

    institution_id = fields.UUID(
        load_default=None, allow_none=True, metadata={"description": "an owner's own where it is left out"}
    )
    name = Line(most=120, required=True)
    email = EmailAddress(required=True)
    language = LanguageCode(load_default="en")
    access = Code(ACCESS, load_default=EDITOR)
    allowed = (OFFICER, INSTITUTION)
    returns = AccountView


class ListAccounts(PageRequest):
    """Accounts by name; an institution's people see those of their own institution."""

    institution_id = fields.UUID(load_default=None, allow_none=True)
    status = Code(STATUSES, load_default=None, allow_none=True)
    role = Code((OFFICER, INSTITUTION, FOCAL_POINT), load_default=None, allow_none=True)
    allowed = (OFFICER, INSTITUTION)
    returns = page_of(AccountView)


class ResendInvitation(Request):
    """Mail an invitation that was not accepted once more; older links of it are dead."""

    account_id = fields.UUID(required=True)
    allowed = (OFFICER, INSTITUTION)
    returns = AccountView


class ChangeAccess(Request):
    """Let a colleague own, edit or only view; refuses `OwnAccess`, and `LastOwner` where no other owner is left."""

    account_id = fields.UUID(required=True)
    access = Code(ACCESS, required=True)
    covers_children = Flag(
        load_default=None, allow_none=True, metadata={"description": "officers only; left as it is where left out"}
    )
    allowed = (OFFICER, INSTITUTION)
    returns = AccountView


class DisableAccount(Request):
    """End an account and all its sessions at once; officers any, owners those of their institution but the last owner's."""

    account_id = fields.UUID(required=True)
    reason = Line(most=500, required=True)
    allowed = (OFFICER, INSTITUTION)
    returns = AccountView


class AccountFacts(Event):
    """An account without personal data."""

    account_id = fields.UUID(required=True)
    role = fields.String(required=True)
    institution_id = fields.UUID(required=True, allow_none=True)
    country = fields.String(required=True, allow_none=True)
    access = fields.String(allow_none=True)


class AccountCreated(AccountFacts):
    """An account was opened, its holder is invited."""

    about = "account"


class AccountActivated(AccountFacts):
    """An account's holder chose username and password."""

    about = "account"


class AccountLocked(AccountFacts):
    """Too many failed sign-ins; the account waits until the time given."""

    about = "account"
    until = Instant(required=True)
    failures = fields.Integer(required=True)


class AccountAccessChanged(AccountFacts):
    """What an account may do in its institution changed."""

    about = "account"
    previous_access = fields.String(required=True, allow_none=True)
    covers_children = Flag(required=True)


class AccountDisabled(AccountFacts):
    """An account was ended."""

    about = "account"


class FocalPointAppointed(Event):
    """A country has a focal point."""

    about = "focal_point"
    focal_point_id = fields.UUID(required=True, metadata={"description": "the account's id"})
    country = fields.String(required=True)


class AccountInvited(Event):
    """An invitation is to be mailed; `nonce` makes older links of the account invalid."""

    about = "account"
    internal = True
    account_id = fields.UUID(required=True)
    role = fields.String(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    language = fields.String(required=True)
    institution = fields.Dict(required=True, allow_none=True)
    country = fields.String(required=True, allow_none=True)
    nonce = fields.String(required=True)
    expires_at = Instant(required=True)
