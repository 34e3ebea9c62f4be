"""What crosses RPC: nameko's envelope, refusals as their own class, everything else as an opaque incident."""

import json
from datetime import date, datetime
from typing import Any

from chassis.json_text import json_text
from contracts.refusals import Refusal, refusal_from


class Internal(Exception):
    """It is our fault; the id finds the details in the log of the service that failed."""

    def __init__(self, incident: str = "") -> None:
        super().__init__(incident)
        self.incident = incident


def encode(value: Any) -> bytes:
    """Plain JSON: no type markers of any library, times and ids as text."""
    return json_text(value, _plain).encode()


def answered(result: Any) -> dict[str, Any]:
    """A result as a stock nameko client expects it."""
    return {"result": result, "error": None}


def refused(refusal: Refusal) -> dict[str, Any]:
    """A refusal as a stock nameko client expects an error; `exc_args` carries it whole."""
    whole = json.loads(encode(refusal.as_dict()))
    kind = type(refusal)
    error = {
        "exc_type": kind.__name__,
        "exc_path": f"{kind.__module__}.{kind.__name__}",
        "exc_args": [whole],
        "value": json.dumps(whole, ensure_ascii=False),
    }
    return {"result": None, "error": error}


def failed(incident: str) -> dict[str, Any]:
    """Nothing about what happened but the id under which it is in the log."""
    error = {
        "exc_type": "Internal",
        "exc_path": f"{Internal.__module__}.Internal",
        "exc_args": [incident],
        "value": f"incident {incident}",
    }
    return {"result": None, "error": error}


def unknown_method(method: str) -> dict[str, Any]:
    """nameko's own error, which its clients know."""
    error = {
        "exc_type": "MethodNotFound",
        "exc_path": "nameko.exceptions.MethodNotFound",
        "exc_args": [method],
        "value": method,
    }
    return {"result": None, "error": error}


def result_of(reply: bytes) -> Any:
    """The result in a reply; raises the refusal as its own class, or `Internal`."""
    try:
        read = json.loads(reply)
        error = read["error"]
    except (ValueError, TypeError, KeyError):
        raise Internal("unreadable reply") from None
    if error is None:
        return read["result"]
    arguments = error.get("exc_args") or [None]
    if isinstance(arguments[0], dict) and "code" in arguments[0]:
        raise refusal_from(arguments[0])
    raise Internal(str(arguments[0]) if error.get("exc_type") == "Internal" else str(error.get("exc_type")))


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    return str(value)
