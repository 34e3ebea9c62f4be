"""What a template may say: facts of the event and of our local copies, in the reader's language."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from contracts import links
from contracts.languages import direction, pick
from services.notifications.deliveries.domain import rule_of
from services.notifications.rendering import localised
from services.notifications.rendering.plain import Foreign, one_line, words

Facts = dict[str, Any]


@dataclass(frozen=True)
class Reader:
    """Who reads, in which of our languages."""

    name: str | None
    email: str
    language: str


@dataclass(frozen=True)
class Links:
    """Where links lead, and the secret that signs them."""

    public_url: str
    secret: str

    def to(self, link: links.Link, language: str, subject: Any, nonce: str = "") -> str:
        """A signed address for one reader."""
        return link.url(self.public_url, language, self.secret, subject, nonce)

    def page(self, language: str, path: str) -> str:
        """A public page."""
        return f"{self.public_url.rstrip('/')}/{language}/{path}"


class Facing:
    """Facts turned towards one reader."""

    def __init__(self, reader: Reader, links_: Links) -> None:
        self.reader, self.links = reader, links_
        self.language = reader.language
        self.right_to_left = direction(self.language) == "rtl"

    def line(self, text: str | None) -> Foreign:
        """Somebody else's words on one line."""
        return Foreign(one_line(text or ""), right_to_left=self.right_to_left)

    def lines(self, text: str | None) -> Foreign:
        """Somebody else's words on several lines."""
        return Foreign(words(text or ""), right_to_left=self.right_to_left)

    def picked(self, text: dict[str, str] | None) -> Foreign:
        """Multilingual text in the reader's language or the nearest there is."""
        found, language = pick(text, self.language)
        tag = language if language not in ("other", self.language) else None
        return Foreign(one_line(found, 500), tag, self.right_to_left)


def context(template: str, reader: Reader, facts: Facts, activity: Facts | None, links_: Links) -> dict[str, Any]:
    """Every variable that the template of a rule may use."""
    facing = Facing(reader, links_)
    event = rule_of(template).event
    about = ABOUT.get(event) or ABOUT[event.partition(".")[0]]
    named = facing.line(reader.name) if (reader.name or "").strip() else facing.line(reader.email)
    common = {
        "language": reader.language,
        "dir": direction(reader.language),
        "name": named,
        "home": links_.page(reader.language, "").rstrip("/"),
    }
    return {**common, **about(facing, facts, activity or {})}


def _application(facing: Facing, facts: Facts, _: Facts) -> dict[str, Any]:
    return {
        "institution": facing.picked(facts["names"]),
        "country": localised.country(facts["country"], facing.language),
        "reason": facing.lines(facts.get("reason")),
        "link": facing.links.to(links.APPLICATION, facing.language, facts["application_id"]),
    }


def _change_request(facing: Facing, facts: Facts, _: Facts) -> dict[str, Any]:
    return {
        "institution": facing.picked(facts["institution_names"]),
        "outcome": facts["outcome"],
        "reason": facing.lines(facts["reason"]),
        "link": facing.links.page(facing.language, f"institutions/{facts['slug']}"),
    }


def _account(facing: Facing, facts: Facts, _: Facts) -> dict[str, Any]:
    return {
        "role": facts["role"],
        "institution": facing.picked(facts["institution"]),
        "country": localised.country(facts["country"], facing.language),
        "until": localised.instant(datetime.fromisoformat(facts["expires_at"]), "UTC", facing.language),
        "link": facing.links.to(links.INVITATION, facing.language, facts["account_id"], facts["nonce"]),
    }


def _credential_reset(facing: Facing, facts: Facts, _: Facts) -> dict[str, Any]:
    return {
        "institution": facing.picked(facts["institution"]),
        "until": localised.instant(datetime.fromisoformat(facts["expires_at"]), "UTC", facing.language),
        "link": facing.links.to(links.PASSWORD_RESET, facing.language, facts["account_id"], facts["nonce"]),
    }


def _password_changed(facing: Facing, facts: Facts, _: Facts) -> dict[str, Any]:
    return {
        "institution": facing.picked(facts["institution"]),
        "at": localised.instant(datetime.fromisoformat(facts["changed_at"]), "UTC", facing.language),
        "link": facing.links.page(facing.language, "reset"),
    }


def _confirmation_due(facing: Facing, facts: Facts, _: Facts) -> dict[str, Any]:
    return {
        "institution": facing.picked(facts["names"]),
        "reminder": facts["reminder"],
        "missed": facts["missed_confirmations"],
        "answer_by": localised.instant(datetime.fromisoformat(facts["answer_by"]), "UTC", facing.language),
        "link": facing.links.to(links.CONFIRMATION, facing.language, facts["institution_id"], facts["nonce"]),
    }


def _unconfirmed(facing: Facing, facts: Facts, _: Facts) -> dict[str, Any]:
    return {
        "institution": facing.picked(facts["names"]),
        "country": localised.country(facts["country"], facing.language),
        "link": facing.links.page(facing.language, f"institutions/{facts['slug']}"),
    }


def _personal_data(facing: Facing, facts: Facts, _: Facts) -> dict[str, Any]:
    return {
        "until": localised.instant(datetime.fromisoformat(facts["expires_at"]), "UTC", facing.language),
        "link": facing.links.to(links.PERSONAL_DATA, facing.language, facts["personal_data_id"]),
    }


def _subscription(facing: Facing, facts: Facts, _: Facts) -> dict[str, Any]:
    return {
        "publication": facing.line(facts["publication"]),
        "until": localised.instant(datetime.fromisoformat(facts["expires_at"]), "UTC", facing.language),
        "link": facing.links.to(links.SUBSCRIPTION, facing.language, facts["subscriber_id"]),
    }


def _opportunity(facing: Facing, facts: Facts, _: Facts) -> dict[str, Any]:
    remarks = facts.get("comments") or []
    return {
        "title": facing.picked(facts["title"]),
        "institution": facing.picked(facts["institution_names"]),
        "deadline": localised.day(date.fromisoformat(facts["deadline"]), facing.language),
        "comments": [
            {
                "field": facing.line(str(remark.get("field", ""))),
                "comment": facing.lines(str(remark.get("comment", ""))),
            }
            for remark in remarks
        ],
        "reason": facing.lines(facts.get("reason")),
        "changes": [_change(facing, name, change) for name, change in _material(facts)],
        "link": facing.links.page(facing.language, f"opportunities/{facts['slug']}"),
        "panel": facing.links.page(facing.language, "my"),
    }


def _material(facts: Facts) -> list[tuple[str, list[Any]]]:
    changes = facts.get("changes") or {}
    return [(name, changes[name]) for name in facts.get("material_fields") or [] if name in changes]


def _change(facing: Facing, name: str, change: list[Any]) -> dict[str, Any]:
    """A changed field with its values as a reader of the language writes them; a dash where there was or is none."""

    def said(value: Any) -> Any:
        if value is None:
            return "–"
        if name in ("start_date", "end_date", "deadline"):
            return localised.day(date.fromisoformat(value), facing.language)
        return facing.line(str(value))

    return {"field": name, "old": said(change[0]), "new": said(change[1])}


def _interest(facing: Facing, facts: Facts, _: Facts) -> dict[str, Any]:
    return {
        "title": facing.picked(facts["title"]),
        "institution": facing.picked(facts["institution_names"]),
        "country": localised.country(facts["country"], facing.language),
        "applicant": facing.line(facts.get("applicant_name")),
        "address": facing.line(facts.get("applicant_email")),
        "message": facing.lines(facts.get("message")),
        "outcome": facts.get("outcome"),
        "note": facing.lines(facts.get("note")),
        "link": facing.links.page(facing.language, f"opportunities/{facts['slug']}"),
        "panel": facing.links.page(facing.language, "my"),
    }


def _participation(facing: Facing, facts: Facts, activity: Facts) -> dict[str, Any]:
    zone, expires = activity.get("zone") or "UTC", facts.get("offer_expires_at")
    return {
        "title": facing.picked(activity["title"]),
        "when": when(activity, facing.language),
        "before": _before(facts, activity, facing.language),
        "where": where(activity, facing),
        "answer_by": localised.instant(datetime.fromisoformat(expires), zone, facing.language) if expires else "",
        "rank": facts.get("reserve_rank"),
        "reason": facing.lines(facts.get("reason")),
        "calendar": facts.get("calendar_method"),
        "link": facing.links.to(links.OFFER, facing.language, facts["nomination_id"]),
    }


def when(activity: Facts, language: str) -> str:
    """From when to when, with the zone's name."""
    return localised.span(_wall(activity["starts"]), _wall(activity["ends"]), activity["zone"], language)


def where(activity: Facts, facing: Facing) -> Foreign | str:
    """The place, or that people meet online."""
    venue = activity.get("venue")
    if not venue or activity["modality"] == "online":
        return (
            localised.ONLINE[facing.language] if activity["modality"] == "online" else localised.OPEN[facing.language]
        )
    parts = [facing.picked(venue.get("name")), facing.line(venue.get("address")), facing.picked(venue["city"])]
    parts.append(facing.line(localised.country(venue["country"], facing.language)))
    comma = "، " if facing.right_to_left else ", "
    return Foreign(comma.join(part for part in parts if part), right_to_left=facing.right_to_left)


def _before(facts: Facts, activity: Facts, language: str) -> str:
    if not facts.get("previous_starts"):
        return ""
    return localised.span(_wall(facts["previous_starts"]), _wall(facts["previous_ends"]), activity["zone"], language)


def _wall(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


ABOUT = {
    "application": _application,
    "change_request": _change_request,
    "account.credential_reset_requested": _credential_reset,
    "account.password_changed": _password_changed,
    "account": _account,
    "institution.confirmation_due": _confirmation_due,
    "institution.unconfirmed": _unconfirmed,
    "personal_data": _personal_data,
    "subscription": _subscription,
    "opportunity": _opportunity,
    "interest": _interest,
    "nomination": _participation,
    "activity": _participation,
}
