"""Entering many institutions at once: what speaks against none of them is asked and written in a handful of statements."""

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.refusals import Invalid, Refusal
from services.registry.duplicates import usecases as duplicates
from services.registry.institutions import domain, usecases
from services.registry.reference import usecases as reference

Many = dict[int, dict[str, Any]]


class _Alike(Exception):
    """Some of those just entered look like others."""


def register_many(
    tx: Tx, facts: Mapping[int, dict[str, Any]], *, now: datetime, new_id: Callable[[], UUID]
) -> set[int]:
    """Enter those registrations under new ids that nothing speaks against; answers which, the others are left as they were."""
    plain = {at: one for at, one in facts.items() if one["institution_id"] is None and not one["relations"]}
    made = {at: _new(one, now, new_id()) for at, one in plain.items()}
    new = {at: one for at, one in made.items() if one}
    try:
        with tx.savepoint():
            _refuse_ended_terms(tx, list(new.values()))
            return _entered(tx, new)
    except Refusal:
        # One of them cannot enter, and only one by one will it be known which.
        return set()


def _entered(tx: Tx, new: Many) -> set[int]:
    alike: set[int] = set()
    try:
        with tx.savepoint():
            _add(tx, new)
            alike = _like_others(tx, new)
            if alike:
                raise _Alike
    except _Alike:
        _add(tx, {at: one for at, one in new.items() if at not in alike})
    return set(new) - alike


def _add(tx: Tx, new: Many) -> None:
    for reason, some in groupby(sorted(new.values(), key=_reason), key=_reason):
        usecases.add_institutions(tx, list(some), reason or None)


def _like_others(tx: Tx, new: Many) -> set[int]:
    """Those without a reason that look like an institution that was there, or like one before them."""
    found, later = set(), {one["institution_id"] for one in new.values()}
    for at, one in new.items():
        later.discard(one["institution_id"])
        known = [] if one["force_reason"] else duplicates.find_lookalikes(tx, one, 10, one["institution_id"])
        if any(other["decisive"] and other["institution_id"] not in later for other in known):
            found.add(at)
    return found


def _new(facts: dict[str, Any], now: datetime, new_id: UUID) -> dict[str, Any] | None:
    try:
        record = usecases.check_record(facts, now)
    except Invalid:
        return None
    return {
        **record, "institution_id": new_id, "status": facts["status"], "force_reason": facts["force_reason"],
        "registered_digest": domain.digest_of({**domain.said(record), "relations": facts["relations"]}),
    }  # fmt: skip


def _refuse_ended_terms(tx: Tx, new: list[dict[str, Any]]) -> None:
    for field, vocabulary in (("types", "institution_types"), ("topics", "topics")):
        reference.check_terms(tx, vocabulary, sorted({code for one in new for code in one[field]}), field=field)
    reference.check_fields(tx, sorted({code for one in new for code in one["fields_of_training"]}))


def _reason(new: dict[str, Any]) -> str:
    return new["force_reason"] or ""
