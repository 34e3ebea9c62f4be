"""Several people of one institution, on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.links import INVITATION
from contracts.refusals import Duplicate, Forbidden, Invalid, InvalidTransition, LinkInvalid, NotFound, Refusal
from contracts.registry.accounts import AccountView, InviteColleague, LastOwner, ListAccounts, OwnAccess
from services.registry.accounts import colleagues, usecases
from services.registry.institutions import usecases as institutions
from services.registry.lifecycle import usecases as lifecycle
from services.registry.rights import usecases as rights
from tests.registry import facts
from tests.registry.conftest import OFFICER
from tests.registry.people_of import SECRET, accept, become, member, register


@pytest.fixture
def home(tx, now):
    """An institution with an owner, an editor and a viewer, and the owner speaking."""
    home = {"id": register(tx, now)}
    for access in ("owner", "editor", "viewer"):
        home[access] = member(tx, now, home["id"], access, f"the.{access}")
    become(tx, home["owner"])
    return home


def invite(tx, now, **more):
    person = InviteColleague.read({"name": "Rana Haddad", "email": "rana@example.org", **more})
    return colleagues.invite_colleague(tx, person, now=now, new_id=uuid4(), nonce="n1")


def listed(tx, now, **wanted):
    return colleagues.list_accounts(tx, ListAccounts.read(wanted), now=now)


def test_an_owner_invites_a_colleague_to_the_own_institution(tx, home, now, emitted):
    made = invite(tx, now, access="viewer")
    assert (made["institution_id"], made["access"], made["status"]) == (home["id"], "viewer", "invited")
    assert [(key, told["account_id"]) for key, told in emitted()[-2:]] == [
        ("account.created", str(made["account_id"])), ("account.invited", str(made["account_id"])),
    ]  # fmt: skip
    assert AccountView.write(made)["access"] == "viewer"


@pytest.mark.parametrize("access", ["editor", "viewer"])
def test_only_owners_administer_accounts(tx, home, now, access):
    become(tx, home[access])
    other = home["viewer" if access == "editor" else "editor"]["account_id"]
    for attempt in (
        lambda: invite(tx, now),
        lambda: colleagues.resend_invitation(tx, other, now=now, nonce="x"),
        lambda: colleagues.change_access(tx, other, "owner", None, now=now),
        lambda: usecases.disable_account(tx, other, "x", now=now),
    ):
        with pytest.raises(Forbidden):
            attempt()
    assert len(listed(tx, now)["items"]) == 3


def test_accounts_of_others_are_forbidden_whether_they_exist_or_not(tx, home, now):
    tx.actor = OFFICER
    strange = member(tx, now, register(tx, now, "Academy of Something Else"), "editor", "stranger")
    become(tx, home["owner"])
    for account_id in (strange["account_id"], uuid4()):
        for attempt in (
            lambda one: colleagues.change_access(tx, one, "viewer", None, now=now),
            lambda one: usecases.disable_account(tx, one, "x", now=now),
            lambda one: colleagues.resend_invitation(tx, one, now=now, nonce="x"),
        ):
            with pytest.raises(Forbidden):
                attempt(account_id)
    for institution_id in (strange["institution_id"], uuid4()):
        with pytest.raises(Forbidden):
            invite(tx, now, institution_id=str(institution_id))
        with pytest.raises(Forbidden):
            listed(tx, now, institution_id=str(institution_id))


def test_one_address_has_one_account_in_an_institution(tx, home, now):
    first = invite(tx, now)
    with pytest.raises(Duplicate) as refused:
        invite(tx, now, email="RANA@example.org")
    assert refused.value.facts == {"account_id": str(first["account_id"])}


def test_officers_say_whose_colleague_and_of_an_institution_that_stands(tx, now):
    with pytest.raises(Invalid):
        invite(tx, now)
    with pytest.raises(NotFound):
        invite(tx, now, institution_id=str(uuid4()))
    gone = register(tx, now)
    step = {"institution_id": gone, "status": "closed", "reason": "x", "version": 1}
    lifecycle.change_institution_status(tx, step, now=now)
    with pytest.raises(InvalidTransition):
        invite(tx, now, institution_id=str(gone))


def test_a_resent_invitation_kills_the_older_link_and_lasts_anew(tx, home, now, emitted):
    account = invite(tx, now)
    later = now + timedelta(days=13)
    colleagues.resend_invitation(tx, account["account_id"], now=later, nonce="n9")
    assert (emitted()[-1][0], emitted()[-1][1]["nonce"]) == ("account.invited", "n9")
    with pytest.raises(LinkInvalid):
        accept(tx, later, account, "rana", "n1")
    assert accept(tx, later + timedelta(days=13), account, "rana", "n9")["status"] == "active"
    with pytest.raises(InvalidTransition):
        colleagues.resend_invitation(tx, account["account_id"], now=later, nonce="x")


def test_an_expired_invitation_can_be_sent_again(tx, home, now):
    account, late = invite(tx, now), now + timedelta(days=40)
    with pytest.raises(LinkInvalid):
        usecases.get_invitation(
            tx, account["account_id"], INVITATION.sign(SECRET, account["account_id"], "n1"), SECRET, now=late
        )
    colleagues.resend_invitation(tx, account["account_id"], now=late, nonce="n9")
    assert accept(tx, late, account, "rana", "n9")["status"] == "active"


def test_access_changes_are_told_and_noted_once(tx, home, now, emitted):
    for _ in range(2):
        changed = colleagues.change_access(tx, home["editor"]["account_id"], "viewer", None, now=now)
        assert changed["access"] == "viewer"
    told = [fact for key, fact in emitted() if key == "account.access_changed"]
    assert [(fact["previous_access"], fact["access"]) for fact in told] == [("editor", "viewer")]
    noted = tx.all("select changes from audit where action = 'change_access'")
    assert [row["changes"]["old_new"]["access"] for row in noted] == [["editor", "viewer"]]


def test_nobody_changes_the_own_access(tx, home, now):
    with pytest.raises(OwnAccess):
        colleagues.change_access(tx, home["owner"]["account_id"], "editor", None, now=now)


def test_the_last_owner_stays(tx, home, now):
    with pytest.raises(LastOwner):
        usecases.disable_account(tx, home["owner"]["account_id"], "leaving", now=now)
    invite(tx, now, access="owner")  # has not accepted: nobody yet who could take over
    with pytest.raises(LastOwner):
        usecases.disable_account(tx, home["owner"]["account_id"], "leaving", now=now)
    colleagues.change_access(tx, home["editor"]["account_id"], "owner", None, now=now)
    assert usecases.disable_account(tx, home["owner"]["account_id"], "leaving", now=now)["status"] == "disabled"
    tx.actor = OFFICER
    with pytest.raises(LastOwner):
        colleagues.change_access(tx, home["editor"]["account_id"], "viewer", None, now=now)
    # A stolen account must end all the same: officers may.
    assert usecases.disable_account(tx, home["editor"]["account_id"], "stolen", now=now)["status"] == "disabled"


def test_of_two_owners_who_demote_each_other_at_once_one_stays(pool, now):
    with pool.transaction(OFFICER) as tx:
        home = register(tx, now)
        one, other = (member(tx, now, home, "owner", name) for name in ("one", "two"))

    def demote(pair):
        try:
            with pool.transaction(usecases.actor_of(pair[0])) as tx:
                return colleagues.change_access(tx, pair[1]["account_id"], "viewer", None, now=now)["access"]
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as two:
        said = sorted(two.map(demote, [(one, other), (other, one)]))
    assert said == ["LastOwner", "viewer"]


def test_accounts_are_listed_by_name_in_pages(tx, home, now):
    first = listed(tx, now, limit=2)
    rest = listed(tx, now, limit=2, cursor=first["next"])
    assert [a["name"] for a in first["items"] + rest["items"]] == ["The.Editor", "The.Owner", "The.Viewer"]
    invite(tx, now)
    assert [a["name"] for a in listed(tx, now, status="invited")["items"]] == ["Rana Haddad"]
    tx.actor = OFFICER
    assert len(listed(tx, now, institution_id=str(home["id"]), role="institution")["items"]) == 4


def test_children_are_covered_only_where_an_officer_granted_it(tx, home, now):
    tx.actor = OFFICER
    faculty = register(
        tx, now, "Faculty of Sampling", relations=[{"kind": "parent", "institution_id": str(home["id"])}]
    )
    lab = register(tx, now, "Rivers Laboratory", relations=[{"kind": "parent", "institution_id": str(faculty)}])
    become(tx, home["owner"])
    assert not rights.may_change(tx, faculty)
    with pytest.raises(Forbidden):
        colleagues.change_access(tx, home["editor"]["account_id"], "editor", True, now=now)
    tx.actor = OFFICER
    covering = colleagues.change_access(tx, home["editor"]["account_id"], "editor", True, now=now)
    become(tx, covering)
    assert rights.may_change(tx, faculty) and rights.may_change(tx, lab) and not rights.may_administer(tx, faculty)
    record = {**facts.institution("Faculty of Sampling", city="Izmir"), "institution_id": faculty, "version": 1}
    assert institutions.revise_institution(tx, {**record, "relations": None}, now=now)["city"] == "Izmir"
    strange = become(tx, home["viewer"]) and uuid4()
    assert not rights.speaks_for(tx, strange) and not rights.may_change(tx, home["id"])
