"""An institution with people of every access, made as they are in life: application, mailed links, invitations."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from deploy.client import Answer, Api
from deploy.demo.world import World

PASSWORD = "Sept-Palmiers-au-bord-de-mer"


@dataclass
class Members:
    """An institution, its people's APIs by access, and what is theirs by the name of its id."""

    institution_id: str
    people: dict[str, Api]
    own: dict[str, str] = field(default_factory=dict)


def institution(world: World) -> Members:
    """An active institution with an owner, an editor and a viewer, an opportunity, an application for it, a token."""
    tag = uuid4().hex[:8]
    email = f"owner.{tag}@example.org"
    receipt = world.public.post("/v1/applications", application(tag, email))
    _, signature = world.link(email, "applications")
    world.public.post(f"/v1/applications/{receipt['application_id']}/verification", {"signature": signature})
    other = {"force_reason": "a test before left one of nearly the same name"}
    approved = world.officer.post(f"/v1/applications/{receipt['application_id']}/approval", other)
    people = {"owner": accepted(world, email)}
    made = Members(approved["institution_id"], people)
    for access in ("editor", "viewer"):
        person = {"name": access.title(), "email": f"{access}.{tag}@example.org", "language": "en", "access": access}
        made.own[f"{access}_id"] = people["owner"].post("/v1/accounts", person)["account_id"]
        people[access] = accepted(world, person["email"])
    made.own |= belongings(world, made)
    return made


def accepted(world: World, email: str) -> Api:
    """The API of whoever was invited under this address."""
    account_id, signature = world.link(email, "invitations")
    username = f"u.{uuid4().hex[:10]}"
    chosen = {"signature": signature, "username": username, "password": PASSWORD}
    world.public.post(f"/v1/invitations/{account_id}/acceptance", chosen)
    return world.sign_in(username, PASSWORD)


def belongings(world: World, made: Members) -> dict[str, str]:
    """Ids of a published opportunity, an application for it, a session and an API token of the owner."""
    owner = made.people["owner"]
    opportunity_id = owner.post("/v1/opportunities", course(made.institution_id))["opportunity_id"]
    path = f"/v1/opportunities/{opportunity_id}"
    owner.post(f"{path}/submission")
    world.reviewer.post(f"{path}/approval")
    owner.post(f"{path}/publication")
    nominee = {"name": "Aminata Sow", "email": f"a.{uuid4().hex[:8]}@example.org", "country": "SN", "consent": True}
    world.public.post(f"{path}/applications", nominee)
    token = {"name": "feed", "scopes": ["read"], "expires_at": (datetime.now(UTC) + timedelta(days=9)).isoformat()}
    return {
        "institution_id": made.institution_id,
        "opportunity_id": opportunity_id,
        "interest_id": owner.get(f"{path}/applications")["items"][0]["interest_id"],
        "session_id": owner.get("/v1/account/sessions")["items"][0]["session_id"],
        "token_id": owner.post("/v1/account/tokens", token)["token_id"],
        "account_id": made.own["editor_id"],
    }


def application(tag: str, email: str) -> Answer:
    """What an institution tells of itself when it applies."""
    return {
        "names": {"source": "fr", "fr": f"Institut {tag} des métiers de l'eau"}, "country": "SN", "city": "Dakar",
        "types": ["training_institution"], "applicant_name": "Awa Diop", "applicant_email": email, "language": "fr",
    }  # fmt: skip


def course(institution_id: str) -> Answer:
    """A complete opportunity with its deadline two months ahead."""
    start = datetime.now(UTC).date() + timedelta(days=90)
    return {
        "institution_id": institution_id, "title": {"source": "fr", "fr": f"Maintenance des pompes {uuid4().hex[:6]}"},
        "kind": "training_course", "topic": "water", "start_date": start.isoformat(),
        "end_date": (start + timedelta(days=4)).isoformat(), "deadline": (start - timedelta(days=30)).isoformat(),
        "zone": "Africa/Dakar", "languages": ["fr"], "modality": "onsite", "place": "Dakar",
        "contact_email": "contact@example.org",
    }  # fmt: skip
