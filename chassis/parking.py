"""The parking lot: messages that could not be handled, with the reason, until a person replays or discards them."""

import json
import re
from typing import Any
from uuid import UUID

from chassis.deliveries import Delivery, as_json, number, text
from chassis.tx import Tx
from contracts.parked import AlreadySettled, NotReplayable
from contracts.refusals import NotFound

# Ids, dates and codes; anything else may be about a person.
SAFE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d(T[\d:.+Z-]{5,30})?|[A-Z]{2}")


def park(tx: Tx, queue: str, delivery: Delivery, reason: str, error: str = "") -> None:
    """Keep the message as it came."""
    headers = as_json(delivery.headers)
    tx.run(
        """insert into parked (queue, exchange, routing_key, event_id, reason, error, headers, content_type, body)
           values (%(queue)s, %(exchange)s, %(routing_key)s, %(event_id)s, %(reason)s, %(error)s, %(headers)s,
             %(content_type)s, %(body)s)""",
        queue=queue, exchange=delivery.exchange, routing_key=as_json(delivery.routing_key),
        event_id=_event_id(delivery), reason=reason, error=as_json(error[:2000]), headers=headers,
        content_type=as_json(str(delivery.properties.get("content_type", "")))[:200], body=delivery.body,
    )  # fmt: skip


def given_up_by_broker(delivery: Delivery) -> tuple[str, str]:
    """The queue a dead-lettered message comes from, and why the broker gave it up."""
    queue = text(delivery.headers.get("x-first-death-queue")) or "unknown"
    return queue, text(delivery.headers.get("x-first-death-reason")) or "unknown"


def list_parked(
    tx: Tx, queue: str | None = None, state: str = "parked", limit: int = 100, after: tuple[Any, ...] | None = None
) -> list[dict[str, Any]]:
    """The oldest first, of one queue or all, after a place in this order, without bodies."""
    return tx.all(
        """select parked_id, queue, event_id, reason, error, headers, first_seen_at, state, settled_by, settled_at,
             note, length(body) as size
           from parked where state = %(state)s and (%(queue)s::text is null or queue = %(queue)s)
             and (%(seen)s::timestamptz is null or (first_seen_at, parked_id) > (%(seen)s, %(last)s::uuid))
           order by first_seen_at, parked_id limit %(limit)s""",
        state=state, queue=queue, limit=limit, seen=after and after[0], last=after and after[1],
    )  # fmt: skip


def get_parked(tx: Tx, parked_id: UUID) -> dict[str, Any]:
    """One message whole; refuses `NotFound`."""
    row = tx.one("select *, length(body) as size from parked where parked_id = %(parked_id)s", parked_id=parked_id)
    if row is None:
        raise NotFound("There is no such parked message.")
    return {**row, "body": bytes(row["body"])}


def masked(body: bytes) -> str:
    """The body's shape as JSON: names and kinds of fields, ids and numbers; no text of a person."""
    try:
        return json.dumps(_shape(json.loads(body)), ensure_ascii=False)
    except (ValueError, RecursionError):
        return f"{len(body)} bytes that are not JSON"


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name)[:80]: _shape(one) for name, one in list(value.items())[:200]}
    if isinstance(value, list):
        return [_shape(one) for one in value[:20]]
    if isinstance(value, str):
        return value if SAFE.fullmatch(value) else f"[{len(value)} characters]"
    return value


def replay(tx: Tx, parked_id: UUID, who: str) -> None:
    """Send it back to the one queue it came from under the same event id; refuses `AlreadySettled`, `NotReplayable`."""
    row = _open(tx, parked_id)
    try:
        payload, event_id = json.loads(row["body"]), UUID(row["event_id"])
    except (TypeError, ValueError, RecursionError):
        raise NotReplayable from None
    if not row["queue"].startswith("evt-"):
        raise NotReplayable
    _queue_again(tx, row, event_id, payload)
    _settle(tx, parked_id, "replayed", who, "")


def discard(tx: Tx, parked_id: UUID, who: str, note: str) -> None:
    """Give it up, saying why; refuses `AlreadySettled`."""
    _open(tx, parked_id)
    _settle(tx, parked_id, "discarded", who, note)


def purge(tx: Tx, days: int = 90, limit: int = 1000) -> int:
    """Drop up to `limit` messages settled more than so many days ago; an open one stays, audit tells of the others."""
    return tx.run(
        """delete from parked where parked_id = any(array(select parked_id from parked
             where state <> 'parked' and settled_at < now() - %(days)s * interval '1 day'
             limit %(limit)s for update skip locked))""",
        days=days, limit=limit,
    )  # fmt: skip


def _open(tx: Tx, parked_id: UUID) -> dict[str, Any]:
    tx.one("select from parked where parked_id = %(parked_id)s for update", parked_id=parked_id)
    row = get_parked(tx, parked_id)
    if row["state"] != "parked":
        raise AlreadySettled
    return row


def _queue_again(tx: Tx, row: dict[str, Any], event_id: UUID, payload: Any) -> None:
    headers = {name: value for name, value in row["headers"].items() if name in ("ce-source", "ce-time")}
    said = {name: text(row["headers"].get(f"ce-{name}")) for name in ("type", "subject")}
    tx.run(
        """insert into outbox (event_id, exchange, routing_key, type, aggregate, subject, sequence,
             correlation_id, causation_id, traceparent, headers, payload)
           values (%(event_id)s, '', %(queue)s, %(type)s, %(aggregate)s, %(subject)s, %(sequence)s,
             %(correlation_id)s, %(causation_id)s, null, %(headers)s, %(payload)s::jsonb)""",
        event_id=event_id, queue=row["queue"], type=said["type"], subject=said["subject"],
        aggregate=f"replay/{row['parked_id']}", sequence=number(row["headers"].get("ce-sequence")),
        correlation_id=text(row["headers"].get("ce-correlationid")) or tx.correlation_id,
        causation_id=text(row["headers"].get("ce-causationid")) or None, headers=headers,
        payload=json.dumps(payload, ensure_ascii=False),
    )  # fmt: skip


def _settle(tx: Tx, parked_id: UUID, state: str, who: str, note: str) -> None:
    tx.run(
        """update parked set state = %(state)s, settled_by = %(who)s, settled_at = now(), note = %(note)s
           where parked_id = %(parked_id)s""",
        state=state, who=who, note=note, parked_id=parked_id,
    )  # fmt: skip
    tx.audit(f"parked.{state}", parked_id, by=who, note=note)


def _event_id(delivery: Delivery) -> str | None:
    return text(delivery.headers.get("ce-id")) or text(delivery.properties.get("message_id")) or None
