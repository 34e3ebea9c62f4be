"""Steps 3 to 6: the Dushanbe workshop, from its plan to its outcomes."""

from datetime import UTC, datetime, timedelta

from deploy.client import Answer, Api, Problem, until
from deploy.demo.institution import PASSWORD
from deploy.demo.invitations import check_calendars, check_moved
from deploy.demo.people import FOCAL_POINTS, nominees
from deploy.demo.world import Missing, Person, World, language_of
from deploy.records.load import known_yet, read, record_id, session_of

SEATS = 30


def appoint(world: World) -> dict[str, Api]:
    """Invite a focal point for each of seven states; each chooses a password by the mailed link and signs in."""
    world.step("   Focal points of seven states are appointed")
    apis = {}
    for country, (language, name) in FOCAL_POINTS.items():
        email = f"focal.{country.lower()}.{world.tag}@example.org"
        body = {"country": country, "name": name, "email": email, "language": language}
        account = world.officer.post("/v1/focal-points", body)
        account_id, signature = world.link(email, "invitations")
        if account_id != account["account_id"]:
            raise Missing(f"the invitation of {email} is for another account")
        username = f"focal.{country.lower()}.{world.tag}"
        world.public.post(
            f"/v1/invitations/{account_id}/acceptance",
            {"signature": signature, "username": username, "password": PASSWORD},
        )
        apis[country] = world.sign_in(username, PASSWORD)
    world.expect(len(apis) == 7, "seven focal points, invited in three languages, sign in")
    return apis


def announce(world: World) -> None:
    """Draft, agenda, proposal, approval, announcement."""
    world.step("3. An officer enters the Dushanbe workshop, two days, and it is announced")
    body = _plan()
    activity = until(
        "scheduling knows the organisers", lambda: known_yet(lambda: world.officer.post("/v1/activities", body))
    )
    path = f"/v1/activities/{activity['activity_id']}"
    world.kept["activity_id"], world.kept["activity_path"] = activity["activity_id"], path
    agenda = world.officer.put(f"{path}/agenda", {"sessions": _sessions(body["starts"])}, version=0)
    speakers = [speaker["name"] for speaker in agenda["sessions"][0]["speakers"]]
    world.expect(
        len(agenda["sessions"]) == 5 and len(speakers) == 3, f"agenda of five sessions, opened by {', '.join(speakers)}"
    )
    world.officer.post(f"{path}/proposal")
    world.reviewer.post(f"{path}/approval")
    announced = world.officer.post(f"{path}/announcement")
    roles = [organiser["role"] for organiser in announced["organisers"]]
    world.expect(
        announced["status"] == "announced" and roles.count("organiser") == 3 and "donor" in roles,
        f"announced with three organisers, a donor and {announced['seats']} seats: {announced['starts']} {announced['zone']}",
    )
    page = world.page(f"/ar/activities/{announced['slug']}")
    world.expect(
        'dir="rtl"' in page and announced["title"]["ar"] in page,
        f"its page in Arabic: /ar/activities/{announced['slug']}",
    )


def _plan() -> Answer:
    record = next(one for one in read("activities") if one["ref"] == "dushanbe-2018")["record"]
    first = datetime.now(UTC).date() + timedelta(days=75)
    return {
        **{key: value for key, value in record.items() if key not in ("project", "historic")},
        "project_id": record_id("project", record["project"]),
        "starts": f"{first}T09:00",
        "ends": f"{first + timedelta(days=1)}T17:00",
        "nomination_deadline": f"{first - timedelta(days=30)}T23:59",
        "seats": SEATS,
        "organisers": [
            {"institution_id": record_id("institution", one["ref"]), "role": one["role"]}
            for one in record["organisers"]
        ],
    }


def _sessions(starts: str) -> list[Answer]:
    record = next(one for one in read("activities") if one["ref"] == "dushanbe-2018")
    people = {person["ref"]: person for person in read("people")}
    names = {one["ref"]: one["names"] for one in read("institutions")}
    first = datetime.fromisoformat(starts).date()
    return [session_of(item, first, people, names) for item in record["agenda"]]


def nominate(world: World, focal_points: dict[str, Api]) -> list[Person]:
    """Thirty-five nominations; a repeat, a stranger's country and a missing field are refused."""
    world.step("4. Focal points nominate 35 people; 30 offers, 5 reserves; people confirm by their link")
    path = f"{world.kept['activity_path']}/nominations"
    people = [person for group in nominees(world.tag).values() for person in group]
    for person in people:
        body = _nomination(person)
        found = focal_points[person.country].post(path, body, key=f"nominate-{person.email}")
        again = focal_points[person.country].post(path, body, key=f"nominate-{person.email}")
        if found["nomination_id"] != again["nomination_id"]:
            raise Missing("two identical POSTs had two effects")
        person.nomination_id = found["nomination_id"]
    world.expect(
        len({person.nomination_id for person in people}) == 35, "35 nominations, each sent twice and entered once"
    )
    _refusals(world, focal_points["SN"], path, people[0])
    return people


def _nomination(person: Person) -> Answer:
    nominee = {
        "name": person.name, "email": person.email, "language": person.language, "position": "Head of unit",
        "organisation": "Ministry of Education", "gender": "undisclosed",
    }  # fmt: skip
    return {
        "nominee": nominee,
        "country": person.country,
        "motivation": "Plans the use of ICT in schools.",
        "priority": 1,
    }


def _refusals(world: World, api: Api, path: str, foreign: Person) -> None:
    try:
        api.post(path, _nomination(foreign))
        raise Missing("a focal point may not nominate for another country")
    except Problem as refused:
        world.expect(refused.status == 403, "a focal point is refused for another country")
    try:
        api.post(path, {"nominee": {"name": "", "email": "nobody", "language": "xx-yy"}, "country": "QQ"})
        raise Missing("a broken nomination is refused")
    except Problem as refused:
        fields = sorted(problem["field"] for problem in refused.document["problems"])
        world.expect(len(fields) >= 6, f"a broken one is refused with every field at once: {', '.join(fields)}")


def select(world: World, people: list[Person]) -> tuple[list[Person], list[Person]]:
    """Preview, then publish: the first of every country first, the last five are reserves."""
    path = world.kept["activity_path"]
    world.officer.post(f"{path}/closing-of-nominations", {"reason": "All states have answered."})
    ranked = sorted(people, key=lambda person: person.email.split(".")[1])
    offered, reserves = ranked[:SEATS], ranked[SEATS:]
    body = {"offered": [p.nomination_id for p in offered], "reserves": [p.nomination_id for p in reserves]}
    preview = world.officer.post(f"{path}/selection", {**body, "preview": True})
    published = world.officer.post(f"{path}/selection", body)
    counts = (published["offered"], published["reserved"], published["not_selected"])
    world.expect(
        not preview["published"] and published["published"] and counts == (30, 5, 0), "published: 30 offers, 5 reserves"
    )
    return offered, reserves


def confirm(world: World, offered: list[Person], reserves: list[Person]) -> tuple[Person, list[Person]]:
    """All confirm by their mailed link; one withdraws and the next reserve is promoted at once; returns who left and who stays."""
    for person in offered:
        _confirm(world, person)
    world.expect(True, "30 people confirmed by the link in their mail, each in their own language")
    leaver, heir = offered[-1], reserves[0]
    invitation = world.mail(leaver.email, lambda mail: mail["calendar"], "the invitation")
    world.expect(invitation["method"] == "REQUEST", f"{leaver.name} has an invitation and gives the seat back")
    signature = world.link(leaver.email, "offers")[1]
    path = f"/v1/nominations/{leaver.nomination_id}/withdrawal"
    world.public.post(path, {"signature": signature, "reason": "A birth in the family."}, key=f"withdraw-{world.tag}")
    promoted = world.officer.get(f"/v1/nominations/{heir.nomination_id}")
    world.expect(promoted["status"] == "offered", f"{heir.name}, first reserve, was promoted in the same transaction")
    _confirm(world, heir)
    _too_late(world, leaver, signature)
    staying = [*offered[:-1], heir]
    for person in staying:
        world.mail(person.email, lambda mail: mail["calendar"], "the invitation")
    world.expect(True, f"{len(staying)} people have one invitation each in their mail")
    return leaver, staying


def _confirm(world: World, person: Person) -> None:
    nomination_id, signature = world.link(person.email, "offers")
    mail = world.mail(
        person.email, lambda mail: "/offers/" in (mail["text"] or "") and not mail["calendar"], "the offer"
    )
    if language_of(mail) != person.language or ('dir="rtl"' in mail["html"]) != (person.language == "ar"):
        raise Missing(f"the offer to {person.email} is not in {person.language}")
    offer = world.public.post(
        f"/v1/nominations/{nomination_id}/confirmation", {"signature": signature}, key=f"confirm-{person.email}"
    )
    again = world.public.post(
        f"/v1/nominations/{nomination_id}/confirmation", {"signature": signature}, key=f"confirm-{person.email}"
    )
    if offer["status"] != "confirmed" or again != offer:
        raise Missing(f"{person.email} confirmed and is {offer['status']}")


def _too_late(world: World, leaver: Person, signature: str) -> None:
    try:
        world.public.post(f"/v1/nominations/{leaver.nomination_id}/confirmation", {"signature": signature})
        raise Missing("a withdrawn seat cannot be confirmed again")
    except Problem as refused:
        world.expect(refused.status == 409, f"a withdrawn seat cannot be confirmed again: {refused.code}")


def move(world: World) -> Answer:
    """Move the workshop by a day; a stale version is refused."""
    path = world.kept["activity_path"]
    now = world.officer.get(path)
    day = timedelta(days=1)
    body = {
        "starts": (datetime.fromisoformat(now["starts"]) + day).isoformat(timespec="minutes"),
        "ends": (datetime.fromisoformat(now["ends"]) + day).isoformat(timespec="minutes"),
        "reason": "A national holiday.",
    }
    try:
        world.officer.post(f"{path}/rescheduling", body, version=now["version"] - 1)
        raise Missing("a stale version is refused")
    except Problem as refused:
        world.expect(
            refused.status == 412 and refused.code == "StaleVersion", "moving it at a stale version is refused"
        )
    moved = world.officer.post(f"{path}/rescheduling", body, version=now["version"])
    world.expect(
        moved["ical_sequence"] > now["ical_sequence"],
        f"moved by a day to {moved['starts']}, SEQUENCE {moved['ical_sequence']}",
    )
    return moved


def calendars(world: World, leaver: Person, staying: list[Person], moved: Answer) -> None:
    """Every calendar is right after replaying all the mailed invitations."""
    world.step(
        "5. One mail each in the own language with an invitation; the move sends updates, who left gets a CANCEL"
    )
    check_calendars(world, staying, moved)
    check_moved(world, leaver, moved)


def complete(world: World, staying: list[Person]) -> None:
    """Attendance, completion, three priority areas."""
    world.step("6. Attendance is recorded, the workshop completed, its priority areas filed")
    path = world.kept["activity_path"]
    started = world.officer.post(f"{path}/start")
    first = datetime.fromisoformat(started["starts"]).date()
    days = [first.isoformat(), (first + timedelta(days=1)).isoformat()]
    records = [{"nomination_id": person.nomination_id, "days": days} for person in staying[:-1]]
    records.append({"nomination_id": staying[-1].nomination_id, "days": []})
    seen = world.officer.put(f"{path}/attendance", {"records": records})
    world.expect((seen["attended"], seen["absent"], seen["unrecorded"]) == (29, 1, 0), "29 came, one was absent")
    done = world.officer.post(f"{path}/completion", {"early_reason": "The demo does not wait for the day."})
    outcomes = next(one for one in read("activities") if one["ref"] == "dushanbe-2018")["outcomes"][:3]
    filed = world.officer.put(f"{path}/outcomes", {"outcomes": outcomes})
    kinds = [outcome["kind"] for outcome in filed["outcomes"]]
    world.expect(
        done["status"] == "completed" and kinds == ["priority_area"] * 3,
        "completed, three priority areas are on its page",
    )
    page = world.page(f"/fr/activities/{started['slug']}")
    world.expect(outcomes[0]["text"]["fr"] in page, f"in French too: /fr/activities/{started['slug']}")
