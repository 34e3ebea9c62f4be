"""Who may do what over HTTP: every role on every route, and one's own things against those of others (P12, R17)."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from contracts.base import FOCAL_POINT, INSTITUTION, OFFICER, PUBLIC
from deploy.client import Api, Problem, until
from deploy.demo.world import World
from services.gateway.routes import ROUTES
from tests.system.members import PASSWORD, accepted, course, institution

ROLES = (PUBLIC, OFFICER, INSTITUTION, FOCAL_POINT)
REFUSED = [(route, role) for route in ROUTES for role in ROLES if role not in route.contract.allowed]
NAMES = {"source": "en", "en": "Another name"}
DAY = (datetime.now(UTC).date() + timedelta(days=70)).isoformat()

# What belongs to an institution: method, path and a body that is valid in itself, so that only the right is in question.
OWN = [
    ("PUT", "/v1/institutions/{institution_id}", {"names": NAMES, "types": ["university"], "country": "SN"}),
    ("POST", "/v1/institutions/{institution_id}/confirmation", {}),
    ("GET", "/v1/institutions/{institution_id}/translations", None),
    ("POST", "/v1/institutions/{institution_id}/translations/review", {"language": "ar"}),
    ("GET", "/v1/accounts?institution_id={institution_id}", None),
    ("POST", "/v1/accounts/{account_id}/invitation", {}),
    ("POST", "/v1/accounts/{account_id}/access", {"access": "editor"}),
    ("POST", "/v1/accounts/{account_id}/disabling", {"reason": "Left"}),
    ("GET", "/v1/modules?institution_id={institution_id}", None),
    ("POST", "/v1/opportunities", "course"),
    ("PUT", "/v1/opportunities/{opportunity_id}", "course"),
    ("POST", "/v1/opportunities/{opportunity_id}/submission", {}),
    ("POST", "/v1/opportunities/{opportunity_id}/publication", {}),
    ("POST", "/v1/opportunities/{opportunity_id}/extension", {"deadline": DAY}),
    ("POST", "/v1/opportunities/{opportunity_id}/copy", {}),
    ("POST", "/v1/opportunities/{opportunity_id}/revision/submission", {}),
    ("POST", "/v1/opportunities/{opportunity_id}/revision/discarding", {}),
    ("GET", "/v1/opportunities/{opportunity_id}/translations", None),
    ("POST", "/v1/opportunities/{opportunity_id}/translations/review", {"language": "ar"}),
    ("GET", "/v1/opportunities/{opportunity_id}/applications", None),
    ("POST", "/v1/applications-received/{interest_id}/answer", {"outcome": "declined"}),
    ("POST", "/v1/opportunities/{opportunity_id}/withdrawal", {}),
    ("POST", "/v1/opportunities/{opportunity_id}/deletion", {}),
    ("POST", "/v1/opportunities/{opportunity_id}/recovery", {}),
    ("POST", "/v1/opportunities/{opportunity_id}/archiving", {}),
    ("POST", "/v1/opportunities/{opportunity_id}/cancellation", {"reason": "Too few"}),
]  # fmt: skip
# What belongs to one person: nobody else may touch it, a colleague neither.
PERSONAL = [
    ("POST", "/v1/account/sessions/{session_id}/end", {}),
    ("POST", "/v1/account/tokens/{token_id}/revocation", {}),
]  # fmt: skip
# Needs no object of an institution: the account itself, or an activity of the centre.
ELSEWHERE = {
    "/v1/account", "/v1/account/password", "/v1/account/sessions", "/v1/account/tokens", "/v1/panel",
    "/v1/activities/{activity_id}/nominations", "/v1/nominations/{nomination_id}",
}  # fmt: skip


@pytest.fixture(scope="module")
def house(recorded):
    """Two institutions with their people, and everybody else by role."""
    world = World(recorded.home / "endpoints.json")
    email = f"focal.{uuid4().hex[:8]}@example.org"
    world.officer.post("/v1/focal-points", {"country": "SN", "name": "Awa", "email": email, "language": "en"})
    here, there = institution(world), institution(world)
    by_role = {PUBLIC: world.public, OFFICER: world.officer, INSTITUTION: here.people["owner"]}
    return SimpleNamespace(here=here, there=there, by_role=by_role | {FOCAL_POINT: accepted(world, email)})


def asked(api: Api, method: str, path: str, body=None) -> tuple[int, str]:
    """Status and problem code of one request with all the headers it could need."""
    headers = {"Idempotency-Key": str(uuid4()), "If-Match": '"1"'}
    try:
        api.send(method, path, None if method == "GET" else body or {}, headers)
    except Problem as refused:
        return refused.status, refused.code
    return 200, ""


def body_for(body, members, method="POST"):
    if body != "course":
        return body
    whole = course(members.institution_id)
    return whole if method == "POST" else {name: value for name, value in whole.items() if name != "institution_id"}


def filled(path: str, ids: dict[str, str]) -> str:
    return path.format(**ids)


def strange(ids: dict[str, str]) -> dict[str, str]:
    return {name: str(uuid4()) for name in ids}


@pytest.mark.parametrize(("route", "role"), REFUSED, ids=lambda one: getattr(one, "path", one))
def test_a_role_that_a_contract_does_not_name_is_refused(house, route, role):
    path = route.path.format(**{name: str(uuid4()) for name in route.names})

    status, code = asked(house.by_role[role], route.method, path)

    assert (status, code) == ((401, "Unauthenticated") if role == PUBLIC else (403, "Forbidden"))


def test_every_route_of_institutions_is_tried_with_own_and_foreign_things():
    meant = {path.partition("?")[0] for _, path, _ in [*OWN, *PERSONAL]} | ELSEWHERE
    asking = {r.path for r in ROUTES if INSTITUTION in r.contract.allowed and PUBLIC not in r.contract.allowed}
    assert asking - meant == set()


@pytest.mark.parametrize(("method", "path", "body"), OWN)
@pytest.mark.parametrize("access", ["owner", "editor", "viewer"])
def test_what_belongs_to_another_institution_is_refused_as_if_it_were_not_there(house, method, path, body, access):
    api, sent = house.there.people[access], body_for(body, house.here, method)
    foreign = asked(api, method, filled(path, house.here.own), sent)

    assert foreign == (403, "Forbidden")
    if "{" in path:
        assert asked(api, method, filled(path, strange(house.here.own)), sent) == foreign


@pytest.mark.parametrize(("method", "path", "body"), [one for one in OWN if one[0] != "GET"])
def test_a_viewer_changes_nothing_of_the_own_institution(house, method, path, body):
    api = house.here.people["viewer"]

    assert asked(api, method, filled(path, house.here.own), body_for(body, house.here, method)) == (403, "Forbidden")


@pytest.mark.parametrize(("method", "path", "body"), [one for one in OWN if "/accounts/" in one[1]])
def test_only_owners_administer_accounts(house, method, path, body):
    assert asked(house.here.people["editor"], method, filled(path, house.here.own), body) == (403, "Forbidden")


@pytest.mark.parametrize(("method", "path", "body"), PERSONAL)
def test_nobody_touches_the_sessions_and_tokens_of_another(house, method, path, body):
    for api in (house.here.people["editor"], house.there.people["owner"], house.by_role[OFFICER]):
        answer = asked(api, method, filled(path, house.here.own), body)
        assert asked(api, method, filled(path, strange(house.here.own)), body) == answer
    owner = house.here.people["owner"]
    assert house.here.own["session_id"] in str(owner.get("/v1/account/sessions"))
    assert [one["status"] for one in owner.get("/v1/account/tokens")["items"]] == ["active"]


@pytest.mark.parametrize(("method", "path", "body"), OWN)
def test_the_owner_is_never_told_that_the_own_is_forbidden(house, method, path, body):
    members = house.here

    status, _ = asked(members.people["owner"], method, filled(path, members.own), body_for(body, members, method))

    assert status in (200, 409, 412, 422)


def test_the_last_owner_stays(house):
    there = house.there.people["owner"]
    own_id = there.get("/v1/account")["account_id"]

    assert asked(there, "POST", f"/v1/accounts/{own_id}/disabling", {"reason": "Gone"})[0] in (403, 409)
    assert asked(there, "GET", "/v1/account")[0] == 200
    assert PASSWORD not in str(there.get("/v1/accounts"))


# One read of each service that keeps no sessions, for officers.
OF_OTHERS = ("/v1/activities", "/v1/deliveries", "/v1/issues")


def test_a_session_ended_in_one_place_is_refused_by_every_service_and_no_other_is(recorded):
    world = World(recorded.home / "endpoints.json")
    known = world.at["officer"]
    stolen = world.sign_in(known["username"], known["password"])
    [session_id] = [one["session_id"] for one in stolen.get("/v1/account/sessions")["items"] if one["current"]]
    assert {asked(stolen, "GET", path)[0] for path in OF_OTHERS} == {200}

    world.officer.post(f"/v1/account/sessions/{session_id}/end")

    refused = (401, "Unauthenticated")
    for path in OF_OTHERS:
        until(f"{path} hears of it", lambda path=path: asked(stolen, "GET", path) == refused, seconds=60)
        assert asked(world.officer, "GET", path)[0] == 200
