"""Plain data as JSON text: what orjson takes it writes, in a fifth of the time; the rest is the standard library's."""

import json
from collections.abc import Callable
from typing import Any

import orjson

Default = Callable[[Any], Any]


def json_text(value: Any, default: Default | None = None, in_order: bool = False) -> str:
    """The value without a blank between its parts, names sorted where `in_order`; floats are finite (RFC 8259 has no others)."""
    try:
        return orjson.dumps(value, default, orjson.OPT_SORT_KEYS if in_order else None).decode()
    except TypeError:  # numbers of more than 64 bits, names that are no text, halves of surrogates, deep nesting
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=default, sort_keys=in_order)
