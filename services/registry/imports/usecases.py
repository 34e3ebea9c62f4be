"""Taking in many records, each for itself."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.problems import problem
from contracts.refusals import Invalid, Refusal
from contracts.registry.institutions import RegisterInstitution
from contracts.registry.ror import RorRecord
from services.registry.imports import domain, repository
from services.registry.institutions import usecases as institutions
from services.registry.lifecycle import usecases as lifecycle
from services.registry.relations import usecases as relations

Row = dict[str, Any]
ENDED = frozenset({"inactive", "closed"})


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
    results = [_take_row(tx, row, known, now, new_id) for row in rows]
    touched = [row["institution_id"] for row in results if row["outcome"] in ("added", "revised")]
    if touched:
        _join_relations(tx, touched)
    return results


def _take_row(tx: Tx, row: Row, known: dict[str, Row], now: datetime, new_id: Callable[[], UUID]) -> Row:
    try:
        ror_id = domain.ror_id(row["record"].get("id"))
        digest, before = domain.fingerprint(row["record"]), known.get(ror_id)
        if before and (before["digest"] == digest or before["merged_into"]):
            return _result(row, "unchanged", before["merged_into"] or before["institution_id"])
        with tx.savepoint():
            ror = RorRecord.read(row["record"])
            facts = RegisterInstitution.read(domain.mapped(ror))
            taken = _revise(tx, before, facts, ror, now) if before else _add(tx, facts, ror, digest, new_id(), now)
            outcome, institution_id, problems = taken
            repository.save_import(tx, institution_id, digest, not before, now)
            repository.save_waiting_relations(tx, institution_id, domain.ties_of(ror), not before)
        owned = before["owned"] if before else True
        known[ror_id] = {"institution_id": institution_id, "digest": digest, "merged_into": None, "owned": owned}
        return _result(row, outcome, institution_id, problems)
    except Invalid as refusal:
        return _result(row, "refused", None, refusal.problems)
    except Refusal as refusal:
        return _result(row, "refused", None, [problem("", refusal.code, refusal.detail)])


def _add(
    tx: Tx, facts: Row, ror: Row, digest: str, institution_id: UUID, now: datetime
) -> tuple[str, UUID, list[dict[str, str]]]:
    record, elsewhere = institutions.without_ids_of_others(tx, institutions.check_record(facts, now), None)
    new = {**record, "institution_id": institution_id, "status": domain.status_of(ror), "registered_digest": digest}
    # No question about look-alikes: a ROR id is an identity of its own.
    institutions.add_institution(tx, new, [], "ror")
    return "added", institution_id, _notes(elsewhere)


def _revise(tx: Tx, before: Row, facts: Row, ror: Row, now: datetime) -> tuple[str, UUID, list[dict[str, str]]]:
    old = institutions.lock_institution(tx, before["institution_id"])
    theirs = institutions.check_record(facts, now)
    ours = {field: old[field] for field in institutions.RECORD}
    merged = domain.merged_record(ours, theirs, before["owned"])
    record, elsewhere = institutions.without_ids_of_others(tx, merged, old["institution_id"])
    new = institutions.save_record(tx, old, record, [])
    status = domain.status_of(ror)
    if before["owned"] and status in ENDED and old["status"] not in (status, "closed"):
        step = {"institution_id": new["institution_id"], "status": status, "version": new["version"], "reason": "ROR"}
        new = lifecycle.change_institution_status(tx, step, now=now)
    outcome = "unchanged" if new["version"] == old["version"] else "revised"
    return outcome, old["institution_id"], _notes(elsewhere)


def _join_relations(tx: Tx, touched: list[UUID]) -> None:
    for tie in repository.list_joinable_relations(tx, touched):
        try:
            with tx.savepoint():
                if tie["institution_id"] != tie["other_id"]:
                    relations.tie(tx, tie["institution_id"], tie["kind"], tie["other_id"])
                repository.remove_waiting_relation(tx, tie)
        except Invalid:
            # It would close a cycle: it goes on waiting until one of the two records changes.
            continue


def _notes(elsewhere: list[str]) -> list[dict[str, str]]:
    return [
        problem("external_ids", "held_by_another", f"Left out, another institution has it: {one}.") for one in elsewhere
    ]


def _result(row: Row, outcome: str, institution_id: UUID | None, problems: list[dict[str, str]] | None = None) -> Row:
    return {"line": row["line"], "outcome": outcome, "institution_id": institution_id, "problems": problems or []}
