"""Keyset pages: an opaque cursor holds the sort key of the last row shown (P16)."""

import base64
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from contracts.fields import Code
from contracts.problems import problem
from contracts.refusals import Invalid

READERS: dict[type, Callable[[Any], Any]] = {UUID: UUID, date: date.fromisoformat, datetime: datetime.fromisoformat}


def sorted_by(own: str, *others: str) -> Code:
    """The field that names the order of a list, its own unless another is asked for."""
    said = {"description": "`-` is downwards; among equals by id; a cursor is good for the order it was given in"}
    return Code((own, *others), load_default=own, metadata=said)


def cursor_of(*key: Any) -> str:
    """The cursor that stands after the row with this sort key."""
    return base64.urlsafe_b64encode(json.dumps([str(k) if type(k) in READERS else k for k in key]).encode()).decode()


def key_of(cursor: str | None, *types: type, sort: str | None = None) -> tuple[Any, ...] | None:
    """The sort key in the cursor, None where there is no cursor; refuses `Invalid` for one we did not make for this sort."""
    if cursor is None:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        if not isinstance(values, list):
            raise ValueError("not a list")
        if sort is not None and (not values or values.pop(0) != sort):
            raise ValueError("of another order")
        return tuple(_read(value, wanted) for value, wanted in zip(values, types, strict=True))
    except (ValueError, TypeError, RecursionError):
        raise Invalid([problem("cursor", "bad_cursor", "Not a cursor that this list gave.")]) from None


def page(rows: Sequence[dict[str, Any]], limit: int, *columns: str, sort: str | None = None) -> dict[str, Any]:
    """The first `limit` of the rows (one more was read) and the cursor to go on, or None at the end."""
    shown = list(rows[:limit])
    if len(rows) <= limit:
        return {"items": shown, "next": None}
    named = () if sort is None else (sort,)
    return {"items": shown, "next": cursor_of(*named, *(shown[-1][column] for column in columns))}


def _read(value: Any, wanted: type) -> Any:
    if wanted in READERS and isinstance(value, str):
        return READERS[wanted](value)
    text, number = value if isinstance(value, str) else "", value if isinstance(value, int) else 0
    text.encode()  # raises for a lone surrogate, which is no text
    if type(value) is not wanted or "\x00" in text or abs(number) >= 2**31:
        raise ValueError(value)
    return value
