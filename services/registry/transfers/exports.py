"""Records as tables and lists, a piece at a time."""

import csv
import io
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts import paging
from contracts.base import OFFICER
from contracts.registry.institutions import InstitutionView
from contracts.registry.opportunities import OpportunityView
from services.registry.institutions import usecases as institutions
from services.registry.opportunities import usecases as opportunities
from services.registry.transfers import domain, repository

PIECE = 200
ALL_KEPT = ("planned", "active", "unconfirmed", "inactive", "closed")
ALL_SEEN = ("published", "closed", "running", "ended")
Record = dict[str, Any]


def export_table(tx: Tx, kind: str, cursor: str | None, *, now: datetime) -> Record:
    """A piece of the CSV file; the first one with a byte order mark and the columns."""
    records, kinds, following = _records(tx, kind, cursor, now)
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    if cursor is None:
        text.write("\ufeff")
        writer.writerow(domain.columns_of(kinds))
    writer.writerows(domain.cells_of(record, kinds) for record in records)
    return {"content": text.getvalue(), "next": following}


def export_records(tx: Tx, kind: str, cursor: str | None, *, now: datetime) -> Record:
    """A piece of the JSON list; the first opens it, the last closes it."""
    records, kinds, following = _records(tx, kind, cursor, now)
    lines = [json.dumps({field: record.get(field) for field in kinds}, ensure_ascii=False) for record in records]
    begin = "[\n" if cursor is None else ",\n" if lines else ""
    return {"content": begin + ",\n".join(lines) + ("" if following else "\n]\n"), "next": following}


def _records(tx: Tx, kind: str, cursor: str | None, now: datetime) -> tuple[list[Record], dict[str, str], str | None]:
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
