"""Items in SQL."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.refusals import NotFound
from services.newsletter.items.domain import Item

_COLUMNS = """item_id, issue_id, kind, source_id, section, position, placed, title, text, title_edits, text_edits,
  byline, path, facts, event_ids, included, exclusion_reason, excluded_by"""


def list_items(tx: Tx, issue_id: UUID) -> list[Item]:
    """The items of an issue by position."""
    rows = tx.all(
        f"select {_COLUMNS} from items where issue_id = %(issue_id)s order by position, item_id",
        issue_id=issue_id,
    )  # fmt: skip
    return [_item(row) for row in rows]


def get_item(tx: Tx, issue_id: UUID, item_id: UUID) -> Item:
    """One item of that issue; refuses `NotFound`."""
    row = tx.one(
        f"select {_COLUMNS} from items where issue_id = %(issue_id)s and item_id = %(item_id)s",
        issue_id=issue_id, item_id=item_id,
    )  # fmt: skip
    if row is None:
        raise NotFound("No such item in this issue.")
    return _item(row)


def save_item(tx: Tx, item: Item) -> None:
    """Add the item or keep its present state."""
    tx.run(
        """insert into items (item_id, issue_id, kind, source_id, section, position, placed, title, text, title_edits,
             text_edits, byline, path, facts, event_ids, included, exclusion_reason, excluded_by)
           values (%(item_id)s, %(issue_id)s, %(kind)s, %(source_id)s, %(section)s, %(position)s, %(placed)s, %(title)s,
             %(text)s, %(title_edits)s, %(text_edits)s, %(byline)s, %(path)s, %(facts)s, %(event_ids)s::uuid[],
             %(included)s, %(exclusion_reason)s, %(excluded_by)s)
           on conflict (item_id) do update set section = excluded.section, position = excluded.position,
             placed = excluded.placed, title = excluded.title, text = excluded.text, title_edits = excluded.title_edits,
             text_edits = excluded.text_edits, path = excluded.path, facts = excluded.facts,
             event_ids = excluded.event_ids, included = excluded.included,
             exclusion_reason = excluded.exclusion_reason, excluded_by = excluded.excluded_by""",
        **{**vars(item), "facts": dict(item.facts), "event_ids": list(item.event_ids)},
    )  # fmt: skip


def _item(row: dict[str, Any]) -> Item:
    return Item(**{**row, "event_ids": tuple(row["event_ids"])})
