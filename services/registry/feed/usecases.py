"""The feed: what changed after a place, as anybody may see it."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.problems import problem
from contracts.refusals import Invalid
from services.registry.feed import repository
from services.registry.feed.repository import Place
from services.registry.institutions import usecases as institutions
from services.registry.opportunities import usecases as opportunities

START: Place = (0, UUID(int=0))
SEEN = frozenset({"published", "closed", "running", "ended"})
Item = dict[str, Any]


def read_institutions(tx: Tx, since: str | None, limit: int) -> Item:
    """The institutions changed after `since`: public cards, and tombstones of those that are not public any more."""
    rows = repository.list_institutions(tx, place_of(since), limit)
    items = [_institution(tx, row) for row in rows[:limit] if row["status"] != "planned"]
    return _answer(rows, items, "institution_id", since, limit)


def read_opportunities(tx: Tx, since: str | None, limit: int, *, now: datetime) -> Item:
    """The opportunities changed after `since`: public ones, and tombstones of those that were public."""
    rows = repository.list_opportunities(tx, place_of(since), limit)
    told = [row for row in rows[:limit] if row["published_at"]]
    cards = opportunities.list_cards(tx, [row["opportunity_id"] for row in told if row["status"] in SEEN])
    shown = {card["opportunity_id"]: card for card in opportunities.all_shown(tx, cards, now)}
    items = [
        {"opportunity_id": one, "deleted": one not in shown, "opportunity": shown.get(one)}
        for one in (row["opportunity_id"] for row in told)
    ]
    return _answer(rows, items, "opportunity_id", since, limit)


def place_of(since: str | None) -> Place:
    """The place a `next` stands for, the beginning without one; refuses `Invalid` for one that is not ours."""
    if since is None:
        return START
    found = re.fullmatch(r"(\d{1,19})\.([0-9a-f]{32})", since)
    if found is None:
        raise Invalid([problem("since", "bad_cursor", "Not a `next` that this feed gave.")])
    return int(found[1]), UUID(found[2])


def _institution(tx: Tx, row: Item) -> Item:
    public = row["status"] in institutions.SEEN
    return {
        "institution_id": row["institution_id"],
        "deleted": not public,
        "redirect": row["merged_into"],
        "institution": institutions.shown(row, tx.actor) if public else None,
    }


def _answer(rows: list[Item], items: list[Item], key: str, since: str | None, limit: int) -> Item:
    last = rows[:limit][-1:]
    place = f"{last[0]['place']}.{last[0][key].hex}" if last else since or f"0.{START[1].hex}"
    return {"items": items, "next": place, "more": len(rows) > limit}
