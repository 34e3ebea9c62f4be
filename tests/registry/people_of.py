"""An institution and its people, made through the use cases."""

from contextlib import nullcontext
from datetime import timedelta
from uuid import uuid4

from contracts.links import INVITATION
from services.registry.accounts import usecases as accounts
from services.registry.institutions import usecases as institutions
from services.registry.sessions import usecases as sessions
from services.registry.sign_in import usecases as sign_in
from tests.registry import facts

SECRET, PASSWORD = "a secret for tests", "ambre-lune-7-rivage"
TOKEN_LASTS = timedelta(minutes=15)


def register(tx, now, name="Statistical Institute of Testland", **more):
    """An institution's id."""
    made = institutions.register_institution(tx, facts.institution(name, **more), now=now, new_id=uuid4())
    return made["institution_id"]


def member(tx, now, institution_id, access="owner", username=None, **more):
    """Somebody with an account of the institution; active where a username is given."""
    person = {
        "name": (username or "Rana").title(), "email": f"{uuid4().hex[:8]}@example.org", "language": "en", "access": access,
        "role": "institution", "institution_id": institution_id, "country": "TR", **more,
    }  # fmt: skip
    account = accounts.invite(tx, person, now=now, new_id=uuid4(), nonce="n1")
    return accept(tx, now, account, username) if username else account


def accept(tx, now, account, username, nonce="n1", password=PASSWORD):
    """The invited account, active."""
    chosen = {"account_id": account["account_id"], "username": username, "password": password}
    chosen["signature"] = INVITATION.sign(SECRET, account["account_id"], nonce)
    hashed = accounts.hash_of_invited(lambda: nullcontext(tx), chosen, SECRET, now=now)
    return accounts.accept_invitation(tx, chosen, hashed, SECRET, now=now, nonce="n2")


def session(tx, now, username, token=None, password=PASSWORD, **source):
    """A new session: the account with `session_id`, `refresh_token` and `device`."""
    new = sessions.New(uuid4(), token or uuid4().hex, source.get("address"), now + TOKEN_LASTS)
    door = sign_in.Door(SECRET, new, uuid4())
    tried = {"username": username, "password": password, **source}
    proved = sign_in.prove_password(lambda: nullcontext(tx), tried, SECRET, now=now)
    entered = sign_in.sign_in(tx, tried, proved, door, now=now)
    return {**entered, "session_id": new.session_id, "refresh_token": new.refresh_token}


def become(tx, account, session_id=None):
    """Go on in this transaction as the account."""
    tx.actor = accounts.actor_of(account, session_id)
    return tx.actor
