"""Relations between imported records: asserted by either, tied once both are there."""

from collections.abc import Iterable
from typing import Any

from chassis.tx import Tx
from contracts.refusals import Invalid
from services.registry.imports import repository
from services.registry.relations import usecases as relations

Pairs = Iterable[tuple[str, str]]


def replace_ties(tx: Tx, ror_id: str, before: Pairs, now: Pairs) -> bool:
    """Untie what the record asserts no more and nobody else does; answers whether its assertions changed."""
    gone, new = set(before) - set(now), set(now) - set(before)
    for kind, other in sorted(gone):
        untied = repository.remove_tie(tx, ror_id, kind, other, relations.INVERSE[kind])
        if untied:
            relations.untie(tx, untied["institution_id"], kind, untied["other_id"])
    return bool(gone or new)


def join_relations(tx: Tx, ror_ids: list[str]) -> None:
    """Tie what is asserted by or of these records and has both ends; what would close a cycle goes on waiting."""
    ties = repository.list_joinable_ties(tx, ror_ids)
    if not ties:
        return
    try:
        with tx.savepoint():
            _tie_all(tx, ties)
    except Invalid:
        for tie in ties:
            _try(tx, tie)


def _tie_all(tx: Tx, ties: list[dict[str, Any]]) -> None:
    found = {(tie["institution_id"], tie["kind"], tie["other_id"]) for tie in ties}
    relations.tie_all(tx, sorted((one, kind, other) for one, kind, other in found if one != other))
    repository.mark_tied(tx, ties)


def _try(tx: Tx, tie: dict[str, Any]) -> None:
    try:
        with tx.savepoint():
            _tie_all(tx, [tie])
    except Invalid:
        return
