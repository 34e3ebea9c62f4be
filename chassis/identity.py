"""Who asks: an actor, the signed token (RFC 7519, EdDSA of RFC 8037) that says so, and what the actor may ask."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from contracts.base import VIEWER, Request
from contracts.refusals import Forbidden, Unauthenticated

ALGORITHM = "EdDSA"
AUDIENCE = "training"
SERVICE_ROLE = "service"
LEEWAY = timedelta(seconds=5)


@dataclass(frozen=True)
class Actor:
    """Somebody with a role, and whose account, institution or country limits what they may do."""

    role: str
    account_id: UUID | None = None
    institution_id: UUID | None = None
    country: str | None = None
    access: str | None = None  # owner, editor or viewer, where the account is one of an institution
    covers_children: bool = False
    session_id: UUID | None = None
    scopes: tuple[str, ...] | None = None  # what an API token was made for; None for a person
    issued_at: datetime | None = field(default=None, compare=False)  # when the token was, to the second

    @property
    def principal(self) -> str:
        """Who an idempotency key belongs to: the account, or the role where there is none."""
        return str(self.account_id or self.role)


PUBLIC = Actor("public")
SERVICE = Actor(SERVICE_ROLE)


def issue_token(private_key_pem: str, actor: Actor, now: datetime, minutes: float) -> str:
    """A token for the actor, valid for so many minutes from now."""
    claims = {
        "aud": AUDIENCE,
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(minutes=minutes)).timestamp()),
        "role": actor.role,
        "sub": str(actor.account_id) if actor.account_id else None,
        "institution": str(actor.institution_id) if actor.institution_id else None,
        "country": actor.country,
        "access": actor.access,
        "children": actor.covers_children or None,
        "session": str(actor.session_id) if actor.session_id else None,
        "scopes": None if actor.scopes is None else list(actor.scopes),
    }
    present = {name: value for name, value in claims.items() if value is not None}
    import jwt  # with the first token, not with the start: it takes a tenth of that

    return jwt.encode(present, private_key_pem, algorithm=ALGORITHM)


def actor_from(token: str | None, public_key_pem: str, now: datetime) -> Actor:
    """Whom the token speaks for, the public where there is none; refuses `Unauthenticated` for any other token."""
    if not token:
        return PUBLIC
    import jwt

    try:
        claims = _claims(token, public_key_pem)
        issued, expires = float(claims["iat"]), float(claims["exp"])
        if not issued - LEEWAY.total_seconds() <= now.timestamp() < expires:
            raise Unauthenticated("The token has expired.")
        return _actor(claims)
    except (jwt.PyJWTError, KeyError, TypeError, ValueError, AttributeError):
        raise Unauthenticated from None


def check_rights(actor: Actor, contract: type[Request]) -> None:
    """Passes what the actor's access and an API token's scopes allow; refuses `Forbidden` the rest, whatever it is about."""
    if actor.scopes is not None and contract.scope() not in actor.scopes:
        raise Forbidden("The API token was not made for this.", scope=contract.scope())
    if actor.access == VIEWER and not (contract.reads or contract.own_account):
        raise Forbidden("This account may only look.")


def _claims(token: str, public_key_pem: str) -> dict[str, Any]:
    # The times are compared with the caller's clock, not with PyJWT's own.
    options: Any = {"require": ["exp", "iat", "role"], "verify_exp": False, "verify_iat": False}
    import jwt

    return jwt.decode(token, public_key_pem, algorithms=[ALGORITHM], audience=AUDIENCE, options=options)


def _actor(claims: dict[str, Any]) -> Actor:
    role = claims["role"]
    if not isinstance(role, str) or role == SERVICE_ROLE:
        raise Unauthenticated
    account, institution, session = (claims.get(name) for name in ("sub", "institution", "session"))
    scopes = claims.get("scopes")
    return Actor(
        role, account and UUID(account), institution and UUID(institution), claims.get("country"),
        claims.get("access"), claims.get("children") is True, session and UUID(session),
        None if scopes is None else tuple(scopes), datetime.fromtimestamp(float(claims["iat"]), UTC),
    )  # fmt: skip
