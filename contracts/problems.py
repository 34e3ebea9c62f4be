"""marshmallow's messages as a flat list of problems {field, code, message}."""

from collections.abc import Iterator
from typing import Any

_CODES = (
    ("Missing data", "required"),
    ("Field may not be null", "null"),
    ("Unknown field", "unknown_field"),
    ("Not a valid", "wrong_type"),
    ("Invalid input type", "wrong_type"),
    ("Must be one of", "not_a_choice"),
    ("Length must be", "wrong_length"),
    ("Longer than", "too_long"),
    ("Shorter than", "too_short"),
    ("Must be", "out_of_range"),
)


def problems_in(messages: Any) -> list[dict[str, str]]:
    """Every problem with its field's dotted path; a message written `code|Sentence.` names its own code."""
    return [{"field": path, "code": code, "message": sentence} for path, code, sentence in _walk(messages, "")]


def problem(field: str, code: str, message: str) -> dict[str, str]:
    """One problem."""
    return {"field": field, "code": code, "message": message}


def _walk(messages: Any, path: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            deeper = path if key == "_schema" else f"{path}.{key}".strip(".")
            yield from _walk(inner, deeper)
    elif isinstance(messages, list):
        for message in messages:
            yield from _walk(message, path)
    else:
        code, bar, sentence = str(messages).partition("|")
        yield (path, code, sentence) if bar else (path, _code(str(messages)), str(messages))


def _code(message: str) -> str:
    return next((code for start, code in _CODES if message.startswith(start)), "invalid")
