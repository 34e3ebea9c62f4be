"""Asking, confirming, changing, leaving; importing and counting."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from chassis.tx import Tx
from contracts import links
from contracts.newsletter.subscribers import (
    SubscriberConfirmed,
    SubscriberUnsubscribed,
    SubscriberUpdated,
    SubscriptionRequested,
)  # fmt: skip
from contracts.paging import key_of, page
from contracts.refusals import LinkInvalid
from services.newsletter.publications import usecases as publications
from services.newsletter.subscribers import repository
from services.newsletter.subscribers.domain import Subscriber

RECEIPT = {"status": "check_your_mail"}


def subscribe(tx: Tx, record: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """Mail a confirmation where that is due; the same receipt for every address (L18); refuses `NotFound` for no publication."""
    publications.get_publication(tx, record["publication"])
    repository.add_subscriber(tx, Subscriber.new(uuid4(), record, now))
    known = repository.lock_by_address(tx, record["publication"], record["email"])
    if known.may_be_asked(now):
        asked = known.asked(record, now)
        repository.save_subscriber(tx, asked)
        tx.emit(SubscriptionRequested, {**vars(asked), "subscription_id": asked.subscriber_id})
    return RECEIPT


def check_signature(secret: str, subscriber_id: UUID, signature: str, *accepted: links.Link) -> None:
    """Passes a signature made for one of these purposes; refuses `LinkInvalid`."""
    for link in accepted[:-1]:
        try:
            return link.verify(secret, subscriber_id, signature)
        except LinkInvalid:
            continue
    return accepted[-1].verify(secret, subscriber_id, signature)


def get_subscription(tx: Tx, subscriber_id: UUID, now: datetime) -> Subscriber:
    """What is behind a link; refuses `LinkInvalid` where nothing is (any more)."""
    found = repository.find_subscriber(tx, subscriber_id)
    if found is None:
        raise LinkInvalid()
    found.check_link(now)
    return found


def confirm(tx: Tx, subscriber_id: UUID, now: datetime) -> Subscriber:
    """The address is proved; again is fine; refuses `LinkInvalid` too late, `InvalidTransition` to who left."""
    before = _lock(tx, subscriber_id)
    before.check_link(now)
    after = before.confirmed()
    _keep(tx, before, after, SubscriberConfirmed)
    return after


def unsubscribe(tx: Tx, subscriber_id: UUID) -> Subscriber:
    """Leave at once; again is fine (RFC 8058)."""
    before = _lock(tx, subscriber_id)
    after = before.unsubscribed()
    _keep(tx, before, after, SubscriberUnsubscribed)
    return after


def change(tx: Tx, subscriber_id: UUID, language: str | None, paused: bool | None, now: datetime) -> Subscriber:
    """Another language, a pause or its end."""
    before = _lock(tx, subscriber_id)
    before.check_link(now)
    after = before.changed(language, paused)
    _keep(tx, before, after, SubscriberUpdated)
    return after


def suppress(tx: Tx, recipient_id: UUID) -> None:
    """The address does not work any more; recipients that are no subscribers change nothing."""
    before = repository.lock_subscriber(tx, recipient_id)
    if before is not None:
        _keep(tx, before, before.suppressed(), SubscriberUpdated)


def import_subscribers(tx: Tx, rows: Sequence[Mapping[str, Any]], now: datetime) -> dict[str, Any]:
    """Enter confirmed subscribers with their lawful basis; who left or is suppressed stays so (L15, L35)."""
    for code in {row["publication"] for row in rows}:
        publications.get_publication(tx, code)
    tx.audit("import_subscribers", "subscribers", rows=len(rows))
    return {"results": [_imported(tx, row, now) for row in rows]}


def _imported(tx: Tx, row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    new = replace(Subscriber.new(uuid4(), row, now), status="confirmed", lawful_basis=row["lawful_basis"])
    if repository.add_subscriber(tx, new):
        tx.emit(SubscriberConfirmed, new)
        return {"email": new.email, "outcome": "added", "subscriber_id": new.subscriber_id}
    known = repository.lock_by_address(tx, row["publication"], row["email"])
    refused = known.status in ("unsubscribed", "suppressed")
    return {
        "email": row["email"],
        "outcome": "suppressed" if refused else "known",
        "subscriber_id": None if refused else known.subscriber_id,
    }


def list_confirmed(tx: Tx, publication: str) -> list[dict[str, Any]]:
    """subscriber_id and language of everybody who reads the publication."""
    return repository.list_confirmed(tx, publication)


def list_subscribers(
    tx: Tx, audience: str | None, status: str | None, limit: int, cursor: str | None
) -> dict[str, Any]:
    """A page of subscribers by address."""
    after = key_of(cursor, str, UUID)
    return page(repository.list_subscribers(tx, audience, status, after, limit), limit, "address", "subscriber_id")


def count_audiences(tx: Tx, publication: str) -> dict[str, Any]:
    """Confirmed readers of each audience by language (L17)."""
    counts: dict[str, dict[str, int]] = {
        code: {} for code in publications.get_publication(tx, publication)["audiences"]
    }
    for row in repository.count_confirmed(tx, publication):
        counts.setdefault(row["audience"], {})[row["language"]] = row["n"]
    return {"items": [{"audience": a, "languages": found, "total": sum(found.values())} for a, found in counts.items()]}


def _lock(tx: Tx, subscriber_id: UUID) -> Subscriber:
    found = repository.lock_subscriber(tx, subscriber_id)
    if found is None:
        raise LinkInvalid()
    return found


def _keep(tx: Tx, before: Subscriber, after: Subscriber, event: Any) -> None:
    if after != before:
        repository.save_subscriber(tx, after)
        tx.emit(event, after)
