"""The catalogue for people: events and requests as Markdown tables."""

import json
from typing import Any

from chassis.schemas import schemas_of
from contracts.base import Event, Request
from deploy.catalogue import SERVICES
from deploy.catalogue.examples import example_of

MADE = "<!-- made by `make contracts`; edit the contracts instead -->\n"


def events_page(events: list[type[Event]]) -> str:
    """docs/events.md: every event by service with its routing key, fields and example."""
    parts = ["# Events\n", MADE, _INTRODUCTION]
    for service in SERVICES:
        parts.append(f"\n## {service}\n")
        parts += [_event(event) for event in events if event.service() == service]
    return "\n".join(parts)


def rpc_page(requests: list[type[Request]]) -> str:
    """docs/rpc.md: every request by service with fields, view and who may ask."""
    parts = ["# Requests over RPC\n", MADE, _RPC_INTRODUCTION]
    for service in SERVICES:
        parts.append(f"\n## {service}\n")
        parts += [_request(request) for request in requests if request.service() == service]
    return "\n".join(parts)


def _event(event: type[Event]) -> str:
    seen = "internal: may carry addresses or bodies, not for other systems" if event.internal else "open to subscribers"
    example = json.dumps(example_of(event), ensure_ascii=False, indent=2)
    return (
        f"### `{event.key()}`\n\n{event.purpose()}\n\n"
        f"Exchange `{event.exchange()}` ({seen}) · type `{event.type()}` · subject `{event.about}_id`\n\n"
        f"{_fields(event)}\n<details><summary>Example</summary>\n\n```json\n{example}\n```\n\n</details>\n"
    )


def _request(request: type[Request]) -> str:
    view = f"`{request.returns.__name__}`" if request.returns else "nothing"
    kind = "reads" if request.reads else "writes"
    return (
        f"### `{request.service()}.{request.method()}`\n\n{request.purpose()}\n\n"
        f"Returns {view} · {kind} · for {', '.join(request.allowed)}\n\n{_fields(request)}"
    )


def _fields(contract: type[Event] | type[Request]) -> str:
    schema = schemas_of([contract])[contract.__name__]
    rows = ["| field | type | needed | note |", "|---|---|---|---|"]
    for name, field in schema.get("properties", {}).items():
        needed = "yes" if name in schema.get("required", []) else ""
        rows.append(f"| `{name}` | {_type(field)} | {needed} | {_note(field)} |")
    return "\n".join(rows) + "\n" if len(rows) > 2 else "No fields.\n"


def _type(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return field["$ref"].rpartition("/")[2]
    if "allOf" in field or "anyOf" in field:
        return _type((field.get("allOf") or field["anyOf"])[0])
    kind = field.get("type", "any")
    named = " or ".join(kind) if isinstance(kind, list) else kind
    if "items" in field:
        return f"{named} of {_type(field['items'])}"
    return f"{named} ({field['format']})" if "format" in field else named


def _note(field: dict[str, Any]) -> str:
    notes = [field.get("description", "")]
    if "enum" in field:
        notes.append("one of " + ", ".join(f"`{choice}`" for choice in field["enum"] if choice is not None))
    if "maxLength" in field:
        notes.append(f"at most {field['maxLength']} characters")
    return "; ".join(note for note in notes if note).replace("|", "\\|")


_INTRODUCTION = """
Every event is a CloudEvent 1.0 in binary mode on RabbitMQ: the body is plain JSON (`application/json`), the attributes are headers
`ce-id`, `ce-source`, `ce-type`, `ce-subject`, `ce-time`, `ce-sequence`, `ce-correlationid`, `ce-causationid`, `ce-traceparent`.
Bind a queue of your own to the topic exchange with the routing key (`activity.#`, `nomination.confirmed`). An event may come more than
once with the same `ce-id`; `ce-sequence` counts per subject. Ignore fields that you do not know. A dozen lines that do it:
[subscriber.py](subscriber.py).
"""

_RPC_INTRODUCTION = """
What an internal gateway calls, with any nameko client: exchange `nameko-rpc`, routing key `<service>.<method>`, the fields as keyword
arguments. Four more may come along: `_token` (the bearer token; who asks), `_idempotency_key` (a repeat gets the first answer),
`_language`, `_correlation_id`. A refusal crosses as its own class of `contracts.refusals` with `detail` and `facts`; anything else is an
opaque `Internal` with an incident id.
"""
