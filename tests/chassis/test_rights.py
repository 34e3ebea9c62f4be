"""What a viewer and an API token may ask, for every request of every service."""

import importlib
import pkgutil
import uuid
from datetime import UTC, datetime

import pytest

import contracts
from chassis.identity import Actor, actor_from, check_rights, issue_token
from contracts.base import ACCESS, REQUESTS
from contracts.refusals import Forbidden
from contracts.registry.credentials import SCOPES

for found in pkgutil.walk_packages(contracts.__path__, "contracts."):
    importlib.import_module(found.name)
EVERY = sorted(REQUESTS.values(), key=lambda contract: contract.__qualname__)
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OWN = {
    "AcceptInvitation", "ChangePassword", "EndOwnSession", "ErasePerson", "ExchangeApiToken", "ExportPerson", "IssueApiToken",
    "RefreshSession", "RequestPasswordReset", "RequestPersonalData", "ResetPassword", "RevokeApiToken", "SignIn", "SignOut",
}  # fmt: skip


@pytest.mark.parametrize("contract", EVERY, ids=lambda contract: contract.__name__)
def test_a_viewer_reads_and_changes_nothing_but_the_own_account(contract):
    viewer = Actor("institution", uuid.uuid4(), uuid.uuid4(), access="viewer")
    if contract.reads or contract.own_account:
        check_rights(viewer, contract)
    else:
        with pytest.raises(Forbidden):
            check_rights(viewer, contract)


def test_what_changes_the_own_account_only_is_known_by_name():
    assert {contract.__name__ for contract in EVERY if contract.own_account} == OWN - {"AcceptInvitation"}


@pytest.mark.parametrize("contract", EVERY, ids=lambda contract: contract.__name__)
@pytest.mark.parametrize("access", [None, *ACCESS[:2]])
def test_owners_editors_and_officers_pass(contract, access):
    check_rights(Actor("institution" if access else "officer", uuid.uuid4(), access=access), contract)


@pytest.mark.parametrize("contract", EVERY, ids=lambda contract: contract.__name__)
def test_an_api_token_does_what_it_was_made_for(contract):
    check_rights(Actor("officer", scopes=(contract.scope(),)), contract)
    for scopes in ((), tuple(scope for scope in SCOPES if scope != contract.scope())):
        with pytest.raises(Forbidden):
            check_rights(Actor("officer", scopes=scopes), contract)


def test_no_scope_reaches_accounts_credentials_and_privacy():
    reached = {
        contract.__module__.rpartition(".")[2]
        for contract in EVERY
        if contract.scope() in SCOPES and not contract.reads
    }
    assert not reached & {"accounts", "credentials", "privacy"}


def test_access_children_session_and_scopes_travel_in_the_token(key_pair):
    somebody = Actor("institution", uuid.uuid4(), uuid.uuid4(), "TR", "editor", True, uuid.uuid4(), ("read",))
    assert actor_from(issue_token(key_pair[0], somebody, NOW, 15), key_pair[1], NOW) == somebody
