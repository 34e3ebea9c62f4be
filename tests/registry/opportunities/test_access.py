"""Who may ask what about whose opportunities: every role with every request, on PostgreSQL."""

from contextlib import suppress
from uuid import uuid4

import pytest

from chassis.identity import Actor, check_rights
from chassis.rpc import Asked
from contracts.base import PUBLIC, REQUESTS
from contracts.refusals import Forbidden, NotFound, Refusal, Unauthenticated
from services.registry.institutions import usecases as institutions
from services.registry.relations import usecases as relations
from services.registry.service import RegistryService
from tests.registry import facts

OURS = ("opportunities", "deletions", "revisions", "interests", "panel", "modules")
CONTRACTS = {
    contract.__name__: contract
    for contract in REQUESTS.values()
    if contract.__module__ in {f"contracts.registry.{noun}" for noun in OURS}
}
EVERYBODY = {
    "public", "focal_point", "officer", "owner", "editor", "viewer", "stranger", "parent", "granted_parent", "granted_viewer",
}  # fmt: skip
OFFICERS = {"officer"}
WRITERS = OFFICERS | {"owner", "editor", "granted_parent"}
READERS = WRITERS | {"viewer", "granted_viewer"}
MAY = {
    **dict.fromkeys(
        ("DraftOpportunity", "ReviseOpportunity", "SubmitOpportunity", "PublishOpportunity", "CancelOpportunity",
         "WithdrawOpportunity", "ArchiveOpportunity", "CopyOpportunity", "SubmitRevision", "DiscardRevision", "ExtendDeadline",
         "AnswerInterest", "DeleteOpportunity", "RecoverOpportunity"),
        WRITERS,
    ),
    **dict.fromkeys(
        ("ReturnOpportunity", "ApproveOpportunity", "SuspendOpportunity", "RestoreOpportunity", "ApproveRevision",
         "ReturnRevision", "GetReviewQueue"),
        OFFICERS,
    ),
    **dict.fromkeys(("GetOpportunity", "ListInterests", "GetPanel", "ListModules"), READERS),
    "ListOpportunities": EVERYBODY,
    # A viewer writes nothing at all, and what is not public takes no application from anybody.
    "ApplyForOpportunity": set(),
}  # fmt: skip


@pytest.fixture
def actors(tx, own, now):
    """Everybody who may come, by name."""
    parent = institutions.register_institution(tx, facts.institution("Ministry of Labour"), now=now, new_id=uuid4())
    relations.tie_all(tx, [(parent["institution_id"], "child", own["institution_id"])])

    def of(institution_id, access, **more):
        return Actor("institution", uuid4(), institution_id, access=access, **more)

    ours, above = own["institution_id"], parent["institution_id"]
    return {
        "public": Actor(PUBLIC), "focal_point": Actor("focal_point", uuid4(), country="TJ"), "officer": Actor("officer", uuid4()),
        "owner": of(ours, "owner"), "editor": of(ours, "editor"), "viewer": of(ours, "viewer"),
        "stranger": of(uuid4(), "owner"), "parent": of(above, "owner"),
        "granted_parent": of(above, "editor", covers_children=True),
        "granted_viewer": of(above, "viewer", covers_children=True),
    }  # fmt: skip


@pytest.fixture
def fields(tx, own, draft, now):
    """What each request says of a draft of ours, or of something that does not exist."""
    card = draft()
    interest_id = uuid4()
    tx.run(
        """insert into interests (interest_id, opportunity_id, name, email, folded_email, country, message, language, status,
             received_at) values (%(n)s, %(o)s, 'A', 'a@example.org', 'a@example.org', 'SN', '', 'fr', 'received', now())""",
        n=interest_id, o=card["opportunity_id"],
    )  # fmt: skip

    def make(name, known=True):
        record = facts.plain(facts.opportunity(own["institution_id"] if known else uuid4()))
        one = {"opportunity_id": str(card["opportunity_id"] if known else uuid4())}
        comments = [{"field": "title", "comment": "?"}]
        unowned = {key: value for key, value in record.items() if key not in ("institution_id", "course_id")}
        special = {
            "DraftOpportunity": record, "ReviseOpportunity": {**unowned, **one, "version": 1},
            "ReturnOpportunity": {**one, "comments": comments}, "ReturnRevision": {**one, "comments": comments},
            "CancelOpportunity": {**one, "reason": "?"}, "SuspendOpportunity": {**one, "reason": "?"},
            "ExtendDeadline": {**one, "deadline": "2026-08-05", "version": 1},
            "AnswerInterest": {"interest_id": str(interest_id if known else uuid4()), "outcome": "accepted"},
            "ApplyForOpportunity": {**one, "name": "A", "email": "a@example.org", "country": "SN", "consent": True},
            "GetPanel": {"institution_id": record["institution_id"]}, "ListModules": {"institution_id": record["institution_id"]}, "GetReviewQueue": {}, "ListOpportunities": {},
        }  # fmt: skip
        return special.get(name, one)

    return make


def ask(tx, contract, actor, said):
    """As the chassis does: the role, the rights, then the entrypoint."""
    tx.actor = actor
    if actor.role not in contract.allowed:
        raise Unauthenticated if actor.role == PUBLIC else Forbidden
    check_rights(actor, contract)
    return getattr(RegistryService(), contract.method())(tx, Asked(contract.read(said), actor, None, None))


def outcome(tx, contract, actor, said):
    """What the actor gets, undone afterwards: an answer, a refusal of access, or a refusal of the thing itself."""

    class Undo(Exception):
        pass

    found = "answered"
    with suppress(Undo), tx.savepoint():
        try:
            ask(tx, contract, actor, said)
        except Refusal as refusal:
            found = type(refusal).__name__
        raise Undo
    return found


def test_the_matrix_is_of_all_our_requests():
    assert set(MAY) == set(CONTRACTS)


@pytest.mark.parametrize("name", sorted(MAY))
def test_each_role_gets_what_the_matrix_says(tx, actors, fields, name):
    no = {Forbidden.__name__, Unauthenticated.__name__, NotFound.__name__}
    found = {who: outcome(tx, CONTRACTS[name], actor, fields(name)) for who, actor in actors.items()}
    assert {who for who, what in found.items() if what not in no} == MAY[name], found


@pytest.mark.parametrize("name", sorted(set(MAY) - {"ListOpportunities", "GetReviewQueue"}))
def test_strangers_cannot_tell_what_exists(tx, actors, fields, name):
    for who in ("public", "focal_point", "stranger", "parent"):
        known, unknown = (outcome(tx, CONTRACTS[name], actors[who], fields(name, there)) for there in (True, False))
        assert known == unknown, who


def test_lists_hold_what_each_may_see(tx, actors, fields, published):
    # The entrypoints read the clock of the machine.
    card = published(title={"en": "Open"}, deadline="2090-01-01", start_date="2090-02-01", end_date="2090-02-02")
    seen = {}
    for who, actor in actors.items():
        found = ask(tx, CONTRACTS["ListOpportunities"], actor, {})
        seen[who] = {item["status"] for item in found["items"]}
    inside = {"draft", "published"}
    assert seen == {
        "public": {"published"}, "focal_point": {"published"}, "officer": inside, "owner": inside, "editor": inside,
        "viewer": inside, "stranger": set(), "parent": set(), "granted_parent": set(), "granted_viewer": set(),
    }  # fmt: skip
    wanted = {"institution_id": str(card["institution_id"])}
    for who, expected in (("granted_viewer", inside), ("parent", set()), ("stranger", set())):
        found = ask(tx, CONTRACTS["ListOpportunities"], actors[who], wanted)
        assert {item["status"] for item in found["items"]} == expected, who
