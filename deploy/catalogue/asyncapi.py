"""The AsyncAPI 3.0 document of what other systems may subscribe to."""

from typing import Any

from chassis.schemas import schemas_of
from contracts.base import Event
from deploy.catalogue.examples import example_of

_ATTRIBUTES = {
    "ce-specversion": "always 1.0", "ce-id": "the event's id; a repeat has the same", "ce-source": "the service that says so",
    "ce-type": "what happened", "ce-subject": "the id of what it is about", "ce-time": "when it happened (RFC 3339)",
    "ce-sequence": "1, 2, 3 … per subject",
}  # fmt: skip


def asyncapi(events: list[type[Event]], version: str) -> dict[str, Any]:
    """The document: a channel, an operation and a message per event open to subscribers."""
    shown = [event for event in events if not event.internal]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Training and technical cooperation: events",
            "version": version,
            "description": "CloudEvents 1.0 (binary mode) on RabbitMQ topic exchanges, one exchange per service.",
        },
        "defaultContentType": "application/json",
        "channels": {_name(event): _channel(event) for event in shown},
        "operations": {f"receive_{_name(event)}": _operation(event) for event in shown},
        "components": {
            "messages": {event.__name__: _message(event) for event in shown},
            "schemas": schemas_of(shown) | {"CloudEventHeaders": _headers()},
        },
    }


def _name(event: type[Event]) -> str:
    return f"{event.service()}_{event.key().replace('.', '_')}"


def _channel(event: type[Event]) -> dict[str, Any]:
    exchange = {"name": event.exchange(), "type": "topic", "durable": True, "autoDelete": False, "vhost": "/"}
    return {
        "address": event.key(),
        "description": event.purpose(),
        "messages": {event.__name__: {"$ref": f"#/components/messages/{event.__name__}"}},
        "bindings": {"amqp": {"is": "routingKey", "exchange": exchange, "bindingVersion": "0.3.0"}},
    }


def _operation(event: type[Event]) -> dict[str, Any]:
    channel = f"#/channels/{_name(event)}"
    return {
        "action": "send",
        "channel": {"$ref": channel},
        "summary": event.purpose(),
        "messages": [{"$ref": f"{channel}/messages/{event.__name__}"}],
    }


def _message(event: type[Event]) -> dict[str, Any]:
    return {
        "name": event.type(),
        "title": event.__name__,
        "summary": event.purpose(),
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/CloudEventHeaders"},
        "payload": {"$ref": f"#/components/schemas/{event.__name__}"},
        "examples": [{"payload": example_of(event)}],
    }


def _headers() -> dict[str, Any]:
    properties = {name: {"type": "string", "description": words} for name, words in _ATTRIBUTES.items()}
    return {"type": "object", "properties": properties, "required": list(_ATTRIBUTES)}
