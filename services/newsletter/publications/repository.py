"""Publications in SQL."""

from typing import Any

from chassis.tx import Tx
from contracts.refusals import NotFound

_COLUMNS = "code, title, cadence, first_year, languages, audiences, item_kinds, sections, position"


def get_publication(tx: Tx, code: str) -> dict[str, Any]:
    """One publication; refuses `NotFound`."""
    row = tx.one(f"select {_COLUMNS} from publications where code = %(code)s", code=code)
    if row is None:
        raise NotFound("There is no such publication.")
    return row


def list_publications(tx: Tx, after: int, limit: int) -> list[dict[str, Any]]:
    """Publications in their order, one more than asked where there are more."""
    return tx.all(
        f"select {_COLUMNS} from publications where position > %(after)s order by position limit %(limit)s",
        after=after, limit=limit + 1,
    )  # fmt: skip


def list_opened_by_themselves(tx: Tx) -> list[dict[str, Any]]:
    """Publications whose issues open with each half-year."""
    return tx.all(f"select {_COLUMNS} from publications where cadence = 'semi-annual' order by position")
