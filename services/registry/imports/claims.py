"""External ids that several records assert: the first of them by status and id has each, whichever was imported first."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from services.registry.imports import repository
from services.registry.institutions import usecases as institutions

Ids = Iterable[dict[str, str]]
_RANKS = {"active": 0, "inactive": 1, "closed": 2}


def precedence(status: str, ror_id: str) -> tuple[int, str]:
    """Who stands first has what several assert: an active one before an inactive or withdrawn one, then the lower ROR id."""
    return _RANKS[status], ror_id


def take_over(tx: Tx, ror_id: str, status: str, held: Ids) -> bool:
    """Note that a record asserts ids that others hold, and let those go that it comes first with; answers whether there were any."""
    freed = False
    for one in held:
        repository.add_claim(tx, one, ror_id)
        holder = repository.find_holder(tx, one)
        rivals = [claim for claim in repository.list_claims(tx, one, holder) if claim["value"] != ror_id]
        if holder and _is_asserted(holder, rivals) and precedence(status, ror_id) < min(map(_place, rivals)):
            _let_go(tx, holder, one, rivals)
            freed = True
    return freed


def settle(tx: Tx, ids: Ids) -> None:
    """Let those of the ids that several records assert be with the first of them, unless somebody else has them."""
    for one in repository.list_disputed(tx, list(ids)):
        holder = repository.find_holder(tx, one)
        claims = repository.list_claims(tx, one, holder)
        if not claims or (holder and not _is_asserted(holder, claims)):
            continue
        winner = min(claims, key=_place)["institution_id"]
        if holder != winner:
            if holder:
                _let_go(tx, holder, one, claims)
            _gain(tx, winner, one)


def hand_over(tx: Tx, ror_id: str, ids: Ids, into_id: UUID) -> None:
    """Let the institution that stands for a withdrawn record have what that asserts."""
    missing = [one for one in ids if repository.find_holder(tx, one) != into_id]
    for one in missing:
        repository.add_claim(tx, one, ror_id)
    settle(tx, missing)


def _place(claim: dict[str, Any]) -> tuple[int, str]:
    return precedence(claim["status"], claim["value"])


def _is_asserted(holder: UUID, claims: list[dict[str, Any]]) -> bool:
    return any(claim["institution_id"] == holder for claim in claims)


def _let_go(tx: Tx, institution_id: UUID, one: dict[str, str], claims: list[dict[str, Any]]) -> None:
    for claim in claims:
        if claim["institution_id"] == institution_id:
            repository.add_claim(tx, one, claim["value"])
    _change(tx, institution_id, lambda ids: [found for found in ids if found != one])


def _gain(tx: Tx, institution_id: UUID, one: dict[str, str]) -> None:
    _change(tx, institution_id, lambda ids: [*ids, one])


def _change(tx: Tx, institution_id: UUID, change: Any) -> None:
    old = institutions.lock_institution(tx, institution_id)
    record = {field: old[field] for field in institutions.RECORD}
    institutions.save_record(tx, old, {**record, "external_ids": change(old["external_ids"])}, [])
