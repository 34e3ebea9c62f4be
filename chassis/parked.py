"""The parking lot as officers see it over RPC: what happened and to which ids, never what a message says."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import parking
from chassis.deliveries import text
from chassis.tx import Tx
from contracts.paging import key_of, page
from contracts.parked import AT_ONCE
from contracts.problems import problem
from contracts.refusals import Invalid, Refusal

# A broker's header may name any queue; one that is not ours could carry words.
QUEUES = re.compile(r"(evt-[a-z_]+-[a-z0-9_.]+--[a-z_]+\.[a-z0-9_]+|(rpc-|parked\.)[a-z_]+|later\.[a-z_]+\.[0-9]+)")
KEY = ("first_seen_at", "parked_id")


def list_page(tx: Tx, request: dict[str, Any]) -> dict[str, Any]:
    """A page as the list's contract promises; refuses `Invalid` for a cursor that is not ours."""
    after = key_of(request["cursor"], datetime, UUID)
    rows = parking.list_parked(tx, request["queue"], request["state"], request["limit"] + 1, after)
    found = page(rows, request["limit"], *KEY)
    return {**found, "items": [_said(row) for row in found["items"]]}


def show(tx: Tx, parked_id: UUID) -> dict[str, Any]:
    """One message with the shape of its body; refuses `NotFound`."""
    row = parking.get_parked(tx, parked_id)
    return _said(row) | {"shape": parking.masked(row["body"])}


def replay(tx: Tx, parked_id: UUID) -> dict[str, Any]:
    """Send it back in the name of who asks; refuses `AlreadySettled`, `NotReplayable`."""
    parking.replay(tx, parked_id, tx.actor.principal)
    return _said(parking.get_parked(tx, parked_id))


def replay_several(tx: Tx, request: dict[str, Any]) -> dict[str, Any]:
    """Send back the named ones, or the oldest of one queue; refuses `Invalid` unless exactly one of the two is said."""
    chosen, replayed, left = _chosen(tx, request), [], []
    for parked_id in chosen:
        try:
            parking.replay(tx, parked_id, tx.actor.principal)
            replayed.append(parked_id)
        except Refusal as refusal:
            left.append({"parked_id": parked_id, "code": refusal.code})
    return {"replayed": replayed, "left": left}


def discard(tx: Tx, parked_id: UUID, why: str) -> dict[str, Any]:
    """Give it up in the name of who asks; refuses `AlreadySettled`."""
    parking.discard(tx, parked_id, tx.actor.principal, why)
    return _said(parking.get_parked(tx, parked_id))


def _chosen(tx: Tx, request: dict[str, Any]) -> list[UUID]:
    ids, queue = request["parked_ids"], request["queue"]
    if bool(ids) == (queue is not None):
        raise Invalid([problem(name, "one_of_two", "Name messages or a queue.") for name in ("parked_ids", "queue")])
    if queue is None:
        return sorted(set(ids))  # one order for everybody, so that two of these never wait for each other
    return sorted(row["parked_id"] for row in parking.list_parked(tx, queue, limit=AT_ONCE))


def _said(row: dict[str, Any]) -> dict[str, Any]:
    headers = row["headers"]
    return row | {
        "queue": row["queue"] if QUEUES.fullmatch(row["queue"]) else "unknown",
        "cause": _cause(row["reason"], row["error"]),
        "event_id": _id(row["event_id"]),
        "subject": _id(text(headers.get("ce-subject"))),
        "correlation_id": _id(text(headers.get("ce-correlationid"))),
        "note": row["note"] or None,
    }


def _cause(reason: str, error: str) -> str:
    """The name of what went wrong: what follows it may repeat values."""
    if reason == "invalid":
        return error
    return error.partition(": ")[0] if reason in ("refused", "failed") else ""


def _id(said: str | None) -> UUID | None:
    try:
        return UUID(said or "")
    except ValueError:
        return None
