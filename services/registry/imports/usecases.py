"""Taking in many records, each for itself."""

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.problems import problem
from contracts.refusals import Conflict, Invalid, Refusal
from services.registry.imports import claims, domain, repository
from services.registry.imports.sorting import Taken, result_of, sorted_out
from services.registry.imports.ties import join_relations, replace_ties
from services.registry.institutions import usecases as institutions
from services.registry.lifecycle import usecases as lifecycle

Row = dict[str, Any]
Problems = list[dict[str, str]]
REASON = "As the Research Organization Registry (ror.org) has it."
# One batch after the other, so that while one is read the one before is written.
_READING = Lock()


class _Undone(Exception):
    """A trial is over; nothing of it stays."""


def import_institutions(
    tx: Tx, rows: list[Row], dry_run: bool, *, now: datetime, new_id: Callable[[], UUID]
) -> dict[str, Any]:
    """What became of every row, in its order; a trial (`dry_run`) says the same and keeps nothing."""
    results: list[Row] = []
    try:
        with tx.savepoint():
            results = _take_all(tx, rows, now, new_id)
            if dry_run:
                raise _Undone
    except _Undone:
        results = [{**row, "institution_id": None} if row["outcome"] == "added" else row for row in results]
    return {"results": results}


def _take_all(tx: Tx, rows: list[Row], now: datetime, new_id: Callable[[], UUID]) -> list[Row]:
    ids = [domain.find_ror_id(row["record"].get("id")) for row in rows]
    known = repository.list_known(tx, [one for one in ids if one])
    with _READING:
        results, new, changed = sorted_out(rows, ids, known, now)
    new.sort(key=lambda one: claims.precedence(one.status, one.ror_id))
    if new or changed:
        repository.lock_imports(tx, alone=bool(changed))
    entered, changed = _entered(tx, new, changed, now, new_id)
    for taken, result in entered:
        results[id(taken.row)] = result
    for taken in changed:
        results[id(taken.row)] = _take_row(tx, taken, now, new_id)
    touched = [one.ror_id for one in (*new, *changed) if results[id(one.row)]["outcome"] != "refused"]
    if touched:
        join_relations(tx, touched)
        for gone in repository.list_superseded(tx, touched, domain.STATUSES["withdrawn"]):
            _merged(tx, gone["institution_id"], gone["into_id"], now)
    return [results[id(row)] for row in rows]


def _entered(
    tx: Tx, new: list[Taken], changed: list[Taken], now: datetime, new_id: Callable[[], UUID]
) -> tuple[list[tuple[Taken, Row]], list[Taken]]:
    """What became of the new rows, and the changed ones, of which those are that somebody else has entered meanwhile."""
    plain, disputed = _by_claims(tx, new)
    entered = None if changed else _at_once(tx, plain, now, new_id)
    if entered is None:
        known = repository.list_known(tx, [taken.ror_id for taken in new])
        changed = [one for one in new if one.ror_id in known] + changed
        plain, disputed = _by_claims(tx, [one for one in new if one.ror_id not in known])
        entered = _at_once(tx, plain, now, new_id)
    if new or changed:
        repository.lock_relations(tx)
    alone = disputed if entered is not None else [*plain, *disputed]
    return (entered or []) + [(taken, _take_row(tx, taken, now, new_id)) for taken in alone], changed


def _by_claims(tx: Tx, new: list[Taken]) -> tuple[list[Taken], list[Taken]]:
    """Those whose external ids nobody has, and those of which another or one before them has one."""
    elsewhere = institutions.without_taken_ids(tx, [taken.record for taken in new])[1] if new else []
    disputed = [taken for taken, others in zip(new, elsewhere, strict=True) if others]
    return [taken for taken, others in zip(new, elsewhere, strict=True) if not others], disputed


def _at_once(tx: Tx, new: list[Taken], now: datetime, new_id: Callable[[], UUID]) -> list[tuple[Taken, Row]] | None:
    """All in few statements; None and nothing is written where somebody else was quicker with one of them."""
    try:
        with tx.savepoint():
            ids = _added(tx, [(taken, taken.record) for taken in new], now, new_id) if new else []
    except Refusal:
        return None
    return [(taken, result_of(taken.row, "added", one)) for taken, one in zip(new, ids, strict=True)]


def _take_row(tx: Tx, taken: Taken, now: datetime, new_id: Callable[[], UUID]) -> Row:
    try:
        with tx.savepoint():
            before = repository.list_known(tx, [taken.ror_id]).get(taken.ror_id)
            return _revised(tx, before, taken, now) if before else _added_alone(tx, taken, now, new_id)
    except Invalid as refusal:
        return result_of(taken.row, "refused", None, refusal.problems)
    except Refusal as refusal:
        return result_of(taken.row, "refused", None, [problem("", refusal.code, refusal.detail)])


def _added_alone(tx: Tx, taken: Taken, now: datetime, new_id: Callable[[], UUID]) -> Row:
    record, elsewhere = _claimed(tx, taken, taken.record, None)
    if f"ror:{taken.ror_id}" in elsewhere:
        raise Conflict("Another import has just entered this record.")
    return result_of(taken.row, "added", _added(tx, [(taken, record)], now, new_id)[0], _notes(elsewhere))


def _claimed(tx: Tx, taken: Taken, record: Row, institution_id: UUID | None) -> tuple[Row, list[str]]:
    """The record without external ids that others keep, and which those are; some had to let theirs go."""
    free, elsewhere = institutions.without_ids_of_others(tx, record, institution_id)
    held = [one for one in record["external_ids"] if f"{one['scheme']}:{one['value']}" in elsewhere]
    if held and claims.take_over(tx, taken.ror_id, taken.status, held):
        return institutions.without_ids_of_others(tx, record, institution_id)
    return free, elsewhere


def _added(tx: Tx, new: list[tuple[Taken, Row]], now: datetime, new_id: Callable[[], UUID]) -> list[UUID]:
    entered = [
        {
            **record, "institution_id": new_id(), "status": taken.status, "registered_digest": taken.digest,
            "found_by": taken.found_by,
        }
        for taken, record in new
    ]  # fmt: skip
    # No question about look-alikes: a ROR id is an identity of its own.
    institutions.add_institutions(tx, entered, "ror")
    ids = [one["institution_id"] for one in entered]
    repository.add_sources(tx, [taken.source(one) for (taken, _), one in zip(new, ids, strict=True)], now)
    return ids


def _revised(tx: Tx, before: Row, taken: Taken, now: datetime) -> Row:
    last, old = repository.find_source(tx, taken.ror_id), institutions.lock_institution(tx, before["institution_id"])
    if last["modified"] and taken.modified and taken.modified < last["modified"]:
        note = problem(
            "admin.last_modified.date", "older_version", "A later version of this record was imported before."
        )
        return result_of(taken.row, "unchanged", old["merged_into"] or old["institution_id"], [note])
    retied = replace_ties(tx, taken.ror_id, {(kind, other) for kind, other in last["ties"]}, taken.ties)
    repository.save_source(tx, taken.source(old["institution_id"]), before["owned"], now)
    asserted = taken.record["external_ids"]
    if old["status"] == "merged":
        claims.hand_over(tx, taken.ror_id, asserted, old["merged_into"])
        return result_of(taken.row, "unchanged", old["merged_into"])
    last = {**last, "owned": before["owned"], "retied": retied}
    new, elsewhere = _written(tx, old, last, taken, now)
    if new["status"] != old["status"]:
        lifecycle.follow_status(tx, new["institution_id"], new["status"], now=now)
    claims.settle(tx, [*asserted, *(last["facts"] or {}).get("external_ids", [])])
    outcome = "unchanged" if new["version"] == old["version"] else "revised"
    return result_of(taken.row, outcome, new["institution_id"], _notes(elsewhere))


def _written(tx: Tx, old: Row, source: Row, taken: Taken, now: datetime) -> tuple[Row, list[str]]:
    """The institution after this version of its record, with one event at most."""
    last, owned = source["facts"], source["owned"]
    status = domain.next_status(old["status"], last["status"] if last else None, taken.status, owned)
    after = domain.successor_of(status, taken.ties) if owned else None
    into_id = repository.find_institution_of(tx, after) if after else None
    if into_id and into_id != old["institution_id"] and _merged(tx, old["institution_id"], into_id, now):
        claims.hand_over(tx, taken.ror_id, taken.record["external_ids"], into_id)
        return {**old, "institution_id": into_id, "version": old["version"] + 1}, []
    ours = {field: old[field] for field in institutions.RECORD}
    theirs = {field: taken.record[field] for field in taken.fields}
    merged = domain.merged_record(ours, theirs, last, owned)
    record, elsewhere = _claimed(tx, taken, merged, old["institution_id"])
    changed = ["relations"] if source["retied"] else []
    return institutions.follow_source(tx, old, record, status, changed, REASON), elsewhere


def _merged(tx: Tx, from_id: UUID, into_id: UUID, now: datetime) -> bool:
    """Merge the two, unless their relations forbid it; then the withdrawn one stays closed."""
    try:
        with tx.savepoint():
            lifecycle.merge_institutions(tx, from_id, into_id, REASON, now=now)
    except Refusal:
        return False
    return True


def _notes(elsewhere: list[str]) -> Problems:
    return [
        problem("external_ids", "held_by_another", f"Left out, another institution has it: {one}.") for one in elsewhere
    ]
