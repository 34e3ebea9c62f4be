"""Steps 1 and 2: an institution joins the directory and publishes an opportunity."""

from datetime import UTC, datetime, timedelta

from deploy.client import Api, Problem, until
from deploy.demo.world import World, language_of

PASSWORD = "Sept-Palmiers-au-bord-de-mer"  # noqa: S105 - made up for the demo's own accounts


def join(world: World) -> Api:
    """Apply, verify, approve, invite, sign in; returns the API as the institution."""
    world.step("1. An institution applies, an officer approves, its first account signs in")
    application = _apply(world)
    # A demo before this one left an institution of nearly the same name: the officer says that it is another.
    approved = world.officer.post(f"/v1/applications/{application}/approval", {"force_reason": f"demo {world.tag}"})
    world.kept["institution_id"] = approved["institution_id"]
    institution = world.public.get(f"/v1/institutions/{approved['institution_id']}")
    world.kept["institution"] = institution
    _visible(world, institution)
    return _first_account(world)


def _apply(world: World) -> str:
    email = f"awa.diop.{world.tag}@example.org"
    world.kept["institution_email"] = email
    body = _application(world, email)
    receipt = world.public.post("/v1/applications", body)
    _repeat_is_refused(world, body)
    application_id, signature = world.link(email, "applications")
    world.expect(
        application_id == receipt["application_id"], f"the applicant proves the address by the mailed link ({email})"
    )
    world.public.post(f"/v1/applications/{application_id}/verification", {"signature": signature})
    return application_id


def _application(world: World, email: str) -> dict:
    return {
        "names": {
            "source": "fr",
            "fr": f"Institut sahélien de formation professionnelle {world.tag}",
            "en": f"Sahel Institute of Vocational Training {world.tag}",
            "ar": f"معهد الساحل للتكوين المهني {world.tag}",
        },
        "acronym": f"ISFP{world.tag}",
        "country": "SN",
        "city": "Dakar",
        "types": ["training_institution"],
        "stakeholder": "government",
        "topics": ["vocational_training"],
        "applicant_name": "Awa Diop",
        "applicant_email": email,
        "language": "fr",
    }


def _repeat_is_refused(world: World, body: dict) -> None:
    try:
        world.public.post("/v1/applications", body)
    except Problem as refused:
        world.expect(refused.code == "Duplicate", "the same application again is refused as a duplicate")
        return
    world.expect(False, "the same application again is refused as a duplicate")


def _visible(world: World, institution: dict) -> None:
    def found() -> bool:
        page = world.public.get("/v1/institutions", words=f"Institut sahelien {world.tag}", country="SN")
        return [item["institution_id"] for item in page["items"]] == [institution["institution_id"]]

    world.expect(until("the directory shows it", found), "the directory finds it without its accents")
    page = world.page(f"/ar/institutions/{institution['slug']}")
    shown = 'dir="rtl"' in page and institution["names"]["ar"].removesuffix(world.tag).strip() in page
    world.expect(shown, f"its page in Arabic reads from right to left: /ar/institutions/{institution['slug']}")


def _first_account(world: World) -> Api:
    email = world.kept["institution_email"]
    account_id, signature = world.link(email, "invitations")
    mail = world.mail(email, lambda mail: "/invitations/" in (mail["text"] or ""), "the invitation")
    world.expect(language_of(mail) == "fr", "the invitation is in French, text and HTML")
    body = {"signature": signature, "username": f"isfp.{world.tag}", "password": PASSWORD}
    account = world.public.post(f"/v1/invitations/{account_id}/acceptance", body)
    api = world.sign_in(f"ISFP.{world.tag}", PASSWORD)
    own = api.get("/v1/account")
    world.expect(
        own["institution_id"] == world.kept["institution_id"], f"{account['username']} signs in for its own institution"
    )
    return api


def publish(world: World, institution: Api) -> None:
    """Draft, submit, return, submit, approve, publish."""
    world.step("2. It publishes a training opportunity, an officer reviews it, the public sees it")
    opportunity = institution.post("/v1/opportunities", _course(world))
    path = f"/v1/opportunities/{opportunity['opportunity_id']}"
    world.kept["opportunity_id"] = opportunity["opportunity_id"]
    _hidden(world, path)
    institution.post(f"{path}/submission")
    world.reviewer.post(f"{path}/approval")
    published = institution.post(f"{path}/publication")
    world.kept["opportunity"] = published
    public = world.public.get(path)
    world.expect(
        public["status"] == "published" and public["is_open"],
        "approved by an officer and published: the public sees it open",
    )
    page = world.page(f"/fr/opportunities/{published['slug']}")
    world.expect(published["title"]["fr"] in page, f"its page in French: /fr/opportunities/{published['slug']}")


def _hidden(world: World, path: str) -> None:
    try:
        world.public.get(path)
    except Problem as refused:
        world.expect(refused.status == 404, "before that the public is told that there is no such thing")
        return
    world.expect(False, "before that the public is told that there is no such thing")


def _course(world: World) -> dict:
    start = datetime.now(UTC).date() + timedelta(days=90)
    return {
        "institution_id": world.kept["institution_id"],
        "title": {
            "source": "fr",
            "fr": "Maintenance des systèmes solaires photovoltaïques",
            "en": "Maintenance of solar photovoltaic systems",
            "ar": "صيانة الأنظمة الكهروضوئية الشمسية",
        },
        "kind": "training_course",
        "topic": "vocational_training",
        "start_date": start.isoformat(),
        "end_date": (start + timedelta(days=11)).isoformat(),
        "deadline": (start - timedelta(days=30)).isoformat(),
        "zone": "Africa/Dakar",
        "languages": ["fr"],
        "modality": "onsite",
        "place": "Dakar",
        "contact_email": world.kept["institution_email"],
    }
