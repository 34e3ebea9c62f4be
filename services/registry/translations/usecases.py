"""Keeping what is known of translations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.languages import LANGUAGES
from services.registry.translations import domain, repository

INSTITUTION, OPPORTUNITY = "institution", "opportunity"
Record = Mapping[str, Any]


def note_change(tx: Tx, kind: str, old: Record, new: Record, translators: list[UUID] | None = None) -> None:
    """Note what a save of a record (empty before its first) did to its translations; without translators the actor wrote them."""
    written, left = domain.to_note(domain.wordings(kind, old), domain.wordings(kind, new))
    subject_id, actor = new[f"{kind}_id"], tx.actor.account_id
    if left:
        repository.note_words(tx, kind, subject_id, left, [])
    if written:
        by = translators if translators is not None else [actor] if actor else []
        repository.note_words(tx, kind, subject_id, written, by)


def list_languages(tx: Tx, kind: str, record: Record, *, may_review: bool) -> list[dict[str, Any]]:
    """Where the record stands in each language, and whether the actor has something to review there."""
    standings = _standings(tx, kind, record)
    found = []
    for language in LANGUAGES:
        texts = {field: one for (field, of), one in standings.items() if of == language}
        waiting = any(one.waits_for(tx.actor.account_id) for one in texts.values())
        found.append({
            "language": language, "status": domain.overall(one.status for one in texts.values()),
            "reviewable": may_review and waiting, "texts": [_shown(field, one) for field, one in texts.items()],
        })  # fmt: skip
    return found


def review(tx: Tx, kind: str, record: Record, language: str, *, now: datetime) -> bool:
    """Note that a locked record's texts in the language are right; False where that was known of all of them already."""
    right = domain.to_review(_standings(tx, kind, record), language, tx.actor.account_id)
    if right:
        repository.note_review(tx, kind, record[f"{kind}_id"], right, now)
    return bool(right)


def _standings(tx: Tx, kind: str, record: Record) -> dict[domain.Key, domain.Standing]:
    marks = repository.list_marks(tx, kind, record[f"{kind}_id"])
    return {key: domain.Standing(one, marks.get(key)) for key, one in domain.wordings(kind, record).items()}


def _shown(field: str, one: domain.Standing) -> dict[str, Any]:
    mark = one.mark if one.mark and one.status in ("reviewed", "stale") else None
    return {
        "field": field, "status": one.status, "reviewed_by": mark and mark.reviewed_by,
        "reviewed_at": mark and mark.reviewed_at,
    }  # fmt: skip
