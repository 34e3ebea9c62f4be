"""An account holder's own credentials: password, sessions and API tokens (R14, R16, P13)."""

from marshmallow import fields

from contracts.base import ANYONE, FOCAL_POINT, INSTITUTION, OFFICER, READ, Event, PageRequest, Request, View, page_of
from contracts.fields import Code, Flag, Instant, Line, several
from contracts.refusals import Conflict, Invalid

HOLDERS = (OFFICER, INSTITUTION, FOCAL_POINT)
SCOPES = (
    READ, "institutions:write", "opportunities:write", "change_requests:write", "people:write", "projects:write",
    "applications:write", "member_states:write", "transfers:write", "activities:write", "agenda:write",
    "nominations:write", "outcomes:write", "issues:write",
)  # fmt: skip


class CurrentPasswordWrong(Invalid):
    """The present password is another."""


class TooManyTokens(Conflict):
    """An account has at most 20 tokens that work; revoke one first."""


class ResetReceipt(View):
    """The same whether anybody has this username or address."""

    status = Code(("sent",), required=True)


class RequestPasswordReset(Request):
    """Mail a link to choose a new password to whoever has this username or e-mail address."""

    login = Line(most=254, required=True)
    allowed = ANYONE
    own_account = True
    returns = ResetReceipt


class ResetPassword(Request):
    """Choose a new password by the mailed link, once and within the hour; ends every session and API token."""

    account_id = fields.UUID(required=True)
    signature = Line(most=100, required=True)
    password = fields.String(required=True, load_only=True)
    allowed = ANYONE
    own_account = True


class ChangePassword(Request):
    """Replace the present password; ends the other sessions."""

    current = fields.String(required=True, load_only=True)
    password = fields.String(required=True, load_only=True)
    allowed = HOLDERS
    own_account = True


class OwnSessionView(View):
    """A place where the account is signed in."""

    session_id = fields.UUID(required=True)
    started_at = Instant(required=True)
    last_used_at = Instant(required=True, metadata={"description": "to within the life of a token"})
    current = Flag(required=True)
    address = fields.String(allow_none=True)


class ListOwnSessions(PageRequest):
    """Where the account is signed in now, the newest first."""

    allowed = HOLDERS
    returns = page_of(OwnSessionView)


class EndOwnSession(Request):
    """Sign out one of the account's sessions; again is fine."""

    session_id = fields.UUID(required=True)
    allowed = HOLDERS
    own_account = True


class ApiTokenView(View):
    """A token for programs, without the token itself."""

    token_id = fields.UUID(required=True)
    name = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)
    created_at = Instant(required=True)
    expires_at = Instant(required=True)
    last_used_at = Instant(required=True, allow_none=True)
    status = Code(("active", "expired", "revoked"), required=True)


class IssuedApiTokenView(ApiTokenView):
    """A new token for programs; `token` is shown this once."""

    secret = True
    token = fields.String(required=True)


class IssueApiToken(Request):
    """Make a token for programs that may do what the scopes say, for at most a year."""

    name = Line(most=120, required=True)
    scopes = several(Code(SCOPES), least=1, most=len(SCOPES), required=True)
    expires_at = Instant(required=True)
    allowed = HOLDERS
    own_account = True
    returns = IssuedApiTokenView


class ListApiTokens(PageRequest):
    """The account's tokens for programs, the newest first."""

    allowed = HOLDERS
    returns = page_of(ApiTokenView)


class RevokeApiToken(Request):
    """End a token for programs at once; again is fine."""

    token_id = fields.UUID(required=True)
    allowed = HOLDERS
    own_account = True
    returns = ApiTokenView


class BearerView(View):
    """A short-lived bearer token for a program."""

    secret = True
    token = fields.String(required=True)
    expires_at = Instant(required=True)
    scopes = fields.List(fields.String(), required=True)


class ExchangeApiToken(Request):
    """A short-lived bearer token for an API token."""

    token = Line(most=200, required=True)
    allowed = ANYONE
    own_account = True
    returns = BearerView


class AccountMail(Event):
    """What a mail to an account's holder needs."""

    internal = True
    account_id = fields.UUID(required=True)
    role = fields.String(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    language = fields.String(required=True)
    institution = fields.Dict(required=True, allow_none=True)
    country = fields.String(required=True, allow_none=True)


class AccountCredentialResetRequested(AccountMail):
    """A link to choose a new password is to be mailed; `nonce` makes older links of the account invalid."""

    about = "account"
    nonce = fields.String(required=True)
    expires_at = Instant(required=True)


class AccountPasswordChanged(AccountMail):
    """An account has a new password; its holder is told."""

    about = "account"
    changed_at = Instant(required=True)


class SessionsEnded(Event):
    """Sessions ended before their time: no token of them counts any more, though the last is alive until the time given."""

    about = "sessions"
    internal = True
    sessions_id = fields.UUID(
        required=True, metadata={"description": "whose: the account's id, or the institution's of all its accounts"}
    )
    session_ids = fields.List(fields.UUID(), required=True)
    until = Instant(required=True)


class AccountRightsChanged(Event):
    """What an account may do changed, and older tokens that say otherwise are alive until the time given."""

    about = "account"
    internal = True
    account_id = fields.UUID(required=True)
    institution_id = fields.UUID(required=True, allow_none=True)
    access = fields.String(required=True, allow_none=True)
    covers_children = Flag(required=True)
    changed_at = Instant(required=True)
    until = Instant(required=True)
