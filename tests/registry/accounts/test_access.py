"""Who may ask what of accounts, credentials, confirmations, applications and personal data: every role, own and foreign things.

A request runs here as the chassis runs it: role, contract, rights, then the service's method in one transaction.
"""

from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from chassis.clock import utcnow
from chassis.identity import PUBLIC, Actor, check_rights
from chassis.rpc import Asked
from contracts.base import REQUESTS
from contracts.refusals import Forbidden, Refusal, Unauthenticated
from services.registry.accounts import usecases as accounts
from services.registry.service import RegistryService
from tests.registry import facts
from tests.registry.conftest import OFFICER
from tests.registry.people_of import SECRET, member, register, session

ROLES = ("public", "officer", "owner", "editor", "viewer", "focal_point")
ALL, NONE = frozenset(ROLES), frozenset()
HOLDERS, INSIDERS = ALL - {"public"}, frozenset({"officer", "owner", "editor", "viewer"})
ADMIN, OFFICE = frozenset({"officer", "owner"}), frozenset({"officer"})
# contract: (who may for their own institution or account, who may for a foreign one)
MATRIX = {
    "InviteColleague": (ADMIN, OFFICE),
    "ListAccounts": (INSIDERS, OFFICE),
    "ResendInvitation": (ADMIN, OFFICE),
    "ChangeAccess": (ADMIN, OFFICE),
    "DisableAccount": (ADMIN, OFFICE),
    "AppointFocalPoint": (OFFICE, OFFICE),
    "GetOwnAccount": (HOLDERS, HOLDERS),
    "ConfirmInstitution": (frozenset({"officer", "owner", "editor"}), OFFICE),
    "ReviseInstitution": (frozenset({"officer", "owner", "editor"}), OFFICE),
    "ChangeInstitutionStatus": (OFFICE, OFFICE),
    "MergeInstitutions": (OFFICE, OFFICE),
    "GetApplication": (OFFICE, OFFICE),
    "ListApplications": (OFFICE, OFFICE),
    "ApproveApplication": (OFFICE, OFFICE),
    "DeclineApplication": (OFFICE, OFFICE),
    "ListOwnSessions": (HOLDERS, HOLDERS),
    "EndOwnSession": (HOLDERS, HOLDERS),
    "ListApiTokens": (HOLDERS, HOLDERS),
    "IssueApiToken": (HOLDERS, HOLDERS),
    "RevokeApiToken": (HOLDERS, HOLDERS),
    "ChangePassword": (HOLDERS, HOLDERS),
    "ExportPerson": (HOLDERS, OFFICE),
    "ErasePerson": (HOLDERS, OFFICE),
}
# Asked by anybody; a link, a password or a token says whether they may, which their own tests show.
BY_PROOF = {
    "SignIn", "SignOut", "RefreshSession", "ExchangeApiToken", "GetInvitation", "AcceptInvitation", "RequestPasswordReset",
    "ResetPassword", "RequestPersonalData", "ApplyForMembership", "VerifyApplication",
}  # fmt: skip


class House:
    """Two institutions with people, an application, and whoever asks."""

    def __init__(self, tx, now):
        self.tx, self.now = tx, now
        tx.actor = OFFICER
        self.own, self.foreign = (register(tx, now, name, city=name) for name in ("Own House", "Foreign Academy"))
        self.people = {
            access: member(tx, now, self.own, access, f"{access}.own") for access in ("owner", "editor", "viewer")
        }
        self.targets = {
            self.own: member(tx, now, self.own, "editor"), self.foreign: member(tx, now, self.foreign, "editor", None),
        }  # fmt: skip
        member(tx, now, self.foreign, "owner", "owner.foreign")

    def actor(self, role):
        if role == "public":
            return PUBLIC
        if role in self.people:
            account = self.people[role]
            return accounts.actor_of(account, session(self.tx, self.now, account["username"])["session_id"])
        person = {"username": f"{role}.{uuid4().hex[:6]}", "name": "A", "email": "a@example.org", "language": "en"}
        made = accounts.appoint_officer(
            self.tx, person, "ambre-lune-7-rivage", now=self.now, new_id=uuid4(), nonce="n"
        )  # a focal point has an account like any other
        return Actor(role, made["account_id"], None, "TR" if role == "focal_point" else None)

    def fields(self, contract, institution_id, actor):
        account_id = str(self.targets[institution_id]["account_id"])
        own_account = str(actor.account_id) if institution_id == self.own and actor.account_id else account_id
        record = {**facts.plain(facts.institution("Own House")), "institution_id": str(institution_id), "version": 1}
        for extra in ("status", "force_reason"):
            record.pop(extra, None)
        known = {
            "InviteColleague": {"institution_id": str(institution_id), "name": "B", "email": "b@example.org"},
            "ListAccounts": {"institution_id": str(institution_id)},
            "ResendInvitation": {"account_id": account_id},
            "ChangeAccess": {"account_id": account_id, "access": "viewer"},
            "DisableAccount": {"account_id": account_id, "reason": "x"},
            "AppointFocalPoint": {"country": "TR", "name": "C", "email": "c@example.org"},
            "ConfirmInstitution": {"institution_id": str(institution_id)},
            "ReviseInstitution": {**record, "relations": None},
            "ChangeInstitutionStatus": {"institution_id": str(institution_id), "status": "inactive", "reason": "x", "version": 1},
            "MergeInstitutions": {"from_id": str(self.own), "into_id": str(self.foreign), "reason": "x"},
            "DeclineApplication": {"application_id": str(uuid4()), "reason": "x"},
            "GetApplication": {"application_id": str(uuid4())},
            "ApproveApplication": {"application_id": str(uuid4())},
            "EndOwnSession": {"session_id": str(uuid4())},
            "RevokeApiToken": {"token_id": str(uuid4())},
            "ChangePassword": {"current": "x", "password": "y"},
            "IssueApiToken": {"name": "n", "scopes": ["read"], "expires_at": (utcnow() + timedelta(days=1)).isoformat()},
            "ExportPerson": {"account_id": own_account},
            "ErasePerson": {"account_id": own_account},
        }  # fmt: skip
        return known.get(contract.__name__, {})


@pytest.fixture(scope="module")
def key():
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture
def ask(tx, key):
    """`ask(actor, contract, fields)`: as the chassis runs it, in a savepoint that is undone."""
    service = RegistryService()
    service.settings = SimpleNamespace(link_secret=SECRET, token_key=key, token_minutes=15)

    @contextmanager
    def transaction():
        yield tx

    service.db = SimpleNamespace(transaction=transaction)

    def run(actor, contract, fields):
        if actor.role not in contract.allowed:
            raise Unauthenticated if actor.role == "public" else Forbidden
        request = Asked(contract.read(fields), actor, "en", None)
        tx.actor = actor
        check_rights(tx.actor, contract)
        with tx.savepoint():
            method = getattr(service, contract.method())
            [handler] = method.nameko_entrypoints
            request.found = handler.first and getattr(service, handler.first)(request)
            return method(tx, request)

    return run


def is_refused(ask, house, name, role, institution_id):
    contract = REQUESTS[
        next(key for key, one in REQUESTS.items() if one.__name__ == name and key.startswith("registry."))
    ]
    actor = house.actor(role)
    try:
        ask(actor, contract, house.fields(contract, institution_id, actor))
    except (Forbidden, Unauthenticated):
        return True
    except Refusal:
        return False  # there is nothing like it, or the like: who asks was let through
    return False


@pytest.mark.parametrize("name", MATRIX)
def test_every_role_for_its_own_and_a_foreign_institution(tx, now, ask, name):
    house, own, foreign = House(tx, utcnow()), set(), set()
    for role in ROLES:
        for which, allowed in ((house.own, own), (house.foreign, foreign)):
            house.tx.actor = OFFICER
            tx.post("savepoint matrix")
            if not is_refused(ask, house, name, role, which):
                allowed.add(role)
            tx.run("rollback to savepoint matrix")
    assert (own, foreign) == tuple(set(cell) for cell in MATRIX[name])


def test_the_matrix_leaves_no_request_of_these_parts_out():
    parts = ("accounts", "credentials", "confirmations", "applications", "privacy")
    there = {
        one.__name__ for one in REQUESTS.values() if one.__module__ in {f"contracts.registry.{part}" for part in parts}
    }
    assert there <= set(MATRIX) | BY_PROOF
