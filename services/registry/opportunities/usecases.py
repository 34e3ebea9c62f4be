"""What is done with opportunities."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.tx import Actor, Tx
from contracts import paging
from contracts.base import INSTITUTION, OFFICER
from contracts.problems import problem
from contracts.refusals import Forbidden, Invalid, InvalidTransition, NotFound, NotReady, StaleVersion
from contracts.registry import opportunity_events as told
from contracts.registry.opportunities import OpportunityRecord
from services.registry.institutions import usecases as institutions
from services.registry.opportunities import domain, repository

RECORD = tuple(OpportunityRecord().fields)
FILTERS = ("status", "topic", "country", "institution_id")
DUE = {"close": told.OpportunityClosed, "start": told.OpportunityStarted, "end": told.OpportunityEnded}
AT_ONCE = 100
Card = dict[str, Any]


def draft_opportunity(tx: Tx, facts: dict[str, Any], *, now: datetime, new_id: UUID) -> Card:
    """Begin an opportunity of one's own, active institution; refuses `Forbidden` for any other."""
    _refuse_strangers(tx.actor, facts["institution_id"])
    institution = institutions.get_active(tx, facts["institution_id"])
    record = {field: facts[field] for field in RECORD}
    card = {**record, **_instants(record), "institution_id": institution["institution_id"], "opportunity_id": new_id}
    repository.add_opportunity(tx, {**card, "author_id": tx.actor.account_id})
    tx.audit("draft_opportunity", f"opportunity/{new_id}", institution_id=institution["institution_id"])
    return shown(repository.get_opportunity(tx, new_id), now)


def revise_opportunity(tx: Tx, facts: dict[str, Any], *, now: datetime) -> Card:
    """Change a draft at the version read; what is the same already changes nothing."""
    card = _lock_own(tx, facts["opportunity_id"])
    if card["version"] != facts["version"]:
        raise StaleVersion(version=card["version"])
    if card["status"] != "draft":
        raise InvalidTransition(**{"from": card["status"], "command": "revise", "allowed": _allowed(card)})
    record = {field: facts[field] for field in RECORD}
    changed = [field for field in RECORD if record[field] != card[field]]
    if changed:
        repository.save_record(tx, {**card, **record, **_instants(record), "version": card["version"] + 1})
        old_new = {field: [_plain(card[field]), _plain(record[field])] for field in changed}
        tx.audit("revise_opportunity", _subject(card), old_new=old_new)
    return shown(repository.get_opportunity(tx, card["opportunity_id"]), now)


def submit_opportunity(tx: Tx, opportunity_id: UUID, *, now: datetime) -> Card:
    """Hand a draft with a deadline ahead to the reviewers."""
    card = _lock_own(tx, opportunity_id)
    return _take(tx, card, "submit", _machine(card).submit(now), told.OpportunitySubmitted, now)


def return_opportunity(tx: Tx, opportunity_id: UUID, comments: list[dict[str, str]], *, now: datetime) -> Card:
    """Give it back to its authors with comments on fields."""
    card = _lock_own(tx, opportunity_id)
    changes = _machine(card).review("return", _reviewer(tx.actor), comments)
    return _take(tx, card, "return", changes, told.OpportunityReturned, now)


def approve_opportunity(tx: Tx, opportunity_id: UUID, *, now: datetime) -> Card:
    """Accept it, as somebody who is neither its author nor of its institution."""
    card = _lock_own(tx, opportunity_id)
    changes = _machine(card).review("approve", _reviewer(tx.actor), [])
    return _take(tx, card, "approve", changes, told.OpportunityApproved, now)


def publish_opportunity(tx: Tx, opportunity_id: UUID, *, now: datetime) -> Card:
    """Show it to the public while its deadline lies ahead and its institution is active."""
    card = _lock_own(tx, opportunity_id)
    changes = _machine(card).publish(now)
    try:
        institutions.get_active(tx, card["institution_id"])
    except InvalidTransition as inactive:
        raise NotReady("The institution is not active.", missing=["active_institution"]) from inactive
    return _take(tx, card, "publish", changes, told.OpportunityPublished, now)


def cancel_opportunity(tx: Tx, opportunity_id: UUID, reason: str, *, now: datetime) -> Card:
    """Call it off with a reason."""
    card = _lock_own(tx, opportunity_id)
    changes = {"status": _machine(card).step("cancel"), "reason": reason}
    return _take(tx, card, "cancel", changes, told.OpportunityCancelled, now)


def withdraw_opportunity(tx: Tx, opportunity_id: UUID, *, now: datetime) -> Card:
    """Take back a draft or one in review."""
    card = _lock_own(tx, opportunity_id)
    return _take(tx, card, "withdraw", {"status": _machine(card).step("withdraw")}, told.OpportunityWithdrawn, now)


def go_on_with_due(tx: Tx, *, now: datetime) -> bool:
    """Close, start and end what is due; answers whether more may be."""
    more = False
    for command, event in DUE.items():
        due = repository.claim_due(tx, command, now, AT_ONCE)
        for card in due:
            _take(tx, card, command, {"status": _machine(card).step(command)}, event, now)
        more = more or len(due) == AT_ONCE
    return more


def follow_institution_status(tx: Tx, institution_id: UUID, status: str, *, now: datetime) -> None:
    """Suspend an institution's opportunities while it is not active, restore them when it is again."""
    if status == "active":
        for card in repository.lock_opportunities_of(tx, institution_id, ["suspended"]):
            _take(tx, card, "restore", _machine(card).restore(now), told.OpportunityRestored, now)
        return
    for card in repository.lock_opportunities_of(tx, institution_id, ["published", "closed"]):
        _take(tx, card, "suspend", _machine(card).suspend(), told.OpportunitySuspended, now)


def follow_merger(tx: Tx, from_id: UUID, into_id: UUID) -> int:
    """Let the opportunities of an institution belong to the one it was merged into."""
    return repository.move_opportunities(tx, from_id, into_id)


def get_opportunity(tx: Tx, opportunity_id: UUID | None, slug: str | None, *, now: datetime) -> Card:
    """The opportunity; what is not public is `NotFound` to all but its institution and officers."""
    if (opportunity_id is None) == (slug is None):
        raise Invalid([problem("opportunity_id", "one_of", "Give the id or the slug.")])
    card = repository.find_opportunity(tx, opportunity_id, slug)
    if card is None or not (_machine(card).is_public() or _is_insider(tx.actor, card["institution_id"])):
        raise NotFound
    return _seen_by(tx.actor, shown(card, now))


def list_opportunities(tx: Tx, request: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """A page by deadline: open ones for the public, an institution's own, all for officers."""
    actor, limit = tx.actor, request["limit"]
    chosen = {
        **{name: request[name] for name in FILTERS},
        "open_at": None if actor.role in (OFFICER, INSTITUTION) else now,
        "own_id": actor.institution_id if actor.role == INSTITUTION else None,
    }
    rows = repository.list_opportunities(tx, chosen, paging.key_of(request["cursor"], date, UUID), limit)
    found = paging.page(rows, limit, "deadline", "opportunity_id")
    return {**found, "items": [_seen_by(actor, shown(card, now)) for card in found["items"]]}


def shown(card: Card, now: datetime) -> Card:
    """The card with whether people can apply now."""
    return {**card, "is_open": _machine(card).is_open(now)}


def _take(tx: Tx, card: Card, command: str, changes: dict[str, Any], event: Any, now: datetime) -> Card:
    new = {**card, **changes, "version": card["version"] + 1}
    repository.save_step(tx, new)
    tx.audit(f"{command}_opportunity", _subject(card), old_new={"status": [card["status"], new["status"]]})
    tx.emit(event, new)
    return shown(new, now)


def _lock_own(tx: Tx, opportunity_id: UUID) -> Card:
    card = repository.find_and_lock_opportunity(tx, opportunity_id)
    _refuse_strangers(tx.actor, card["institution_id"] if card else None)
    if card is None:
        raise NotFound
    return card


def _refuse_strangers(actor: Actor, institution_id: UUID | None) -> None:
    if not _is_insider(actor, institution_id):
        raise Forbidden


def _is_insider(actor: Actor, institution_id: UUID | None) -> bool:
    own = actor.role == INSTITUTION and actor.institution_id is not None and actor.institution_id == institution_id
    return own or actor.role in (OFFICER, "service")


def _seen_by(actor: Actor, card: Card) -> Card:
    return card if _is_insider(actor, card["institution_id"]) else {**card, "comments": []}


def _reviewer(actor: Actor) -> domain.Reviewer:
    return domain.Reviewer(actor.account_id, actor.institution_id)


def _machine(card: Card) -> domain.Opportunity:
    return domain.Opportunity(**{name: card[name] for name in domain.Opportunity.__dataclass_fields__})


def _allowed(card: Card) -> list[str]:
    return sorted(domain.MOVES[card["status"]])


def _instants(record: dict[str, Any]) -> dict[str, datetime]:
    return domain.instants(record["deadline"], record["start_date"], record["end_date"], record["zone"])


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _subject(card: Card) -> str:
    return f"opportunity/{card['opportunity_id']}"
