"""Step 7: the half-year's issue, assembled from events, reviewed, sent, archived."""

from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from contracts.vocabularies import AUDIENCES
from deploy.client import Answer, Problem, until
from deploy.demo.world import PATIENCE, Missing, Person, World, header, language_of


def period() -> str:
    """The half-year of now, as the department's calendar in Ankara has it."""
    now = datetime.now(ZoneInfo("Europe/Istanbul"))
    return f"{now.year}-H{1 if now.month <= 6 else 2}"


def refuse_second_run(world: World) -> None:
    """The half-year's issue can be sent once: a second run needs a fresh department."""
    sent = [issue for issue in world.public.get("/v1/archive")["items"] if issue["period"] == period()]
    if sent:
        raise Missing(
            f"the issue of {period()} was sent by an earlier run; `make down && make up` makes a fresh department"
        )


def subscribe(world: World) -> list[Person]:
    """Readers of the seven audiences in three languages are imported; one more subscribes and confirms by mail."""
    world.step("7. The newsletter of the half-year writes itself from the events it received")
    readers = [
        Person("", f"{audience}.{language}.{world.tag}@example.org", language)
        for audience in AUDIENCES
        for language in ("en", "ar", "fr")
    ]
    rows = [
        {
            "email": reader.email,
            "language": reader.language,
            "audience": reader.email.split(".")[0],
            "lawful_basis": "public task",
        }
        for reader in readers
    ]
    results = world.officer.post("/v1/subscribers/imports", {"rows": rows})["results"]
    world.expect(
        [row["outcome"] for row in results] == ["added"] * 21, "21 readers of the seven audiences in three languages"
    )
    return [*readers, _double_opt_in(world)]


def _double_opt_in(world: World) -> Person:
    reader = Person("Karim Haddad", f"karim.{world.tag}@example.org", "ar")
    world.public.post(
        "/v1/subscriptions", {"email": reader.email, "name": reader.name, "language": "ar", "audience": "policy_maker"}
    )
    subscriber_id, signature = world.link(reader.email, "subscriptions")
    shown = world.public.get(f"/v1/subscriptions/{subscriber_id}", signature=signature)
    world.expect(shown["status"] == "requested", "looking at the confirmation link confirms nothing")
    confirmed = world.public.post(f"/v1/subscriptions/{subscriber_id}/confirmation", {"signature": signature})
    world.expect(confirmed["status"] == "confirmed", "one more subscribed and confirmed by mail")
    return reader


def assemble(world: World) -> Answer:
    """Open and assemble until the workshop's outcomes, the opportunity and the institution have arrived."""
    issue = world.officer.post("/v1/issues", {"period": period()})
    path = f"/v1/issues/{issue['issue_id']}"
    world.kept["issue_path"] = path
    wanted = {
        world.kept["activity_id"]: "activity",
        world.kept["opportunity_id"]: "opportunity",
        world.kept["institution_id"]: "institution",
    }

    def arrived() -> Answer | None:
        found = world.officer.post(f"{path}/assembly", {"thin_reason": "The demo's half-year is short."})
        items = {item["source_id"]: item for item in found["items"]}
        done = wanted.keys() <= items.keys() and "29" in str(items[world.kept["activity_id"]]["facts"])
        return found if done else None

    assembled = until("every event reached the newsletter", arrived, seconds=PATIENCE)
    again = world.officer.post(f"{path}/assembly", {"thin_reason": "Once more."})
    sources = [item["source_id"] for item in again["items"] if item["source_id"]]
    world.expect(
        len(sources) == len(set(sources)) and len(again["items"]) == len(assembled["items"]),
        f"Vol. {issue['volume']} No. {issue['number']}: {len(sources)} items, the workshop, the opportunity and the institution once each",
    )
    return again


def approve(world: World) -> None:
    """Review by a second officer; the editor cannot approve the own work."""
    path = world.kept["issue_path"]
    issue = world.officer.post(f"{path}/review", {"waived_languages": []})
    world.expect(not issue["coverage"]["unexplained"], "coverage: nothing of the period is left out unexplained")
    try:
        world.officer.post(f"{path}/approval")
        raise Missing("the last editor may not approve")
    except Problem as refused:
        world.expect(refused.status == 403, "the last editor may not approve it")
    approved = world.reviewer.post(f"{path}/approval")
    world.expect(approved["status"] == "approved", "a second officer approves; the content is frozen")


def send(world: World, readers: list[Person]) -> None:
    """Send; each reader gets one mail in the own language; one leaves by one click; the archive shows it."""
    path = world.kept["issue_path"]
    world.reviewer.post(f"{path}/sending")

    def settle() -> Answer | None:
        found = world.officer.get(path)
        return found if found["status"] in ("sent", "archived") else None

    settled = until("every mail is settled", settle, seconds=PATIENCE)
    counts = settled["counts"]
    world.expect(
        counts["sent"] == counts["recipients"] >= 22 and not counts["pending"],
        f"sent to {counts['sent']} of {counts['recipients']}",
    )
    for reader in readers:
        mail = world.mail(reader.email, lambda mail: header(mail, "list-unsubscribe"), "the newsletter")
        if (
            language_of(mail) != reader.language
            or world.kept["opportunity"]["title"][reader.language] not in mail["html"]
        ):
            raise Missing(f"{reader.email} did not get the newsletter in {reader.language}")
    world.expect(True, f"{len(readers)} readers got it once, in one language each")
    _unsubscribe(world, readers[0])
    _archive(world)


def _unsubscribe(world: World, reader: Person) -> None:
    mail = world.mail(reader.email, lambda mail: header(mail, "list-unsubscribe"), "the newsletter")
    target = urlsplit(header(mail, "list-unsubscribe").strip("<> "))
    address = f"{target.path}?{target.query}"
    one_click = header(mail, "list-unsubscribe-post") == "List-Unsubscribe=One-Click"
    world.page(address)
    world.public.form(address, {"List-Unsubscribe": "One-Click"})
    found = next(s for s in world.officer.pages("/v1/subscribers") if s["email"] == reader.email)
    world.expect(
        one_click and found["status"] == "unsubscribed", "one click (RFC 8058) unsubscribes; only looking does not"
    )


def _archive(world: World) -> None:
    entry = until(
        "the archive shows it",
        lambda: next((one for one in world.public.get("/v1/archive")["items"] if one["period"] == period()), None),
        seconds=PATIENCE,
    )
    for language, direction in (("en", "ltr"), ("ar", "rtl"), ("fr", "ltr")):
        page = world.page(f"/{language}/newsletter/{entry['slug']}")
        whole = f'dir="{direction}"' in page and world.kept["opportunity"]["title"][language] in page
        if not whole or "example.org" in page.replace(world.kept["institution_email"], ""):
            raise Missing(f"the archived issue in {language}")
    world.expect(True, f"the archive shows it in three languages: /en/newsletter/{entry['slug']}")


def no_raw_tags(world: World) -> None:
    """No `{mlang` in any mail or on any page."""
    listed: Any = world.mails.get("/messages")
    mails = [world.mails.get(f"/messages/{quote(mail['id'])}") for mail in listed]
    leaking = [
        mail["id"] for mail in mails if "{mlang" in mail["raw"] or "{mlang" in (mail["html"] or "") + mail["subject"]
    ]
    pages = [
        world.page(f"/{language}/{page}")
        for language in ("en", "ar", "fr")
        for page in ("", "activities", "newsletter")
    ]
    world.expect(
        not leaking and not any("{mlang" in page for page in pages),
        f"no raw mlang tag in {len(mails)} mails and {len(pages)} pages",
    )
