"""What a batch of records says, read while others are served: which rows are new, changed or wrong."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from chassis.json_text import json_text
from chassis.turns import in_turns
from contracts.refusals import Invalid
from services.registry.imports import domain, reading
from services.registry.institutions import usecases as institutions

Row = dict[str, Any]
Problems = list[dict[str, str]]
# Part of every fingerprint: raise it when the mapping changes, so that unchanged records are read anew.
MAPPING = 3


@dataclass(frozen=True)
class Taken:
    """A row that can be read: what it says of which institution."""

    row: Row
    ror_id: str
    digest: str
    record: Row
    found_by: Row
    fields: tuple[str, ...]
    status: str
    ties: frozenset[tuple[str, str]]
    modified: date | None

    @property
    def facts(self) -> Row:
        """What was read of it: what its next version is compared to."""
        return {**{field: self.record[field] for field in self.fields}, "status": self.status}

    def source(self, institution_id: UUID) -> Row:
        """What is remembered of it."""
        return {
            "value": self.ror_id, "institution_id": institution_id, "digest": self.digest, "facts": self.facts,
            "modified": self.modified, "ties": sorted(self.ties),
        }  # fmt: skip


def fingerprint(record: Row) -> str:
    """The same for the same record read by the same mapping."""
    text = f"{MAPPING} {json_text(record, str, in_order=True)}"
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def sorted_out(
    rows: list[Row], ids: list[str | None], known: dict[str, Row], now: datetime
) -> tuple[dict[int, Row], list[Taken], list[Taken]]:
    """Results of the rows that need no writing, the rows of new records, and the others in their order."""
    results: dict[int, Row] = {}
    new: dict[str, Taken] = {}
    changed: list[Taken] = []
    anew: set[str | None] = set()
    for row, ror_id in in_turns(zip(rows, ids, strict=True)):
        digest, before = fingerprint(row["record"]), known.get(ror_id or "")
        if before and before["digest"] == digest and ror_id not in anew:
            results[id(row)] = result_of(row, "unchanged", before["merged_into"] or before["institution_id"])
            continue
        taken = _read(row, digest, now)
        if not isinstance(taken, Taken):
            results[id(row)] = taken
        elif before or taken.ror_id in new:
            changed.append(taken)
            anew.add(taken.ror_id)
        else:
            new[taken.ror_id] = taken
    return results, list(new.values()), changed


def _read(row: Row, digest: str, now: datetime) -> Taken | Row:
    try:
        ror_id = domain.ror_id(row["record"].get("id"))
        ror, facts = reading.read(row["record"])
        record = institutions.check_record({**institutions.BLANK, **facts}, now)
    except Invalid as refusal:
        return result_of(row, "refused", None, refusal.problems)
    return Taken(
        row, ror_id, digest, record, institutions.found_by(record), tuple(facts), domain.status_of(ror),
        domain.ties_of(ror), domain.modified_on(row["record"]),
    )  # fmt: skip


def result_of(row: Row, outcome: str, institution_id: UUID | None, problems: Problems | None = None) -> Row:
    """What is told of a row."""
    return {"line": row["line"], "outcome": outcome, "institution_id": institution_id, "problems": problems or []}
