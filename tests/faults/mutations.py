"""Real events, bent: what a careless or hostile publisher could make of them."""

import json
import random
import uuid
from typing import Any

from contracts.base import Request

ODD = [
    None, True, -1, 0, 10**30, 1e308, "", " ", "x" * 70_000, "\x00", "\ud800", "2026-13-45", "2026-02-30T25:61:00Z", "∞",
    [], {}, [[]], {"a": {"b": {}}}, [None], "' or 1=1 --", "${jndi:x}", "\u202e", "9" * 400, {"__type__": "uuid"},
]  # fmt: skip

SANE = [
    "fr",
    "ann@example.org",
    "2027-03-01",
    "2027-03-01T10:00:00Z",
    "c3b359c2-5011-54f6-9d34-a6be3cc1a1f7",
    3,
    ["en"],
    "TUR",
    {"en": "x"},
]


def mutated(example: dict[str, Any], choose: random.Random) -> tuple[bytes, dict[str, Any]]:
    """The body and properties of one message that began as this real event."""
    facts = json.loads(json.dumps(example))
    for _ in range(choose.randint(1, 3)):
        bend(facts, choose)
    body = json.dumps(facts).encode()
    if choose.random() < 0.2:
        body = torn(body, choose)
    return body, properties(choose)


def bend(facts: dict[str, Any], choose: random.Random) -> None:
    """Take a field away, add one, or put something odd in its place, also further in."""
    if not facts:
        facts[choose.choice(("x", "", "\x00", "__proto__"))] = choose.choice(ODD)
        return
    name = choose.choice(sorted(facts))
    deeper = facts[name]
    kind = choose.randrange(4)
    if kind == 0:
        del facts[name]
    elif kind == 1 and isinstance(deeper, dict) and deeper:
        bend(deeper, choose)
    elif kind == 2 and isinstance(deeper, list) and deeper and isinstance(deeper[0], dict):
        bend(deeper[0], choose)
    else:
        facts[name] = choose.choice(ODD)


def torn(body: bytes, choose: random.Random) -> bytes:
    """Cut, doubled, or with a byte changed."""
    at = choose.randrange(len(body))
    return choose.choice((body[:at], body + body, body[:at] + bytes([choose.randrange(256)]) + body[at + 1 :], b""))


def properties(choose: random.Random) -> dict[str, Any]:
    """Mostly a proper envelope with an id of its own; sometimes one with something odd in it."""
    event_id = str(uuid.UUID(int=choose.getrandbits(128), version=4))
    headers: dict[str, Any] = {"ce-id": event_id, "ce-sequence": "1", "ce-subject": event_id}
    found: dict[str, Any] = {"content_type": "application/json", "delivery_mode": 2, "message_id": event_id}
    if choose.random() < 0.3:
        name = choose.choice(
            ("ce-id", "ce-sequence", "ce-time", "ce-correlationid", "x-attempt", "nameko.call_id_stack")
        )
        headers[name] = choose.choice((5, "x", "", -1, [1], {"a": 1}, b"\xff", True, "9" * 30))
    if choose.random() < 0.1:
        found["content_type"] = choose.choice(
            ("text/plain", "application/x-yaml", "application/json; charset=utf-16", "")
        )
    return {**found, "application_headers": headers}


def arguments(contract: type[Request], choose: random.Random) -> dict[str, Any]:
    """Values for the fields of a request, most of them of about the right kind."""
    given = {}
    for name in contract().fields:
        if choose.random() < 0.9:
            given[name] = choose.choice(ODD if choose.random() < 0.5 else SANE)
    return given
