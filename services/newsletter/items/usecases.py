"""Items made from candidates, refreshed, edited and counted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from chassis.tx import Tx
from contracts.refusals import Invalid
from services.newsletter.candidates import usecases as candidates
from services.newsletter.items import domain, repository
from services.newsletter.items.domain import MANUAL_SECTIONS, STEP, Item, Plan
from services.newsletter.renderings import usecases as renderings


def plan_issue(
    tx: Tx, issue_id: UUID, publication: Mapping[str, Any], window: candidates.Window, now: datetime
) -> list[Plan]:
    """What the events want in the issue at this moment."""
    news = candidates.list_news(tx, publication["item_kinds"], window)
    return domain.plan(issue_id, news, section_codes(publication), now)


def refresh(
    tx: Tx, issue_id: UUID, publication: Mapping[str, Any], plans: Sequence[Plan], *, adding: bool
) -> list[Item]:
    """Bring the items up to the newest facts, and where `adding` make those that are new; twice is the same as once."""
    items = {(item.kind, item.source_id): item for item in repository.list_items(tx, issue_id) if item.source_id}
    planned = {(plan.kind, plan.source_id): plan for plan in plans}
    for key, plan in planned.items():
        if key in items or adding:
            _keep(tx, items.get(key), _made(items.get(key), issue_id, plan, publication["languages"]))
    gone = [item for key, item in items.items() if key not in planned]
    reasons = candidates.list_dropped(tx, [item.source_id for item in gone if item.source_id])
    for item in gone:
        reason = reasons.get(item.source_id) or "not_in_this_issue"  # type: ignore[arg-type]
        _keep(tx, item, item.ruled_out(reason))
    return repository.list_items(tx, issue_id)


def _keep(tx: Tx, before: Item | None, after: Item) -> None:
    if after != before:
        repository.save_item(tx, after)


def _made(item: Item | None, issue_id: UUID, plan: Plan, languages: Sequence[str]) -> Item:
    title = plan.title or renderings.group_title(languages)
    text = renderings.text_of(plan.kind, plan.facts, languages)
    made = item or Item(
        uuid4(), issue_id, plan.kind, plan.source_id, plan.section, plan.position, title, text
    )  # fmt: skip
    return made.refreshed(plan, title, text)


def list_items(tx: Tx, issue_id: UUID) -> list[Item]:
    """The items of an issue by position."""
    return repository.list_items(tx, issue_id)


def revise_item(
    tx: Tx, issue_id: UUID, item_id: UUID, changes: Mapping[str, Any], publication: Mapping[str, Any]
) -> None:
    """Keep an editor's changes; refuses `NotFound` and `Invalid`."""
    item = repository.get_item(tx, issue_id, item_id)
    repository.save_item(tx, item.revised(changes, section_codes(publication)))


def add_item(tx: Tx, issue_id: UUID, new: Mapping[str, Any], publication: Mapping[str, Any]) -> UUID:
    """Add an item written by hand at the end of its section; refuses `Invalid` for a section that is not there."""
    section: str = new.get("section") or MANUAL_SECTIONS[new["kind"]]
    if section not in section_codes(publication):
        raise Invalid([{"field": "section", "code": "not_a_choice", "message": "Not a section of this publication."}])
    last = max((item.position for item in repository.list_items(tx, issue_id)), default=0)
    item = Item(
        uuid4(), issue_id, new["kind"], None, section, last + STEP, dict(new["title"]), dict(new["text"]),
        placed=True, byline=new.get("byline"),
    )  # fmt: skip
    repository.save_item(tx, item)
    return item.item_id


def coverage(items: Sequence[Item], plans: Sequence[Plan], languages: Sequence[str]) -> dict[str, Any]:
    """The coverage report of an issue (L6)."""
    return domain.coverage(items, plans, languages)


def problems(items: Sequence[Item], report: Mapping[str, Any], waived: Sequence[str]) -> list[dict[str, Any]]:
    """What the quality gate finds: translations that are missing and not waived, raw mlang tags (L22, L37)."""
    return domain.untranslated(report, waived) + domain.raw_mlang(items)


def shown(item: Item, languages: Sequence[str]) -> dict[str, Any]:
    """The item as editors see it."""
    return {
        **vars(item),
        "title": item.shown_title,
        "text": item.shown_text,
        "edited": item.edited,
        "link": f"/{languages[0]}{item.path}" if item.path else None,
        "facts": dict(item.facts),
        "event_ids": list(item.event_ids),
        "missing_languages": item.missing_languages(languages),
    }


def section_codes(publication: Mapping[str, Any]) -> list[str]:
    """The codes of a publication's sections in their order."""
    return [section["code"] for section in publication["sections"]]
