"""An event that failed comes again after a growing delay, as a copy under the same id, and at last is given up."""

import random

from chassis.deliveries import Delivery, number, text
from chassis.publisher import Outgoing
from chassis.topology import retry_exchange

ATTEMPT = "x-attempt"  # our own count: x-death is not reliable across broker versions
JITTER = 0.2


def attempts_before(delivery: Delivery) -> int:
    """How often it failed before this time."""
    return number(delivery.headers.get(ATTEMPT))


def again(service: str, queue: str, delivery: Delivery, delays: list[float]) -> Outgoing | None:
    """The copy that waits for its next attempt, None when all are used up."""
    failed = attempts_before(delivery)
    if failed >= len(delays):
        return None
    delay = delays[failed]
    headers = {name: value for name, value in delivery.headers.items() if not name.startswith(("x-", "retry-"))}
    properties = {
        "application_headers": headers | {ATTEMPT: failed + 1, "retry-after": int(delay * 1000)},
        "content_type": "application/json",
        "delivery_mode": 2,
        "message_id": text(delivery.properties.get("message_id")) or text(delivery.headers.get("ce-id")),
        "expiration": str(int(delay * 1000 * random.uniform(1 - JITTER, 1 + JITTER))),  # noqa: S311 - jitter
    }
    return Outgoing(retry_exchange(service), queue, delivery.body, properties)
