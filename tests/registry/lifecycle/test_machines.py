"""The machines of institutions and accounts: every state under every command, and walks of any length."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.refusals import InvalidTransition, LinkInvalid, Refusal
from contracts.registry.accounts import CredentialsWrong, SignInLocked
from contracts.registry.institutions import AlreadyMerged
from services.registry.accounts import colleagues
from services.registry.accounts import usecases as accounts
from services.registry.confirmations import usecases as confirmations
from services.registry.credentials import usecases as credentials
from services.registry.institutions import usecases as institutions
from services.registry.lifecycle import usecases as lifecycle
from services.registry.sign_in import usecases as sign_in
from tests.registry.people_of import SECRET, accept, member, register, session

# What becomes of an institution: a status, or the refusal.
TO = ("active", "unconfirmed", "inactive", "closed")
NO = InvalidTransition
INSTITUTION = {
    #               to active    unconfirmed    inactive    closed    confirm   merge
    "planned":     ("active",    NO,            NO,         "closed", NO,       "merged"),
    "active":      (NO,          "unconfirmed", "inactive", "closed", "active", "merged"),
    "unconfirmed": ("active",    NO,            "inactive", "closed", "active", "merged"),
    "inactive":    ("active",    NO,            NO,         "closed", NO,       "merged"),
    "closed":      (NO,          NO,            NO,         NO,       NO,       "merged"),
    "merged":      (AlreadyMerged,) * 6,
}  # fmt: skip
COMMANDS = (*TO, "confirm", "merge")
CELLS = [
    (status, command, cell) for status, row in INSTITUTION.items() for command, cell in zip(COMMANDS, row, strict=True)
]


def standing(tx, now, status):
    """An institution with this status."""
    institution_id = register(tx, now, f"House {uuid4().hex[:6]}", city=uuid4().hex[:8])
    into = register(tx, now, f"Academy {uuid4().hex[:6]}", city=uuid4().hex[:8]) if status == "merged" else None
    tx.run(
        "update institutions set status = %(status)s, merged_into = %(into)s where institution_id = %(id)s",
        status=status, into=into, id=institution_id,
    )  # fmt: skip
    return institution_id


def status_of(tx, institution_id):
    return tx.one("select status from institutions where institution_id = %(id)s", id=institution_id)["status"]


def command_institution(tx, now, institution_id, command):
    if command == "confirm":
        confirmations.confirm_institution(tx, {"institution_id": institution_id, "signature": None}, SECRET, now=now)
    elif command == "merge":
        into = register(tx, now, f"Other {uuid4().hex[:6]}", city=uuid4().hex[:8])
        lifecycle.merge_institutions(tx, institution_id, into, "one house", now=now)
    else:
        version = tx.one("select version from institutions where institution_id = %(id)s", id=institution_id)["version"]
        step = {"institution_id": institution_id, "status": command, "reason": "x", "version": version}
        lifecycle.change_institution_status(tx, step, now=now)


@pytest.mark.parametrize(("status", "command", "cell"), CELLS)
def test_every_cell_of_an_institutions_table(tx, now, status, command, cell):
    institution_id = standing(tx, now, status)
    if isinstance(cell, str):
        command_institution(tx, now, institution_id, command)
        assert status_of(tx, institution_id) == cell
        return
    with pytest.raises(cell), tx.savepoint():
        command_institution(tx, now, institution_id, command)
    assert status_of(tx, institution_id) == status


def attempted(tx, now, institution_id, command):
    """The refusal's class, None where the command went through."""
    try:
        with tx.savepoint():
            command_institution(tx, now, institution_id, command)
    except Refusal as refusal:
        return type(refusal)
    return None


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=st.lists(st.sampled_from(COMMANDS), max_size=8))
def test_no_walk_of_an_institution_leaves_the_table(tx, now, walk):
    institution_id, status = register(tx, now, f"House {uuid4().hex[:6]}", city=uuid4().hex[:8]), "active"
    for command in walk:
        cell = INSTITUTION[status][COMMANDS.index(command)]
        said = attempted(tx, now, institution_id, command)
        assert said is (None if isinstance(cell, str) else cell)
        status = status if said else cell
        assert status_of(tx, institution_id) == status


# What becomes of an account, and what its holder is told.
ACCOUNT = {
    #            accept       resend     change access  disable     mail a reset  sign in
    "invited":  ("active",    "invited", "invited",     "disabled", "nothing",    CredentialsWrong),
    "active":   (LinkInvalid, NO,        "active",      "disabled", "mailed",     "active"),
    "locked":   (LinkInvalid, NO,        "locked",      "disabled", "mailed",     SignInLocked),
    "disabled": (LinkInvalid, NO,        NO,            "disabled", "nothing",    CredentialsWrong),
}  # fmt: skip
ASKED = ("accept", "resend", "change_access", "disable", "reset", "sign_in")
ACCOUNT_CELLS = [
    (status, command, cell) for status, row in ACCOUNT.items() for command, cell in zip(ASKED, row, strict=True)
]


def holding(tx, now, status):
    """An account with this status, and its username."""
    username = f"user{uuid4().hex[:8]}"
    account = member(tx, now, register(tx, now, f"House {username}", city=username), "editor", None)
    if status != "invited":
        account = accept(tx, now, account, username)
    if status == "locked":
        for _ in range(5):
            sign_in.count_failure(tx, {"username": username}, SECRET, now=now)
    if status == "disabled":
        accounts.disable_account(tx, account["account_id"], "x", now=now)
    return accounts.shown(accounts.get_account(tx, account["account_id"]), now), username


def command_account(tx, now, account, username, command):
    account_id = account["account_id"]
    if command == "accept":
        return accept(tx, now, account, username)["status"]
    if command == "resend":
        return colleagues.resend_invitation(tx, account_id, now=now, nonce="n1")["status"]
    if command == "change_access":
        return colleagues.change_access(tx, account_id, "viewer", None, now=now)["status"]
    if command == "disable":
        return accounts.disable_account(tx, account_id, "x", now=now)["status"]
    if command == "sign_in":
        return session(tx, now, username)["status"]
    credentials.request_reset(tx, username, now=now)
    credentials.mail_resets(tx, lambda: "r", now=now)
    told = tx.one(
        "select count(*) as n from outbox where routing_key = 'account.credential_reset_requested' and subject = %(id)s",
        id=str(account_id),
    )
    return "mailed" if told["n"] else "nothing"


@pytest.mark.parametrize(("status", "command", "cell"), ACCOUNT_CELLS)
def test_every_cell_of_an_accounts_table(tx, now, status, command, cell):
    account, username = holding(tx, now, status)
    assert account["status"] == status
    if isinstance(cell, str):
        assert command_account(tx, now, account, username, command) == cell
        return
    with pytest.raises(cell), tx.savepoint():
        command_account(tx, now, account, username, command)
    assert accounts.shown(accounts.get_account(tx, account["account_id"]), now)["status"] == status


def test_a_lock_ends_by_itself(tx, now):
    account, username = holding(tx, now, "locked")
    later = now + timedelta(minutes=1)
    assert accounts.shown(accounts.get_account(tx, account["account_id"]), later)["status"] == "active"
    assert session(tx, later, username)["status"] == "active"


def test_every_status_of_the_contract_stands_in_a_table():
    from contracts.registry.accounts import STATUSES
    from contracts.vocabularies import INSTITUTION_STATUSES

    assert set(ACCOUNT) == set(STATUSES) and set(INSTITUTION) == set(INSTITUTION_STATUSES)
    assert set(INSTITUTION) == set(institutions.domain.MOVES)
