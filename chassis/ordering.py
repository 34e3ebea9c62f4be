"""Orders of a list: what follows a cursor in each, and that a cursor of one order is none of another (P16)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts import paging


@dataclass(frozen=True)
class Order:
    """By an expression of SQL that is never null, upwards or downwards, and among equals by an id upwards.

    Rows read in it carry the expression as `sort_key`; without an id the expression itself is unique.
    """

    key: str
    kind: type
    unique: str | None
    descending: bool
    name: str | None

    @property
    def by(self) -> str:
        """What stands after `order by`."""
        first = f"{self.key} desc" if self.descending else self.key
        return f"{first}, {self.unique}" if self.unique else first

    @property
    def follows(self) -> str:
        """The condition that a row stands after the place, which every row does without one."""
        ahead = f"{self.key} {'<' if self.descending else '>'} %(after_key)s"
        if self.unique:
            # The first condition says nothing more; an index can begin there.
            ahead = f"{ahead.replace(' %', '= %')} and ({ahead} or {self.unique} > %(after_id)s)"
        return f"(%(after_key)s is null or {ahead})"

    def place(self, cursor: str | None) -> dict[str, Any]:
        """The parameters of `follows`; refuses `Invalid` for a cursor that this order did not give."""
        key = paging.key_of(cursor, self.kind, *([UUID] if self.unique else []), sort=self.name)
        after_key, after_id = (*(key or ()), None, None)[:2]
        return {"after_key": after_key, "after_id": after_id}

    def page(self, rows: Sequence[dict[str, Any]], limit: int) -> dict[str, Any]:
        """The first `limit` of the rows (one more was read) and the cursor to go on, or None at the end."""
        columns = ("sort_key", self.unique.rpartition(".")[2]) if self.unique else ("sort_key",)
        return paging.page(rows, limit, *columns, sort=self.name)


def orders(unique: str | None, by: Mapping[str, tuple[str, type]], own: str | None = None) -> dict[str, Order]:
    """The orders of a list by the names that its contract gives them, `-` for downwards.

    The list's `own` carries no name in its cursors, as those that were given before there was a choice.
    """
    return {name: Order(*key, unique, name.startswith("-"), None if name == own else name) for name, key in by.items()}
