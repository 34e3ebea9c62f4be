"""Records as tables and lists, a piece at a time."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts import paging
from contracts.base import OFFICER
from contracts.registry.institution_cards import COMPLETE
from contracts.registry.institutions import InstitutionView
from contracts.registry.opportunities import OpportunityView
from services.registry.directory import usecases as directory
from services.registry.institutions import usecases as institutions
from services.registry.listings import usecases as listings
from services.registry.opportunities import usecases as opportunities
from services.registry.transfers import domain, repository

PIECE = 200
ALL_KEPT = ("planned", "active", "unconfirmed", "inactive", "closed")
ALL_SEEN = ("published", "closed", "running", "ended")
SEARCHED = ("words", "country", "topic", "language", "institution_type", "status")
Record = dict[str, Any]
Found = tuple[list[dict[str, Any]], dict[str, str], str | None]


def export_table(
    tx: Tx, kind: str, cursor: str | None, *, now: datetime, searched: Mapping[str, Any] | None = None
) -> Record:
    """A piece of the CSV file; the first one with a byte order mark and the columns."""
    records, kinds, following = _records(tx, kind, cursor, now, searched or {})
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    if cursor is None:
        text.write("\ufeff")
        writer.writerow(domain.columns_of(kinds))
    writer.writerows(domain.cells_of(record, kinds) for record in records)
    return {"content": text.getvalue(), "next": following}


def export_records(
    tx: Tx, kind: str, cursor: str | None, *, now: datetime, searched: Mapping[str, Any] | None = None
) -> Record:
    """A piece of the JSON list; the first opens it, the last closes it."""
    records, kinds, following = _records(tx, kind, cursor, now, searched or {})
    lines = [json.dumps({field: record.get(field) for field in kinds}, ensure_ascii=False) for record in records]
    begin = "[\n" if cursor is None else ",\n" if lines else ""
    return {"content": begin + ",\n".join(lines) + ("" if following else "\n]\n"), "next": following}


def _records(tx: Tx, kind: str, cursor: str | None, now: datetime, searched: Mapping[str, Any]) -> Found:
    chosen = {name: searched[name] for name in SEARCHED if searched.get(name) is not None}
    return _found(tx, kind, cursor, now, chosen) if chosen else _all(tx, kind, cursor, now)


def _found(tx: Tx, kind: str, cursor: str | None, now: datetime, chosen: Record) -> Found:
    """What a search with these filters shows, piece by piece."""
    asked = {**dict.fromkeys(("words", *directory.FACETS)), **chosen, "cursor": cursor, "limit": PIECE}
    if kind == "institutions":
        page = directory.search_institutions(tx, {**asked, "sort": directory.RELEVANCE, "view": COMPLETE})
        return (
            [InstitutionView.write({**one, "relations": []}) for one in page["items"]],
            domain.INSTITUTION,
            page["next"],
        )
    page = listings.list_opportunities(
        tx,
        {**dict.fromkeys(listings.FILTERS), **asked, "open_only": False, "deleted": False, "sort": listings.OWN},
        now=now,
    )
    return [OpportunityView.write(one) for one in page["items"]], domain.OPPORTUNITY, page["next"]


def _all(tx: Tx, kind: str, cursor: str | None, now: datetime) -> Found:
    key = paging.key_of(cursor, UUID)
    after = key[0] if key else None
    everything = tx.actor.role == OFFICER
    if kind == "institutions":
        statuses = ALL_KEPT if everything else tuple(institutions.SEEN)
        rows = repository.list_institutions(tx, list(statuses), after, PIECE)
        page = paging.page(rows, PIECE, "institution_id")
        shown = [InstitutionView.write({**institutions.shown(one, tx.actor), "relations": []}) for one in page["items"]]
        return shown, domain.INSTITUTION, page["next"]
    ids = repository.list_opportunity_ids(tx, None if everything else list(ALL_SEEN), after, PIECE)
    cards = {card["opportunity_id"]: card for card in opportunities.list_cards(tx, ids[:PIECE])}
    found = opportunities.all_shown(tx, [cards[one] for one in ids[:PIECE]], now)
    following = paging.cursor_of(ids[PIECE - 1]) if len(ids) > PIECE else None
    return [OpportunityView.write(one) for one in found], domain.OPPORTUNITY, following
