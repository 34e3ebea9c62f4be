"""What is done with opportunities."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.tx import Actor, Tx
from contracts.problems import problem
from contracts.refusals import Duplicate, Invalid, InvalidTransition, NotFound, NotReady, StaleVersion
from contracts.registry import opportunity_events as told
from contracts.registry.deletions import OpportunityIsDeleted
from contracts.registry.opportunities import OpportunityRecord
from services.registry.institutions import usecases as institutions
from services.registry.offer_terms import usecases as offer_terms
from services.registry.opportunities import domain, repository
from services.registry.pending import usecases as pending
from services.registry.rights import usecases as rights
from services.registry.translations import usecases as translations
from services.registry.views import usecases as views

RECORD = tuple(OpportunityRecord().fields)
DUE = {
    "publish": told.OpportunityPublished,
    "closing_soon": told.OpportunityClosingSoon,
    "close": told.OpportunityClosed,
    "start": told.OpportunityStarted,
    "end": told.OpportunityEnded,
}
AT_ONCE = 100
Card = dict[str, Any]
_FOR_INSIDERS: Card = {
    "comments": [], "publish_at": None, "dates_to_check": [], "copied_from": None, "pending_revision": None, "views": None,
    "applications": None, "deleted_at": None,
}  # fmt: skip


def draft_opportunity(tx: Tx, facts: Card, *, now: datetime, new_id: UUID) -> Card:
    """Begin an opportunity of one's own, active institution; refuses `Forbidden` for any other."""
    rights.refuse_changes(tx, facts["institution_id"])
    course_id = facts["course_id"]
    if course_id and not repository.has_course(tx, course_id, facts["institution_id"]):
        raise Invalid([problem("course_id", "unknown_course", "No course of this institution.")])
    check_record(tx, facts, None, now=now)
    return add_draft(tx, facts, {"course_id": course_id or new_id}, now=now, new_id=new_id)


def check_record(tx: Tx, record: Card, known: Card | None, *, now: datetime) -> None:
    """Passes a record whose codes and dates may be chosen today, or were before (`known`); refuses `Invalid`."""
    far = domain.far_dates(record, known)
    if far:
        raise Invalid(far)
    offer_terms.check_terms(tx, record, known, now.date())


def add_draft(tx: Tx, facts: Card, more: Card, *, now: datetime, new_id: UUID) -> Card:
    """Store a draft of an active institution with what it comes from: `course_id`, `copied_from`, `dates_to_check`."""
    institution = institutions.get_active(tx, facts["institution_id"])
    record = {field: facts[field] for field in RECORD}
    card = {
        **record, **instants(record), "institution_id": institution["institution_id"], "opportunity_id": new_id,
        "authors": [tx.actor.account_id] if tx.actor.account_id else [], "copied_from": None, "dates_to_check": [],
        "updated_at": now, **more,
    }  # fmt: skip
    repository.add_opportunity(tx, card)
    translations.note_change(tx, translations.OPPORTUNITY, {}, card)
    tx.audit("draft_opportunity", subject_of(card), institution_id=institution["institution_id"])
    return shown(tx, repository.get_opportunity(tx, new_id), now)


def revise_draft(tx: Tx, card: Card, record: Card, checked: Sequence[str] = (), *, now: datetime) -> Card:
    """Change a locked draft, with dates that were checked; what is the same already changes nothing."""
    looked_at = list(dict.fromkeys([*(field for field in RECORD if record[field] != card[field]), *checked]))
    left = machine(card).dates_left_to_check(looked_at)
    if left != card["dates_to_check"] or any(record[field] != card[field] for field in looked_at):
        check_record(tx, record, card, now=now)
        author = tx.actor.account_id
        authors = [*card["authors"], *([author] if author and author not in card["authors"] else [])]
        new = {**card, **record, **instants(record), "authors": authors, "version": card["version"] + 1}
        repository.save_record(tx, {**new, "updated_at": now, "dates_to_check": left})
        translations.note_change(tx, translations.OPPORTUNITY, card, new)
        old_new = {field: [_plain(card[field]), _plain(record[field])] for field in looked_at}
        tx.audit("revise_opportunity", subject_of(card), old_new=old_new)
    return shown(tx, repository.get_opportunity(tx, card["opportunity_id"]), now)


def submit_opportunity(tx: Tx, opportunity_id: UUID, *, now: datetime) -> Card:
    """Hand a draft with a deadline ahead to the reviewers."""
    card = lock_own(tx, opportunity_id)
    return take(tx, card, "submit", machine(card).submit(now), told.OpportunitySubmitted, now=now)


def return_opportunity(tx: Tx, opportunity_id: UUID, comments: list[dict[str, str]], *, now: datetime) -> Card:
    """Give it back to its authors with comments on fields."""
    card = lock_own(tx, opportunity_id)
    changes = machine(card).review("return", reviewer(tx.actor), comments)
    return take(tx, card, "return", changes, told.OpportunityReturned, now=now)


def approve_opportunity(tx: Tx, opportunity_id: UUID, force_reason: str | None = None, *, now: datetime) -> Card:
    """Accept it, as somebody who is neither an author nor of its institution; refuses the like of another as `Duplicate`."""
    card = lock_own(tx, opportunity_id)
    changes = machine(card).review("approve", reviewer(tx.actor), [])
    alike = repository.find_alike(tx, card)
    if alike and not force_reason:
        raise Duplicate(opportunity_id=str(alike))
    return take(tx, card, "approve", changes, told.OpportunityApproved, now=now)


def publish_opportunity(tx: Tx, opportunity_id: UUID, at: datetime | None = None, *, now: datetime) -> Card:
    """Show it to the public, now or later, while its deadline lies ahead and its institution is active."""
    card = lock_own(tx, opportunity_id)
    changes = machine(card).publish(now, at)
    need_active_institution(tx, card)
    return take(tx, card, "publish", changes, None if at and at > now else told.OpportunityPublished, now=now)


def cancel_opportunity(tx: Tx, opportunity_id: UUID, reason: str, *, now: datetime) -> Card:
    """Call it off with a reason; what was pending is dropped."""
    card = lock_own(tx, opportunity_id)
    changes = {"status": machine(card).step("cancel"), "reason": reason, "publish_at": None}
    pending.drop(tx, opportunity_id, now=now)
    return take(tx, card, "cancel", changes, told.OpportunityCancelled, now=now)


def withdraw_opportunity(tx: Tx, opportunity_id: UUID, *, now: datetime) -> Card:
    """Take back a draft or one in review."""
    card = lock_own(tx, opportunity_id)
    return take(tx, card, "withdraw", {"status": machine(card).step("withdraw")}, told.OpportunityWithdrawn, now=now)


def archive_opportunity(tx: Tx, opportunity_id: UUID, *, now: datetime) -> Card:
    """Put an ended one away."""
    card = lock_own(tx, opportunity_id)
    return take(tx, card, "archive", {"status": machine(card).step("archive")}, None, now=now)


def amend(tx: Tx, card: Card, record: Card, authors: list[UUID] | None = None, *, now: datetime) -> Card:
    """Let a locked public one have this record of these authors as its next revision, and tell what changed; answers the new card."""
    changes, fields = pending.compare(card, record)
    new = {**card, **record, **instants(record), "revision": card["revision"] + 1, "version": card["version"] + 1}
    moved = new["closes_at"] != card["closes_at"]
    new |= {"updated_at": now, "closing_told": card["closing_told"] and not moved}
    if card["status"] == "closed":
        new["status"] = machine(card).step("extend")
    repository.save_record(tx, new)
    translations.note_change(tx, translations.OPPORTUNITY, card, new, authors)
    tx.audit("amend_opportunity", subject_of(card), old_new=changes, revision=new["revision"])
    saved = repository.get_opportunity(tx, card["opportunity_id"])
    facts = {"changes": changes, "material": bool(fields), "material_fields": fields}
    tx.emit(told.OpportunityAmended, {**saved, **facts})
    return saved


def go_on_with_due(tx: Tx, *, now: datetime) -> bool:
    """Publish, tell that it closes soon, close, start and end what is due; answers whether more may be."""
    more = repository.make_words(tx, AT_ONCE) == AT_ONCE
    for command, event in DUE.items():
        due = repository.claim_due(tx, command, {"now": now, "soon": domain.SOON}, AT_ONCE)
        for card in due:
            take(tx, card, command, machine(card).due(command, now), event, now=now)
        more = more or len(due) == AT_ONCE
    return more


def lock_all_of(tx: Tx, institution_id: UUID, statuses: list[str]) -> list[Card]:
    """An institution's opportunities with one of these statuses, for a change."""
    return repository.lock_opportunities_of(tx, institution_id, statuses)


def follow_merger(tx: Tx, from_id: UUID, into_id: UUID) -> int:
    """Let the opportunities of an institution belong to the one it was merged into."""
    return repository.move_opportunities(tx, from_id, into_id)


def get_opportunity(
    tx: Tx, opportunity_id: UUID | None, slug: str | None, count_view: bool = False, *, now: datetime
) -> Card:
    """The opportunity; what is not public is `NotFound` to all but its institution and officers."""
    if (opportunity_id is None) == (slug is None):
        raise Invalid([problem("opportunity_id", "one_of", "Give the id or the slug.")])
    is_counted = views.is_counted(tx, count_view)
    card = repository.find_opportunity(tx, opportunity_id, slug)
    if card is None or not (machine(card).is_public() or rights.speaks_for(tx, card["institution_id"])):
        raise NotFound
    if is_counted and views.leads_here(slug, card):
        views.count_view(tx, views.OPPORTUNITY, card["opportunity_id"], now=now)
    return shown(tx, card, now)


def find_card(tx: Tx, opportunity_id: UUID, *, lock: bool = False) -> Card | None:
    """It as it is stored, for a change where `lock`, or None."""
    return (
        repository.find_and_lock_opportunity(tx, opportunity_id)
        if lock
        else repository.find_opportunity(tx, opportunity_id, None)
    )


def count_application(tx: Tx, card: Card) -> None:
    """One more application for a locked one."""
    repository.count_application(tx, card["opportunity_id"])


def list_cards(tx: Tx, opportunity_ids: list[UUID]) -> list[Card]:
    """These opportunities in the order of the ids, as they are stored."""
    return repository.list_opportunities(tx, opportunity_ids)


def shown(tx: Tx, card: Card, now: datetime) -> Card:
    """The card as the actor may see it, with whether people can apply now."""
    return all_shown(tx, [card], now)[0]


def all_shown(tx: Tx, cards: list[Card], now: datetime) -> list[Card]:
    """The cards as the actor may see them: insiders also pending revisions and counts."""
    insiders = {one: rights.speaks_for(tx, one) for one in {card["institution_id"] for card in cards}}
    own = [card for card in cards if insiders[card["institution_id"]]]
    ids = {card["opportunity_id"] for card in own}
    seen = views.totals(tx, views.OPPORTUNITY, list(ids)) if own else {}
    waiting = pending.pending_of(tx, own) if own else {}
    found = []
    for card in cards:
        opportunity_id = card["opportunity_id"]
        more = {"views": seen.get(opportunity_id, 0), "pending_revision": waiting.get(opportunity_id)}
        is_open = machine(card).is_open(now)
        found.append({**card, "is_open": is_open, **(more if opportunity_id in ids else _FOR_INSIDERS)})
    return found


def take(tx: Tx, card: Card, command: str, changes: Card, event: Any, *, now: datetime) -> Card:
    """Let a locked one take a step, note it, and tell it where somebody is to hear."""
    new = {**card, **changes, "version": card["version"] + 1, "updated_at": now}
    repository.save_step(tx, new)
    tx.audit(f"{command}_opportunity", subject_of(card), old_new={"status": [card["status"], new["status"]]})
    if event:
        tx.emit(event, new)
    return shown(tx, new, now)


def touched(tx: Tx, card: Card, *, now: datetime) -> Card:
    """A locked one at its next version, because something beside its record changed."""
    new = {**card, "version": card["version"] + 1, "updated_at": now}
    repository.save_step(tx, new)
    return shown(tx, new, now)


def need_active_institution(tx: Tx, card: Card) -> None:
    """Passes one of an active institution; refuses `NotReady`."""
    try:
        institutions.get_active(tx, card["institution_id"])
    except InvalidTransition as inactive:
        raise NotReady("The institution is not active.", missing=["active_institution"]) from inactive


def lock_own(tx: Tx, opportunity_id: UUID, version: int | None = None, *, deleted_too: bool = False) -> Card:
    """One's own opportunity for a change; refuses `Forbidden` for another's, `StaleVersion`, `OpportunityIsDeleted`."""
    card = repository.find_and_lock_opportunity(tx, opportunity_id)
    rights.refuse_changes(tx, card["institution_id"] if card else None)
    if card is None:
        raise NotFound
    if card["deleted_at"] and not deleted_too:
        raise OpportunityIsDeleted
    if version is not None and card["version"] != version:
        raise StaleVersion(version=card["version"])
    return card


def reviewer(actor: Actor) -> domain.Reviewer:
    """The actor as a reviewer."""
    return domain.Reviewer(actor.account_id, actor.institution_id)


def machine(card: Card) -> domain.Opportunity:
    """Where it stands."""
    return domain.Opportunity(**{name: card[name] for name in domain.Opportunity.__dataclass_fields__})


def instants(record: Card) -> dict[str, datetime]:
    """When it closes, starts and ends."""
    return domain.instants(record["deadline"], record["start_date"], record["end_date"], record["zone"])


def subject_of(card: Card) -> str:
    """What the audit trail calls it."""
    return f"opportunity/{card['opportunity_id']}"


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
