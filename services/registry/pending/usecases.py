"""Keeping pending revisions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.refusals import NotReady
from contracts.registry.opportunities import OpportunityRecord, RevisionPending
from services.registry.pending import domain, repository

Revision = dict[str, Any]
RECORD = OpportunityRecord()


def plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """An opportunity's record as plain JSON data."""
    return RECORD.dump(record)


def compare(card: Mapping[str, Any], record: Mapping[str, Any]) -> tuple[dict[str, list[Any]], list[str]]:
    """{field: [old, new]} of what the record would change, and which of these fields are material."""
    changes = domain.differences(plain(card), plain(record))
    return changes, domain.material_fields(changes)


def get_pending(tx: Tx, opportunity_id: UUID) -> Revision:
    """The pending revision for a change; refuses `NotReady` where there is none."""
    found = repository.find_pending(tx, opportunity_id)
    if found is None:
        raise NotReady("There is no pending revision.", missing=["pending_revision"])
    return found


def propose(tx: Tx, card: dict[str, Any], changes: dict[str, Any], *, now: datetime, new_id: UUID) -> Revision:
    """Begin a pending revision with these changes, or let it have them; refuses `RevisionPending` for one that is taken."""
    account_id = tx.actor.account_id
    known = repository.find_pending(tx, card["opportunity_id"])
    if known is None:
        new = {
            "revision_id": new_id, "opportunity_id": card["opportunity_id"], "status": "draft", "changes": changes,
            "authors": [account_id] if account_id else [], "revision": None, "begun_at": now, "submitted_at": None,
            "settled_at": None,
        }  # fmt: skip
        repository.add_revision(tx, new)
        return {**new, "comments": []}
    if machine(known).is_taken(account_id):
        raise RevisionPending(submitted_at=known["submitted_at"].isoformat())
    authors = [*known["authors"], *([account_id] if account_id and account_id not in known["authors"] else [])]
    return move(tx, known, "revise", {"changes": changes, "authors": authors, "submitted_at": None})


def refuse_while_pending(tx: Tx, opportunity_id: UUID) -> None:
    """Passes where no revision is pending; refuses `RevisionPending`."""
    if repository.find_pending(tx, opportunity_id):
        raise RevisionPending


def move(tx: Tx, revision: Revision, command: str, changes: dict[str, Any]) -> Revision:
    """Take a step of a locked one, with what else changes in it."""
    new = {**revision, "status": machine(revision).step(command), **changes}
    repository.save_revision(tx, new)
    return new


def keep_approved(tx: Tx, card: dict[str, Any], changes: dict[str, Any], *, now: datetime, new_id: UUID) -> None:
    """Note a revision that took effect at once."""
    authors = [tx.actor.account_id] if tx.actor.account_id else []
    repository.add_revision(
        tx,
        {
            "revision_id": new_id, "opportunity_id": card["opportunity_id"], "status": "approved", "changes": changes,
            "authors": authors, "revision": card["revision"], "begun_at": now, "submitted_at": now, "settled_at": now,
        },
    )  # fmt: skip


def drop(tx: Tx, opportunity_id: UUID, *, now: datetime) -> None:
    """Discard whatever is pending, because its opportunity is over."""
    known = repository.find_pending(tx, opportunity_id)
    if known:
        move(tx, known, "discard", {"settled_at": now})


def pending_of(tx: Tx, cards: list[dict[str, Any]]) -> dict[UUID, Revision]:
    """The pending revisions of these opportunities as insiders see them, by opportunity."""
    by_id = {card["opportunity_id"]: card for card in cards}
    found = repository.list_pending(tx, list(by_id))
    return {one["opportunity_id"]: _shown(one, by_id[one["opportunity_id"]]) for one in found}


def count_in_review(tx: Tx) -> dict[str, Any]:
    """How many wait for a review and since when the oldest does."""
    return repository.count_in_review(tx)


def machine(revision: Revision) -> domain.Pending:
    """Where it stands."""
    return domain.Pending(revision["status"], revision["authors"])


def _shown(revision: Revision, card: dict[str, Any]) -> Revision:
    changes = domain.differences(plain(card), revision["changes"])
    fields = domain.material_fields(changes)
    return {
        **revision, "changes": changes, "material": bool(fields), "material_fields": fields,
        "revision": card["revision"] + 1,
    }  # fmt: skip
